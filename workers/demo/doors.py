"""The ways into a demonstration: links for HR, a manager and a reviewee, signed in already."""

from collections.abc import Mapping

from domain.ids import CycleId
from domain.offices import Office as Held
from domain.offices import OfficeHeldAlready
from domain.people import Organisation, Person
from gateway.entry.tickets import entry_url
from gateway.offices import give_office
from gateway.site.front import Front
from workers.demo.next_year import NUMBER_OF_HR, NUMBER_OF_MANAGER, NUMBER_OF_REVIEWEE


def hr_of(people: Organisation) -> Person:
    """Give who leads HR in the sample."""
    return _numbered(people, NUMBER_OF_HR)


async def let_hr_in(front: Front, people: Organisation) -> None:
    """Give the head of HR the office that opens the console."""
    try:
        await give_office(front.archive, hr_of(people).id, Held.HR_ADMIN, front.now())
    except OfficeHeldAlready:
        return


async def doors(front: Front, people: Organisation, cycle: CycleId) -> Mapping[str, str]:
    """Give the links by what they open: a cycle for HR, their work for two others."""
    manager = _numbered(people, NUMBER_OF_MANAGER)
    reviewee = _numbered(people, NUMBER_OF_REVIEWEE)
    head = hr_of(people)
    return {
        f"HR: {head.display_full_name}": await entry_url(front, head.id, f"/hr/cycles/{cycle}"),
        f"Manager: {manager.display_full_name}": await entry_url(front, manager.id),
        f"Reviewee: {reviewee.display_full_name}": await entry_url(front, reviewee.id),
    }


def _numbered(people: Organisation, number: str) -> Person:
    found = people.by_number(number)
    if found is None:
        raise ValueError(f"the sample has nobody with the number {number}")
    return found

"""The invented people of a load, and the file with which they come into the directory."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from domain.people import Person

DOMAIN: Final = "load.invalid"
"""Whose address ends so was invented by a load; no mail ever reaches such an address."""

SPAN: Final = (5, 10)
"""So many people report to a manager, at least and at most."""

HEAD: Final = "load-head"
HR: Final = "load-hr"

HEADER: Final = (
    "employee_number,display_full_name,work_email,manager_id,department,job_title,location,"
    "time_zone,start_date,employment_status,hr_partner_id"
)
_PLACES: Final = (
    *(("Berlin", "Europe/Berlin"),) * 7,
    *(("New York", "America/New_York"),) * 2,
    ("Tokyo", "Asia/Tokyo"),
)
_DEPARTMENTS: Final = ("Optics", "Assembly", "Sales", "Finance", "Research", "Service")


@dataclass(frozen=True)
class Member:
    """Somebody of the crowd, and to whom they report."""

    number: str
    manager: str
    place: tuple[str, str]
    department: str

    @property
    def line(self) -> str:
        """Write the line of the file that brings them in."""
        location, zone = self.place
        partner = "" if self.number == HR else HR
        cells = (
            *(self.number, f"Invented {self.number}", f"{self.number}@{DOMAIN}", self.manager),
            *(self.department, "Member of a load", location, zone, "2020-03-02", "active", partner),
        )
        return ",".join(cells)


def crowd(reviewees: int, seed: int) -> tuple[Member, ...]:
    """Invent so many people in teams of five to ten, below a head who is not reviewed.

    The first who come lead those after them, level by level; the same seed gives the same people.
    """
    chance = Random(f"crowd:{seed}")  # noqa: S311 - a play, no secret
    numbers = deque(f"load-{place:06d}" for place in range(1, reviewees + 1))
    found, leads = [], deque([HEAD])
    while numbers:
        manager, department = leads.popleft(), chance.choice(_DEPARTMENTS)
        for _ in range(min(chance.randint(*SPAN), len(numbers))):
            number = numbers.popleft()
            found.append(Member(number, manager, chance.choice(_PLACES), department))
            leads.append(number)
    apart = (
        Member(HEAD, "", _PLACES[0], "Board"),
        Member(HR, HEAD, _PLACES[0], "People"),
    )
    return (*apart, *found)


def people_file(members: Iterable[Member]) -> str:
    """Write the file that an HR system would send."""
    return "\n".join((HEADER, *(each.line for each in members))) + "\n"


def is_invented(person: Person) -> bool:
    """Tell whether somebody was invented by a load."""
    return person.work_email.casefold().endswith(f"@{DOMAIN}")


def reviewed(people: Iterable[Person]) -> Sequence[Person]:
    """Give those of a crowd who are reviewed, in the order of their numbers."""
    apart = {HEAD, HR}
    found = [one for one in people if is_invented(one) and one.employee_number not in apart]
    return sorted(found, key=lambda one: one.employee_number)

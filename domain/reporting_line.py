"""Who is above whom, told so that loops and gaps in the reporting line do no harm."""

from collections.abc import Hashable, Mapping
from itertools import islice
from typing import TypeVar

from domain.ids import PersonId
from domain.people import EmploymentStatus, Organisation, Person

Key = TypeVar("Key", bound=Hashable)


def manager_of(organisation: Organisation, person: PersonId) -> Person | None:
    """Return the manager, or None where nobody (or only the person themself) is recorded."""
    known = organisation.get(person)
    if known is None or known.manager is None or known.manager == person:
        return None
    return organisation.get(known.manager)


def second_line_of(organisation: Organisation, person: PersonId) -> Person | None:
    """Return the manager's manager, or None where nobody else is recorded there."""
    manager = manager_of(organisation, person)
    above = manager_of(organisation, manager.id) if manager else None
    return None if above is None or above.id == person else above


def chain(organisation: Organisation, person: PersonId) -> tuple[Person, ...]:
    """List everybody above a person, nearest first, each once; a loop or a gap ends it."""
    above: list[Person] = []
    seen = {person}
    manager = manager_of(organisation, person)
    while manager is not None and manager.id not in seen:
        above.append(manager)
        seen.add(manager.id)
        manager = manager_of(organisation, manager.id)
    return tuple(above)


def tops(organisation: Organisation) -> tuple[Person, ...]:
    """List the people nobody is recorded above, in the order of the directory."""
    return tuple(
        person for person in organisation.values() if manager_of(organisation, person.id) is None
    )


def loops(organisation: Organisation) -> tuple[tuple[Person, ...], ...]:
    """List the loops of the reporting line, each as the people in it, from report to manager.

    Somebody who is recorded as their own manager is a loop of one.
    """
    above = {person.id: person.manager for person in organisation.values()}
    return tuple(tuple(organisation[one] for one in loop) for loop in loops_in(above))


def loops_in(above: Mapping[Key, Key | None]) -> tuple[tuple[Key, ...], ...]:
    """List the loops among keys that each point to at most one key above; visits each once."""
    found: list[tuple[Key, ...]] = []
    settled: set[Key] = set()
    for start in above:
        path: dict[Key, None] = {}
        at: Key | None = start
        while at is not None and at in above and at not in settled and at not in path:
            path[at] = None
            at = above[at]
        if at is not None and at in path:
            walked = list(path)
            found.append(tuple(walked[walked.index(at) :]))
        settled.update(path)
    return tuple(found)


def peers_of(organisation: Organisation, person: PersonId, count: int) -> tuple[Person, ...]:
    """Choose up to `count` active colleagues who share the person's manager.

    The choice goes round the team in the order of ids, starting after the person, so that it is
    the same every time and nobody in a team is asked more often than the others.
    """
    manager = manager_of(organisation, person)
    if manager is None:
        return ()
    team = organisation.reports_of(manager.id)
    after = [one for one in team if one.id > person]
    before = [one for one in team if one.id < person]
    active = (one for one in (*after, *before) if one.employment_status is EmploymentStatus.ACTIVE)
    return tuple(islice(active, count))

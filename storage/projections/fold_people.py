"""People as the directory knows them, once their details are open."""

import json
from functools import partial
from typing import Any, Final

from domain.people import Person, PersonDetails
from domain.people_events import PersonEvent, evolve
from storage.journal import Words, with_details
from storage.projections.rows import PersonRow
from storage.projections.shelf import LogEntry, Shelf, Unopened

_DETAILS: Final = tuple(PersonDetails.model_fields)


def expect_person(shelf: Shelf, entry: LogEntry, event: PersonEvent) -> None:
    """Have the details of an event about somebody opened."""
    shelf.unopened.append(Unopened(entry, event.person, partial(_take, shelf, entry, event)))


def person_of(row: PersonRow) -> Person:
    """Give the person a row is about."""
    values = {name: getattr(row, name) for name in _DETAILS}
    return Person.model_validate(
        values
        | {"id": row.person, "manager": row.manager, "hr_partner": row.hr_partner}
        | {"leaves": json.loads(row.leaves)}
    )


def _take(shelf: Shelf, entry: LogEntry, event: PersonEvent, words: Words | None) -> None:
    """Fold the person; of somebody whose key is gone there is nothing to read."""
    row = shelf.people.get(entry.stream)
    whole = with_details(event, {} if words is None else {event.person: words})
    if not isinstance(whole, PersonEvent):
        raise TypeError(type(whole).__name__)
    person = evolve(person_of(row) if row else None, whole)
    if person is None:
        return
    values = _values(person)
    if row is None:
        row = PersonRow(
            person=person.id,
            organisation=entry.organisation,
            version=entry.version,
            **values,
        )
        shelf.people[entry.stream] = row
    for name, value in values.items():
        setattr(row, name, value)
    row.version = entry.version
    shelf.touch(row)


def _values(person: Person) -> dict[str, Any]:  # columns of many types
    values = {name: getattr(person, name) for name in _DETAILS}
    leaves = [leave.model_dump(mode="json") for leave in person.leaves]
    return values | {
        "manager": person.manager,
        "hr_partner": person.hr_partner,
        "employment_status": person.employment_status.value,
        "leaves": json.dumps(leaves),
    }

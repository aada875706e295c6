"""What happened to people in the directory, and the person as the sum of it.

Each event carries its personal values in `details`, which is sealed under the person's own key;
the rest may be read by anybody who can read the log.
"""

from datetime import date, datetime
from typing import ClassVar, Literal, assert_never

from pydantic import Field, JsonValue

from domain.ids import PersonId
from domain.people import EmploymentStatus, Person, PersonDetails
from domain.value import Fact


class PersonFact(Fact):
    """Something that happened to one person.

    `version` counts the events of this person from 1; `at` is when the directory learned of it.
    """

    schema_version: ClassVar[int] = 1

    person: PersonId
    version: int = Field(ge=1)
    at: datetime

    def key(self) -> str:
        """Return the business key the event id is made from: the n-th event of this person."""
        return f"{type(self).__name__}:{self.version}"


class PersonJoined(PersonFact):
    """Somebody entered the directory. Without `details` the person has been erased since."""

    type: Literal["PersonJoined"] = "PersonJoined"
    manager: PersonId | None
    hr_partner: PersonId | None
    details: PersonDetails | None = None


class PersonChanged(PersonFact):
    """Values of a person changed: `changed` names them, `details` holds the new personal ones."""

    type: Literal["PersonChanged"] = "PersonChanged"
    changed: tuple[str, ...]
    manager: PersonId | None
    hr_partner: PersonId | None
    details: dict[str, JsonValue] | None = None


class PersonLeft(PersonFact):
    """Somebody became inactive; `left_on` was the last day, if HR named it."""

    type: Literal["PersonLeft"] = "PersonLeft"
    left_on: date | None


class PersonReturned(PersonFact):
    """Somebody who had left is active again."""

    type: Literal["PersonReturned"] = "PersonReturned"


PersonEvent = PersonJoined | PersonChanged | PersonLeft | PersonReturned


def evolve(person: Person | None, event: PersonEvent) -> Person | None:
    """Return the person as they stand after the event; nobody, once they have been erased."""
    match event:
        case PersonJoined():
            return _joined(event)
        case PersonChanged():
            return person and _changed(person, event)
        case PersonLeft():
            return person and _with_status(person, EmploymentStatus.INACTIVE, event.left_on)
        case PersonReturned():
            return person and _with_status(person, EmploymentStatus.ACTIVE, None)
    assert_never(event)


def differences(
    recorded: Person | None, version: int, person: Person, at: datetime
) -> tuple[PersonEvent, ...]:
    """Return the events that lead from what is recorded of a person to what is now said.

    Args:
        recorded: the person as the directory knows them, or None.
        version: how many events the directory holds of this person.
        person: the same person as they are now said to be.
        at: when the directory learns of it.
    """
    events: list[PersonEvent] = []
    standing = recorded
    for difference in (_entry, _parting, _new_values):
        event = difference(standing, person, version + len(events) + 1, at)
        if event is not None:
            events.append(event)
            standing = evolve(standing, event)
    return tuple(events)


def _entry(
    standing: Person | None, person: Person, version: int, at: datetime
) -> PersonJoined | None:
    if standing is not None:
        return None
    entered = person
    if person.employment_status is EmploymentStatus.INACTIVE:
        # The log says of everybody who left that they left, so they first have to be there.
        entered = _with_status(person, EmploymentStatus.ACTIVE, None)
    return PersonJoined(
        person=person.id,
        version=version,
        at=at,
        manager=person.manager,
        hr_partner=person.hr_partner,
        details=PersonDetails(
            **{name: getattr(entered, name) for name in PersonDetails.model_fields}
        ),
    )


def _parting(
    standing: Person | None, person: Person, version: int, at: datetime
) -> PersonLeft | PersonReturned | None:
    if standing is None:
        return None
    gone = EmploymentStatus.INACTIVE
    if person.employment_status is not gone:
        returned = standing.employment_status is gone
        return PersonReturned(person=person.id, version=version, at=at) if returned else None
    last_day = person.termination_date
    if standing.employment_status is gone and standing.termination_date == last_day:
        return None
    return PersonLeft(person=person.id, version=version, at=at, left_on=last_day)


def _new_values(
    standing: Person | None, person: Person, version: int, at: datetime
) -> PersonChanged | None:
    if standing is None or standing == person:
        return None
    changed = tuple(
        name for name in Person.model_fields if getattr(standing, name) != getattr(person, name)
    )
    return PersonChanged(
        person=person.id,
        version=version,
        at=at,
        changed=changed,
        manager=person.manager,
        hr_partner=person.hr_partner,
        details=person.model_dump(mode="json", include=set(changed) - {"manager", "hr_partner"}),
    )


def _joined(event: PersonJoined) -> Person | None:
    if event.details is None:
        return None
    return Person(
        id=event.person,
        manager=event.manager,
        hr_partner=event.hr_partner,
        **{name: getattr(event.details, name) for name in PersonDetails.model_fields},
    )


def _changed(person: Person, event: PersonChanged) -> Person:
    return Person.model_validate(
        {
            **person.model_dump(),
            **(event.details or {}),
            "manager": event.manager,
            "hr_partner": event.hr_partner,
        }
    )


def _with_status(person: Person, status: EmploymentStatus, last_day: date | None) -> Person:
    return person.model_copy(update={"employment_status": status, "termination_date": last_day})

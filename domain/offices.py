"""Offices people hold in an organisation whatever review is looked at: HR, audit, operations."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID, uuid5

from domain.errors import ReviewError
from domain.ids import OrganisationId, PersonId
from domain.value import Fact


class Office(StrEnum):
    """What somebody is in the organisation beside the parts they have in reviews."""

    HR_ADMIN = "hr_admin"  # launches and steers every cycle
    AUDITOR = "auditor"  # reads what happened and who saw what, and changes nothing
    OPS = "ops"  # sees processes, never content
    # Of its own, for no other office needs it: who launches, audits or runs cycles has pages that
    # show what is theirs to see, and who gives this one is in the log.
    PAYLOAD_READER = "payload_reader"  # reads in the Temporal UI what processes hand each other


class OfficeEvent(Fact):
    """Something that happened to the offices of an organisation; `by` is None for the shell."""

    schema_version: ClassVar[int] = 1

    at: datetime
    number: int
    person: PersonId
    office: Office
    by: PersonId | None = None

    def key(self) -> str:
        """Return the business key: the n-th change of offices of this organisation."""
        return f"offices:{self.number}"


class OfficeGiven(OfficeEvent):
    """Somebody was given an office."""

    type: Literal["OfficeGiven"] = "OfficeGiven"


class OfficeTaken(OfficeEvent):
    """Somebody holds an office no more."""

    type: Literal["OfficeTaken"] = "OfficeTaken"


Event = OfficeGiven | OfficeTaken

Held = frozenset[tuple[PersonId, Office]]


class OfficeHeldAlready(ReviewError):
    """This person holds that office already."""

    code: ClassVar[str] = "office_held_already"


class OfficeNotHeld(ReviewError):
    """This person does not hold that office."""

    code: ClassVar[str] = "office_not_held"


def offices_stream(organisation: OrganisationId) -> UUID:
    """Name the stream in which an organisation keeps who holds which office."""
    return uuid5(organisation, "offices")


def held(events: Iterable[Event]) -> Held:
    """Say who holds which office after these events."""
    standing: set[tuple[PersonId, Office]] = set()
    for event in events:
        match event:
            case OfficeGiven():
                standing.add((event.person, event.office))
            case OfficeTaken():
                standing.discard((event.person, event.office))
    return frozenset(standing)


def give(
    before: Iterable[Event], person: PersonId, office: Office, at: datetime, by: PersonId | None
) -> OfficeGiven:
    """Give an office.

    Raises:
        OfficeHeldAlready: there is nothing to give.
    """
    known = tuple(before)
    if (person, office) in held(known):
        raise OfficeHeldAlready
    return OfficeGiven(at=at, number=len(known) + 1, person=person, office=office, by=by)


def take(
    before: Iterable[Event], person: PersonId, office: Office, at: datetime, by: PersonId | None
) -> OfficeTaken:
    """Take an office away.

    Raises:
        OfficeNotHeld: there is nothing to take.
    """
    known = tuple(before)
    if (person, office) not in held(known):
        raise OfficeNotHeld
    return OfficeTaken(at=at, number=len(known) + 1, person=person, office=office, by=by)

"""Who holds which office, and how it is given and taken."""

from collections.abc import Sequence
from datetime import datetime

from domain.ids import PersonId
from domain.offices import Event, Held, Office, OfficeEvent, give, held, offices_stream, take
from gateway.noting import note
from storage.archive import Archive
from storage.journal import Entry, Recorded


async def offices_held(archive: Archive) -> Held:
    """Say who holds which office in the organisation."""
    recorded = await archive.journal.read(offices_stream(archive.organisation))
    return held(_events(recorded))


async def offices_of(archive: Archive, person: PersonId) -> frozenset[Office]:
    """Say which offices somebody holds."""
    return frozenset(office for who, office in await offices_held(archive) if who == person)


async def give_office(
    archive: Archive, person: PersonId, office: Office, at: datetime, by: PersonId | None = None
) -> int:
    """Give somebody an office; the log's position is returned.

    Raises:
        OfficeHeldAlready: there is nothing to give.
    """
    stream = offices_stream(archive.organisation)
    return await note(
        archive, stream, lambda before: [Entry(give(_events(before), person, office, at, by))]
    )


async def take_office(
    archive: Archive, person: PersonId, office: Office, at: datetime, by: PersonId | None = None
) -> int:
    """Take an office from somebody; the log's position is returned.

    Raises:
        OfficeNotHeld: there is nothing to take.
    """
    stream = offices_stream(archive.organisation)
    return await note(
        archive, stream, lambda before: [Entry(take(_events(before), person, office, at, by))]
    )


def _events(recorded: Sequence[Recorded]) -> list[Event]:
    return [each.event for each in recorded if isinstance(each.event, OfficeEvent)]

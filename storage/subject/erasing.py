"""Carries an erasure out, once the log says that somebody is erased; safe to begin anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from domain.erasure.events import ErasureEvent, Event, keeping_stream
from domain.erasure.standing import Standing, standing
from domain.ids import PersonId
from storage.archive import Archive
from storage.journal import Recorded
from storage.subject.purge import Purged, purge


@dataclass(frozen=True)
class Kept:
    """What happened to the keeping of data, in order, and how it stands; reasons are open."""

    recorded: Sequence[Recorded] = ()
    now: Standing = field(default_factory=Standing)


async def kept(archive: Archive) -> Kept:
    """Read who is under hold, who was erased, and which times hold."""
    recorded = await archive.journal.read(keeping_stream(archive.organisation), unseal=True)
    return Kept(recorded, standing(events_of(recorded)))


def events_of(recorded: Sequence[Recorded]) -> list[Event]:
    """Give the events about keeping among these."""
    return [each.event for each in recorded if isinstance(each.event, ErasureEvent)]


async def carry_out(archive: Archive, person: PersonId, marks: Collection[str] = ()) -> Purged:
    """Destroy the key of an erased person and take them out of everything beside the log.

    `marks` name the person, where somebody still knows. Doing it again finds nothing more.
    """
    await archive.keys.destroy(person)
    return await purge(archive, person, marks)


async def reapply_erasures(archive: Archive) -> int:
    """Erase again whoever the log says was erased; give how many of them had a key again.

    For a database that was restored, or keys that were: who was erased stays erased.
    """
    found = await kept(archive)
    persons = list(found.now.erased)
    alive = [one for one, key in (await archive.keys.load(persons)).items() if key is not None]
    for person in persons:
        await carry_out(archive, person)
    return len(alive)

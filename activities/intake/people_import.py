"""Takes a people file into the directory: whole, or not at all."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from activities.intake.people_file import read_people_file, time_zones
from domain.people import Organisation, Person
from domain.people_entry import ImportRules
from domain.people_events import PersonEvent, PersonJoined, PersonLeft, PersonReturned, differences
from domain.people_import import Reading, Row, check_people
from domain.people_row import Problem
from storage.directory import Directory, PeopleJournal


@dataclass(frozen=True)
class Counts:
    """How many people a file brings, changes, and leaves as they are; each counts once."""

    joined: int
    changed: int
    left: int
    returned: int
    unchanged: int


@dataclass(frozen=True)
class PeopleImport:
    """What a file came to, and what happens (or happened) to the directory by it.

    `before` is the directory as it stood.
    """

    reading: Reading
    before: Organisation
    events: tuple[PersonEvent, ...]

    @property
    def counts(self) -> Counts:
        """Count people by the weightiest thing that happened to them."""
        joined = {event.person for event in self.events if isinstance(event, PersonJoined)}
        left = {event.person for event in self.events if isinstance(event, PersonLeft)} - joined
        returned = {event.person for event in self.events if isinstance(event, PersonReturned)}
        touched = {event.person for event in self.events}
        return Counts(
            joined=len(joined),
            changed=len(touched - joined - left - returned),
            left=len(left),
            returned=len(returned),
            unchanged=len(self.reading.people) - len(touched),
        )


async def import_people(
    path: Path, journal: PeopleJournal, naming_key: bytes, at: datetime, *, dry_run: bool = False
) -> PeopleImport:
    """Read a file and record what it changes; with any problem, or dry, nothing is recorded.

    Args:
        path: the file.
        journal: where the directory is kept.
        naming_key: the organisation's secret that turns employee numbers into ids.
        at: now.
        dry_run: only say what would happen.

    Raises:
        PeopleFileUnreadable: there is no such file, or it may not be read.
        DirectoryChanged: somebody else imported at the same time.
        LogOutOfReach: the database did not answer.
    """
    directory = await journal.directory()
    reading = read_people_file(path, _rules(directory, naming_key))
    return await _recorded(reading, directory, journal, at, dry_run=dry_run)


async def import_people_rows(
    lines: Callable[[], Iterable[Row | Problem]],
    journal: PeopleJournal,
    naming_key: bytes,
    at: datetime,
    *,
    dry_run: bool = False,
) -> PeopleImport:
    """Do the same with a file that was cut in rows already; what is long is done in a thread.

    Raises:
        DirectoryChanged: somebody else imported at the same time.
        LogOutOfReach: the database did not answer.
    """
    directory = await journal.directory()
    rules = _rules(directory, naming_key)
    reading = await asyncio.to_thread(lambda: check_people(lines(), rules))
    return await _recorded(reading, directory, journal, at, dry_run=dry_run)


def _rules(directory: Directory, naming_key: bytes) -> ImportRules:
    return ImportRules(naming_key, time_zones(), directory.organisation, directory.erased)


async def _recorded(
    reading: Reading, directory: Directory, journal: PeopleJournal, at: datetime, *, dry_run: bool
) -> PeopleImport:
    events = _events(reading.people, directory, at)
    if events and not dry_run:
        await journal.record(events)
    return PeopleImport(reading, directory.organisation, events)


def _events(
    people: Sequence[Person], directory: Directory, at: datetime
) -> tuple[PersonEvent, ...]:
    return tuple(
        event
        for person in people
        for event in differences(
            directory.organisation.get(person.id), directory.versions.get(person.id, 0), person, at
        )
    )

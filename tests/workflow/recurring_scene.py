"""Recurring cycles on an engine: settled as HR settles them, or as if it had been long ago."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from temporalio.client import ScheduleActionExecutionStartWorkflow, ScheduleHandle

from activities import naming
from activities.intake.people_import import import_people
from activities.recurring.book import RecurrenceBook
from activities.recurring.occasions import Occasions, Tick
from activities.recurring.timer import set_timer
from domain.cycle import events as cycle
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId
from domain.recurrence import events as e
from domain.recurrence.deciding import Said, settle
from domain.recurrence.names import recurrence_id, usual_key
from domain.recurrence.recurrences import Recurrence
from domain.recurrence.rhythm import ByCalendar, Every, Rhythm
from domain.recurrence.terms import DayOff, Overlap, Terms
from gateway.recurring import By, Recurring
from gateway.recurring_launches import AsHrLaunches
from gateway.recurring_process import from_template
from tests.invented_people import file_of, line
from tests.workflow.company import HEAD, HR, Company, hire, lines_of
from tests.workflow.engine import Engine

Seen = TypeVar("Seen", bound=e.RecurrenceEvent)
WHY = "words that nobody outside may read"
TODAY = datetime.now(UTC).date()
NOW = datetime.combine(TODAY, time(12), UTC)


def process() -> CycleDefinition:
    """A process that counts in working days alone."""
    return from_template("probation")[0]


def yearly(day: date) -> ByCalendar:
    """Every year from that day on."""
    return ByCalendar(every=Every.YEAR, starts=day)


def quarterly(day: date) -> ByCalendar:
    """Every quarter from that day on."""
    return ByCalendar(every=Every.QUARTER, starts=day)


@dataclass(frozen=True)
class Scene:
    """A small company, one recurring cycle at most, and what the log says of it."""

    office: Engine
    company: Company
    folder: Path

    @property
    def recurring(self) -> Recurring:
        return Recurring(self.office.archive, self.office.client)

    def by_hr(self, reason: str = WHY) -> By:
        return By(self.company[HR], datetime.now(UTC), reason)

    def terms(self, rhythm: Rhythm, late_days: int = 7, overlap: Overlap = Overlap.BESIDE) -> Terms:
        """Terms of a recurrence that begins at four, by Greenwich."""
        return Terms(
            key="yearly",
            title="Review {year}",
            cycle_key=usual_key("yearly", rhythm),
            definition=process(),
            rhythm=rhythm,
            at=time(4, 0),
            zone="UTC",
            day_off=DayOff.SAME_DAY,
            late_days=late_days,
            overlap=overlap,
            hr_owner=self.company[HR],
        )

    async def set_long_ago(self, terms: Terms, days: int = 60, *, ticks: bool = True) -> Recurrence:
        """Record that it was settled so many days ago, and set its timer, which ticks at once."""
        said = Said(at=NOW - timedelta(days=days), by=self.company[HR])
        name = recurrence_id(self.office.archive.organisation, terms.key)
        await self.book.record(lambda known: settle(known, name, terms, said))
        found = (await self.book.read()).by_id[name]
        if ticks:
            await self.set_timer(found)
        return found

    async def set_timer(self, recurrence: Recurrence) -> None:
        """Set the timer of a recurrence as it stands here."""
        await set_timer(self.office.client, self.office.archive.organisation, recurrence)

    @property
    def book(self) -> RecurrenceBook:
        return RecurrenceBook(self.office.archive)

    @property
    def timer(self) -> ScheduleHandle:
        organisation = self.office.archive.organisation
        name = naming.recurrence_timer(organisation, recurrence_id(organisation, "yearly"))
        return self.office.client.get_schedule_handle(name)

    async def facts(self, kind: type[Seen]) -> list[Seen]:
        """Everything of a kind that the log holds of recurring cycles."""
        recorded = await self.office.archive.journal.read(self.book.stream)
        return [each.event for each in recorded if isinstance(each.event, kind)]

    async def first(self, kind: type[Seen]) -> Seen:
        """Wait for the first fact of a kind."""
        async with asyncio.timeout(30):
            while not (found := await self.facts(kind)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        return found[0]

    async def hired(self, due: dict[str, date]) -> dict[str, PersonId]:
        """Have people come whose thirtieth day after hire is that day; give their ids."""
        file = self.folder / "hired.csv"
        starts = {number: day - timedelta(days=30) for number, day in due.items()}
        lines = (line(number, HEAD, start_date=f"{day}") for number, day in starts.items())
        file.write_bytes(file_of([*lines_of(3), *lines]))
        archive = self.office.archive
        imported = await import_people(file, archive.directory, await archive.naming_key(), NOW)
        assert imported.reading.problems == ()
        people = await archive.people()
        return {number: found.id for number in due if (found := people.by_number(number))}

    async def carry_on(self, recurrence: UUID, at: datetime | None = None) -> None:
        """Look at the recurrence at a moment, as a tick does."""
        archive = self.office.archive
        occasions = Occasions(archive, AsHrLaunches(archive, self.office.client))
        await occasions.carry_on(Tick(recurrence=recurrence, at=at or datetime.now(UTC)))

    async def launches_of(self, cycle_: CycleId) -> list[cycle.CycleLaunched]:
        recorded = await self.office.archive.journal.read(cycle_)
        return [r.event for r in recorded if isinstance(r.event, cycle.CycleLaunched)]

    async def has_ticked(self, times: int) -> None:
        """Wait until what the timer started that often has ended."""
        async with asyncio.timeout(30):
            while len((await self.timer.describe()).info.recent_actions) < times:  # noqa: ASYNC110 - Temporal tells nobody
                await asyncio.sleep(0.05)
        for each in (await self.timer.describe()).info.recent_actions:
            begun = each.action
            assert isinstance(begun, ScheduleActionExecutionStartWorkflow)
            await self.office.client.get_workflow_handle(begun.workflow_id).result()


async def scene_on(office: Engine, folder: Path, size: int = 6) -> Scene:
    """Give a scene with a company of that size."""
    return Scene(office, await hire(office, folder, size), folder)

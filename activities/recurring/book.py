"""Reads and records what is settled of recurring cycles, and looks up what it rests on."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from activities.calendars import calendar_of
from domain.definition.cycle import WorkingHours
from domain.errors import ReviewError
from domain.recurrence.events import Event, RecurrenceEvent
from domain.recurrence.names import recurrences_stream
from domain.recurrence.recurrences import Recurrences, fold
from domain.recurrence.terms import Terms
from domain.working_calendar import WorkingCalendar
from storage.archive import Archive
from storage.event import Conflict
from storage.journal import Entry, Recorded

TRIES: Final = 20
YEARS_AHEAD: Final = 12
"""Ten times of a yearly cycle, and some: so far ahead public holidays are looked up."""

Decide = Callable[[Recurrences], Sequence[Event]]


class RecurrencesBusy(ReviewError):
    """Others keep changing the recurring cycles. Nothing was recorded; try again."""

    code: ClassVar[str] = "recurrences_busy"


class RecurrenceBook:
    """The stream of recurring cycles: there are a handful of them, so it is read whole."""

    def __init__(self, archive: Archive) -> None:
        """Read from and write to this archive."""
        self._archive = archive

    @property
    def stream(self) -> UUID:
        """Name the stream."""
        return recurrences_stream(self._archive.organisation)

    async def read(self) -> Recurrences:
        """Give how everything stands."""
        return fold(_events(await self._archive.journal.read(self.stream)))

    async def record(self, decide: Decide) -> int | None:
        """Record what follows from how it stands; give the position, None where nothing does.

        Raises:
            RecurrencesBusy: others were faster every time.
            ReviewError: what `decide` refuses.
        """
        for attempt in range(TRIES):
            recorded = await self._archive.journal.read(self.stream)
            events = decide(fold(_events(recorded)))
            if not events:
                return None
            entries = [Entry(event) for event in events]
            outcome = await self._archive.journal.append(self.stream, len(recorded), entries)
            if not isinstance(outcome, Conflict):
                return outcome.position
            await asyncio.sleep(0.01 * attempt)
        raise RecurrencesBusy


def working_days_of(terms: Terms, at: datetime) -> WorkingCalendar:
    """Give the working days of the place of a recurrence, around that moment and years ahead."""
    year = terms.local(at).year
    return calendar_of(terms.country, terms.zone, WorkingHours(), (year - 1, year + YEARS_AHEAD))


def _events(recorded: Sequence[Recorded]) -> list[Event]:
    return [each.event for each in recorded if isinstance(each.event, RecurrenceEvent)]

"""What HR did to a recurring cycle, and why: read from the log, for HR alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.ids import PersonId
from domain.recurrence.events import RecurrenceEvent
from domain.recurrence.names import recurrences_stream
from storage.archive import Archive
from storage.journal import Recorded

DONE: Final = {
    "RecurrenceSet": "set",
    "RecurrencePaused": "paused",
    "RecurrenceResumed": "resumed",
    "RecurrenceEnded": "ended",
    "OccurrenceLaunched": "launched by hand",
    "OccurrenceSkipped": "left out",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody in HR did; `day` is which of its cycles, if it was one."""

    at: datetime
    what: str
    by: PersonId
    reason: str
    day: str = ""


async def acts_of(archive: Archive, recurrence: UUID) -> list[Act]:
    """Give what HR did to a recurring cycle, the last first.

    Raises:
        LogOutOfReach: the database did not answer.
    """
    stream = recurrences_stream(archive.organisation)
    recorded = await archive.journal.read(stream, unseal=True)
    found = [act for each in recorded if (act := _act(each, recurrence)) is not None]
    return found[::-1]


def _act(recorded: Recorded, recurrence: UUID) -> Act | None:
    event = recorded.event
    if not isinstance(event, RecurrenceEvent) or event.recurrence != recurrence:
        return None
    if event.by is None:
        return None
    parts = (recorded.confidential or {}).values()
    reason = " ".join(said for part in parts if isinstance(said := part.get("reason"), str))
    what = DONE.get(type(event).__name__, "")
    return Act(event.at, what, event.by, reason, getattr(event, "occurrence", ""))

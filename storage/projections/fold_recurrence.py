"""Who is told when a recurring cycle does not begin; all else is read from the log itself."""

from typing import Final, assert_never

from domain.recurrence import events as e
from domain.views.notices import Kind, Matter, Notice, Reason
from storage.projections.fold_notices import tell_between_cycles
from storage.projections.shelf import LogEntry, Shelf

MEANT: Final[frozenset[e.SkipReason]] = frozenset({"by_hr", "changed", "left_out"})
"""Why something is skipped that HR has asked for."""


def fold_recurrence(shelf: Shelf, entry: LogEntry, event: e.Event) -> None:
    """Take an event of a recurring cycle into the rows at hand."""
    match event.type:
        case "OccurrenceHeld":
            _tell(shelf, entry, event, Reason.RECURRENCE_HELD)
        case "OccurrenceSkipped":
            if event.reason not in MEANT:
                _tell(shelf, entry, event, Reason.RECURRENCE_SKIPPED)
        case "RecurrenceSet" | "RecurrencePaused" | "RecurrenceResumed" | "RecurrenceEnded":
            pass
        case "OccurrenceLaunched":
            pass
        case _:
            assert_never(event.type)


def _tell(
    shelf: Shelf, entry: LogEntry, event: e.OccurrenceHeld | e.OccurrenceSkipped, reason: Reason
) -> None:
    matter = Matter(Kind.RECURRENCE, event.recurrence, None)
    tell_between_cycles(shelf, entry, Notice(event.owner, reason, event.at), matter, event.at)

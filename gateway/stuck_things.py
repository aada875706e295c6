"""What can stand still, how it is told, and who has slept through a wake-up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from activities import starting
from activities.rebuilding.start import Start
from domain.clock import Wake
from domain.tempo import Tempo

OVERSLEPT_BY: Final = timedelta(minutes=10)
"""Of real time: a worker that was started anew has caught up by then."""


class StuckSort(StrEnum):
    """Sorts of what stands still."""

    FAILING_CODE = "failing_code"  # its workflow task fails again and again
    RETRYING = "retrying"  # an activity of it fails again and again
    NOT_RUNNING = "not_running"  # the log says that it is to run
    RUNNING_IN_VAIN = "running_in_vain"  # by the log nothing of it is left to do
    UNREADABLE = "unreadable"  # its stream cannot be folded
    OVERSLEPT = "overslept"  # what falls due next has been due for long
    BLOCKED = "blocked"  # a step has nobody who can do it
    HOLDER_GONE = "holder_gone"  # who has a step has left
    UNANSWERED = "unanswered"  # a request has had no definite answer for long
    MESSAGE_FAILED = "message_failed"  # a message reached nobody and still has a point
    OUTBOX = "outbox"  # notices have waited too long, or are at odds with the ledger
    MAIL_STOPPED = "mail_stopped"  # an operator has stopped all messages
    PROJECTOR_BEHIND = "projector_behind"


@dataclass(frozen=True, slots=True)
class Stuck:
    """One thing that stands still.

    Attributes:
        sort: names things of the same sort.
        about: a workflow, the id of a review or a cycle, or a table: never a name.
        what: the reason, in a sentence.
        mend: what to do about it.
        since: since when, in the time of its cycle, as far as that is known.
    """

    sort: StuckSort
    about: str
    what: str
    mend: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StuckFound:
    """Everything that was found; `is_temporal_asked` says whether Temporal answered."""

    things: tuple[Stuck, ...]
    remarks: tuple[str, ...]
    is_temporal_asked: bool

    def counts(self) -> dict[StuckSort, int]:
        """Count them by sort; every sort is there."""
        return {sort: sum(each.sort is sort for each in self.things) for sort in StuckSort}

    def sentences(self) -> Iterator[str]:
        """Tell it for people, a line each."""
        yield from (f"{each.about}: {each.what} {each.mend}" for each in self.things)
        yield from self.remarks
        number = len(self.things)
        if number:
            yield "1 thing stands still." if number == 1 else f"{number} things stand still."
        else:
            yield "Nothing stands still."

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "stuck": [
                {
                    "sort": each.sort.value,
                    "about": each.about,
                    "what": each.what,
                    "mend": each.mend,
                    "since": each.since.isoformat() if each.since else None,
                }
                for each in self.things
            ],
            "counts": {sort.value: number for sort, number in self.counts().items()},
            "temporal_asked": self.is_temporal_asked,
            "remarks": list(self.remarks),
        }


@dataclass(slots=True)
class Oversleepers:
    """Finds who has slept through a wake-up, in the states as the log has them; `at` is real."""

    at: datetime
    seen: int = 0
    found: list[Stuck] = field(default_factory=list)

    def look_at(self, start: Start) -> None:
        """Look at what is to run."""
        self.seen += 1
        own = _clock_of(start)
        if own is None:
            return
        wake, tempo = own
        if wake is None or tempo.real(wake.at) + OVERSLEPT_BY > self.at:
            return
        what = f"A {wake.moment} was due {wake.at:%Y-%m-%d %H:%M} UTC, and has not been recorded."
        mend = "See that a worker runs; `perennial ops explain` looks whether Temporal knows of it."
        self.found.append(Stuck(StuckSort.OVERSLEPT, start.name, what, mend, wake.at))


def _clock_of(start: Start) -> tuple[Wake | None, Tempo] | None:
    """Give what falls due next and how its time runs; None where the state is not a fold."""
    match start.begin:
        case starting.ReviewStart(state=review):
            return review.next_wake(), review.planned.tempo
        case starting.SessionStart(state=session):
            return session.next_wake(), session.planned.tempo
        case starting.ActionStart(state=action):
            return action.next_wake(), action.tasked.tempo
        case _:
            return None

"""What an audit of the log can find, each finding a sentence an auditor can act on."""

from enum import StrEnum
from uuid import UUID

from domain.value import Value


class Kind(StrEnum):
    """What is wrong with the log, or with what vouches for it."""

    EVENT_CHANGED = "event_changed"
    EVENT_MOVED = "event_moved"
    EVENT_MISSING = "event_missing"
    EVENT_INSERTED = "event_inserted"
    VERSION_OUT_OF_STEP = "version_out_of_step"
    REWRITTEN = "rewritten"
    TAIL_MISSING = "tail_missing"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    CHECKPOINT_MISSING = "checkpoint_missing"
    CHECKPOINTS_DISAGREE = "checkpoints_disagree"


class Fault(Value):
    """One thing that is not as it was recorded.

    `first` and `last` are the positions it concerns. `event_id` and `type` name the one event that
    it is about, as it stands in the log now; None where it is about several, or one that is gone.
    """

    kind: Kind
    first: int
    last: int
    sentence: str
    event_id: UUID | None = None
    type: str | None = None


class Audit(Value):
    """What came of an audit.

    Attributes:
        first: the position from which the events were read.
        last: where the log ends.
        checkpoints: how many signed heads fit the log.
        published: how many of them were held against a copy outside of the database.
        sealed_to: over how many events the last of those stands.
        faults: what was found, in the order of the log.
        unlisted: how many more of the same there are.
    """

    first: int
    last: int
    checkpoints: int
    published: int
    sealed_to: int
    faults: tuple[Fault, ...] = ()
    unlisted: int = 0

    @property
    def events(self) -> int:
        """Give how many events the log should have in that stretch."""
        return max(0, self.last - self.first + 1)

    @property
    def holds(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults

    def sentences(self) -> tuple[str, ...]:
        """Say what came of it, one line each."""
        if self.faults:
            more = (f"And {self.unlisted:,} more of the same.",) if self.unlisted else ()
            return (*(fault.sentence for fault in self.faults), *more)
        checked = (
            f"Events {self.first:,} to {self.last:,} checked: each is what was recorded; "
            "none is missing, added or moved."
            if self.events
            else self._nothing_checked()
        )
        return (checked, *self._vouched())

    def _nothing_checked(self) -> str:
        if not self.last:
            return "There is nothing in the log yet."
        return f"Nothing was checked: the log ends at event {self.last:,}, before the one named."

    def _vouched(self) -> tuple[str, ...]:
        if not self.checkpoints:
            return ("No checkpoint stands over them: nothing vouches for the whole yet.",)
        beyond, count = self.last - self.sealed_to, self.checkpoints
        fit = "1 signed checkpoint fits" if count == 1 else f"{count:,} signed checkpoints fit"
        copies = f"; as published: {self.published:,}." if self.published else "."
        since = (f"Events since then, not sealed yet: {beyond:,}.",) if beyond else ()
        return (f"{fit}, the last over {self.sealed_to:,} events{copies}", *since)

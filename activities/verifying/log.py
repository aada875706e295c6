"""The log in itself: nothing is missing from it, and every stream of it can be folded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from activities.rebuilding.folding import check_whole
from activities.verifying.difference import RESTORE, Difference, Verification
from domain.actions.action import fold as fold_action
from domain.actions.events import ActionEvent
from domain.calibration.events import SessionEvent
from domain.calibration.session import fold as fold_session
from domain.cycle.cycle import fold as fold_cycle
from domain.cycle.events import CycleEvent
from domain.development.events import PlanEvent
from domain.errors import ReviewError
from domain.review.events import ReviewEvent
from domain.review.evolve import fold as fold_review
from storage import streams
from storage.archive import Archive
from storage.development import plan_in
from storage.errors import LogOutOfReach
from storage.event import StoredEvent
from storage.journal import Recorded

PAGE: Final = 100
FIRST: Final = UUID(int=0)
UPDATE: Final = "Update Perennial, or restore the database from a backup."


@dataclass
class LogLookedAt:
    """Looks through the log; `at_most` streams are folded, spread over all, or all of them."""

    archive: Archive
    found: Verification
    at_most: int | None = None

    async def look(self) -> None:
        """Name every gap, every hole in a stream, and every stream that does not fold."""
        writers = self.archive.writers
        self.found.counts["facts"] = await self.archive.store.head()
        for gap in await streams.gaps(writers):
            what = f"The log has a gap: {gap}."
            self._differs("gap", str(gap.first), what, RESTORE)
        for stream, facts, versions in await streams.broken_streams(writers):
            what = f"The stream {stream} has {facts} facts and counts to version {versions}."
            self._differs("hole in a stream", str(stream), what, RESTORE)
        if self.at_most != 0:
            await self._fold_streams()
        left = await streams.words_left_over(writers, self.archive.organisation)
        if left:
            self.found.remarks.append(
                f"{left} texts lie in the vault for more than a day and no fact refers to them: "
                "they were refused, or were handed in while something was away."
            )

    async def _fold_streams(self) -> None:
        number = await streams.number_of_streams(self.archive.writers)
        stride = max(1, number // self.at_most) if self.at_most else 1
        last, folded = FIRST, 0
        while page := await streams.streams_after(self.archive.writers, last, PAGE):
            last = page[-1]
            wanted = [stream for stream in page if stream.int % stride == 0]
            stored = await streams.stored_of(self.archive.writers, wanted)
            for stream, events in stored.items():
                await self._fold(stream, events)
            folded += len(wanted)
        self.found.counts["streams folded"] = folded

    async def _fold(self, stream: UUID, stored: Sequence[StoredEvent]) -> None:
        try:
            recorded = [Recorded.of(each) for each in stored]
            check_whole(recorded)
            await self._state_of(recorded)
        except LogOutOfReach:
            raise
        except ReviewError as refusal:
            what = f"The stream {stream} cannot be folded: {refusal}"
            self._differs("does not fold", str(stream), what, UPDATE)
        except Exception as failure:  # noqa: BLE001 - whatever a fold raises is looked for here
            what = f"The stream {stream} cannot be folded ({type(failure).__name__})."
            self._differs("does not fold", str(stream), what, UPDATE)

    async def _state_of(self, recorded: Sequence[Recorded]) -> object:
        """Fold a stream by what it is of; what has no fold of its own was read, and that is all."""
        events = [each.event for each in recorded]
        match events[0]:
            case ReviewEvent():
                return fold_review(each for each in events if isinstance(each, ReviewEvent))
            case SessionEvent():
                return fold_session(each for each in events if isinstance(each, SessionEvent))
            case ActionEvent():
                return fold_action(each for each in events if isinstance(each, ActionEvent))
            case CycleEvent():
                return fold_cycle(each for each in events if isinstance(each, CycleEvent))
            case PlanEvent():
                return plan_in(await self.archive.journal.opened(recorded))
            case _:
                return None

    def _differs(self, sort: str, about: str, what: str, mend: str) -> None:
        self.found.differences.append(Difference("log", sort, about, what, mend))

"""Records what was decided: all events of one decision in one append, or none."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.actions import events as actions
from domain.actions.action import ActionState
from domain.actions.action import fold as fold_action
from domain.calibration import events as calibration
from domain.calibration.session import SessionState
from domain.calibration.session import fold as fold_session
from domain.cycle import events as cycle
from domain.errors import ReviewError
from domain.review import events as review
from domain.review.evolve import fold as fold_review
from domain.review.state import ReviewState
from domain.value import Fact
from storage.errors import LogOutOfReach
from storage.event import Appended, Conflict
from storage.journal import Entry, Journal

CONFLICT: Final = "append_conflict"

Decided = Annotated[
    Annotated[review.Event, Field(discriminator="type")]
    | Annotated[calibration.Event, Field(discriminator="type")]
    | Annotated[cycle.Event, Field(discriminator="type")]
    | Annotated[actions.Event, Field(discriminator="type")],
    Field(union_mode="left_to_right"),
]


class Decision(Fact):
    """The events that follow from one request, for one stream that stands at `expected`."""

    stream: UUID
    expected: int
    events: tuple[Decided, ...]


class Recorder:
    """Writes decisions into the log, and reads back where a stream stands."""

    def __init__(self, journal: Journal) -> None:
        """Write through this journal."""
        self._journal = journal

    @activity.defn(name="record")
    async def record(self, decision: Decision) -> int:
        """Append the events of a decision; give the position of the last of them.

        The words that events refer to are taken from the vault and sealed into the log with them.
        A stream that stands elsewhere is a typed failure: the workflow reads it and decides anew.
        So is one that has the same events with other dates, from before the workflow was reset.
        So are words that are not there or whose owner was erased: no later try would find them.
        """
        entries = [Entry(event) for event in decision.events]
        try:
            outcome = await self._journal.append(decision.stream, decision.expected, entries)
        except LogOutOfReach:
            raise
        except ReviewError as refusal:
            raise ApplicationError(str(refusal), type=refusal.code, non_retryable=True) from None
        if isinstance(outcome, Conflict) or not await self._is_as_decided(decision, outcome):
            raise ApplicationError("The stream has moved on.", type=CONFLICT, non_retryable=True)
        return outcome.position

    async def _is_as_decided(self, decision: Decision, outcome: Appended) -> bool:
        """Whether the log holds these events as they were decided, and not as they once were.

        Who was set back in time decides the same again at another moment: the log has it already,
        with other dates, and those hold.
        """
        if outcome.is_new:
            return True
        number = len(decision.events)
        before = outcome.version - number
        known = await self._journal.read(decision.stream, after_version=before)
        return tuple(each.event for each in known[:number]) == decision.events

    @activity.defn(name="read review")
    async def read_review(self, stream: UUID) -> ReviewState:
        """Give where a review stands according to the log."""
        recorded = await self._journal.read(stream)
        return fold_review(r.event for r in recorded if isinstance(r.event, review.ReviewEvent))

    @activity.defn(name="read session")
    async def read_session(self, stream: UUID) -> SessionState:
        """Give where a calibration session stands according to the log."""
        recorded = await self._journal.read(stream)
        return fold_session(
            r.event for r in recorded if isinstance(r.event, calibration.SessionEvent)
        )

    @activity.defn(name="read action")
    async def read_action(self, stream: UUID) -> ActionState:
        """Give where an action stands according to the log."""
        recorded = await self._journal.read(stream)
        return fold_action(r.event for r in recorded if isinstance(r.event, actions.ActionEvent))

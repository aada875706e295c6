"""From a stream of the log to the workflow that is to run."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from activities import naming, starting
from activities.look_after_plan import LOOKED_AFTER
from activities.rebuilding.start import Kind, Start
from activities.rebuilding.unheard import Orders
from domain.actions.action import fold as fold_action
from domain.actions.events import ActionEvent
from domain.calibration.events import SessionEvent
from domain.calibration.session import SessionState
from domain.calibration.session import fold as fold_session
from domain.cycle.events import CycleLaunched
from domain.development.events import PlanEvent
from domain.errors import ReviewError
from domain.ids import CycleId, PlanId
from domain.review.events import ReviewEvent
from domain.review.evolve import fold as fold_review
from domain.tempo import Tempo
from storage.archive import Archive
from storage.development import plan_in
from storage.journal import Recorded

WEEK: Final = timedelta(days=7)
HEARD: Final = ("CalibrationSettled", "ReviewCompleted", "ReviewCancelled")
"""With one of these a review needs to hear of its locked session no more."""


class StreamHasHole(ReviewError):
    """A fact is missing from a stream of the log."""

    code: ClassVar[str] = "stream_has_hole"


class Folding:
    """Folds streams into starts; keeps nothing but how time runs in the cycles it met."""

    def __init__(self, archive: Archive, real: datetime) -> None:
        """Read from this archive, as it stands at that real moment."""
        self._archive = archive
        self._real = real
        self._tempos: dict[CycleId, Tempo] = {}
        self._orders = Orders(archive)

    async def of(self, kind: Kind, recorded: Sequence[Recorded]) -> Start | None:
        """Give what is to run of a stream; None when it has ended.

        Raises:
            StreamHasHole: its versions do not count from 1 without a hole.
            ReviewError: it cannot be read.
        """
        check_whole(recorded)
        match kind:
            case Kind.REVIEWS:
                return await self._review(recorded)
            case Kind.ACTIONS:
                return _action(recorded)
            case Kind.PLANS:
                return await self._plan(recorded)
            case Kind.SESSIONS:
                return await self._session(recorded)
            case _:
                raise ValueError(f"{kind} are not folded stream by stream")

    async def _review(self, recorded: Sequence[Recorded]) -> Start | None:
        events = (each.event for each in recorded if isinstance(each.event, ReviewEvent))
        state = fold_review(events)
        if state.is_closed:
            return None
        plan = state.planned
        return Start(
            Kind.REVIEWS,
            naming.review_workflow(plan.cycle, plan.review),
            starting.ReviewStart(state=state),
            plan.cycle,
            state.version,
            again=await self._orders.unheard(state, recorded),
        )

    async def tempo_of(self, cycle: CycleId) -> Tempo:
        """Say how time runs in a cycle."""
        if cycle not in self._tempos:
            found = await self._archive.journal.read_many([cycle], ("CycleLaunched",))
            launched = (each.event for each in found if isinstance(each.event, CycleLaunched))
            launch = next(launched, None)
            self._tempos[cycle] = launch.tempo if launch else Tempo()
        return self._tempos[cycle]

    async def _plan(self, recorded: Sequence[Recorded]) -> Start | None:
        """Every plan is looked after for some months, over or not, and then until it is over."""
        state = plan_in(await self._archive.journal.opened(recorded))
        begun = state.opened
        plan = PlanId(recorded[0].stream)
        tempo = await self.tempo_of(begun.cycle)
        now = tempo.virtual(self._real)
        last = recorded[-1].event
        closed_at = last.at if state.closed and isinstance(last, PlanEvent) else begun.at
        ended = max(begun.at + LOOKED_AFTER, closed_at)
        if state.is_over and now >= ended + WEEK:
            return None
        return Start(
            Kind.PLANS,
            naming.plan_workflow(begun.organisation, plan),
            starting.PlanStart(plan=plan, tempo=tempo),
            begun.cycle,
            may_have_ended=state.is_over and now >= ended,
        )

    async def _session(self, recorded: Sequence[Recorded]) -> Start | None:
        """A locked session runs until each of its reviews has heard of it."""
        events = (each.event for each in recorded if isinstance(each.event, SessionEvent))
        state = fold_session(events)
        if state.is_locked and not await self._unheard(state):
            return None
        plan = state.planned
        return Start(
            Kind.SESSIONS,
            naming.session_workflow(plan.cycle, plan.session),
            starting.SessionStart(state=state),
            plan.cycle,
            state.version,
        )

    async def _unheard(self, state: SessionState) -> bool:
        reviews = {member.review for member in state.members}
        heard = await self._archive.journal.read_many(reviews, HEARD)
        return bool(reviews - {each.stream for each in heard})


def check_whole(recorded: Iterable[Recorded]) -> None:
    """Refuse a stream with a hole."""
    for expected, each in enumerate(recorded, start=1):
        if each.version != expected:
            raise StreamHasHole(
                f"Version {expected} is missing from the stream {each.stream} of the log. "
                "Restore the log from a backup."
            )


def _action(recorded: Sequence[Recorded]) -> Start | None:
    state = fold_action(each.event for each in recorded if isinstance(each.event, ActionEvent))
    if state.ended:
        return None
    task = state.tasked
    return Start(
        Kind.ACTIONS,
        naming.action_workflow(task.organisation, task.action),
        starting.ActionStart(state=state),
        task.origin.cycle,
        state.version,
    )

"""A calibration session: the panel looks at the ratings of a group, moves some, and locks."""

from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.calibrate import Calibrator, SessionRef
    from activities.in_clear import Clear
    from activities.record import Recorder
    from activities.starting import SESSION, STANDING, SessionStart, Standing
    from domain.calibration import commands as c
    from domain.calibration.events import Event
    from domain.calibration.session import SessionState, decide, fold
    from domain.process_state import session_shown, session_wake

from workflows.cancelling import to_the_end
from workflows.details import session_details
from workflows.messages import Receipt
from workflows.options import PAGE, STORE
from workflows.sentences import SENTENCES
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed
from workflows.turns import Rules, Turns


async def _read_again(state: SessionState) -> SessionState:
    return await workflow.execute_activity_method(
        Recorder.read_session, state.planned.session, summary=Clear.READ_AGAIN.value, **STORE
    )


RULES: Final[Rules[SessionState, c.Command, Event]] = Rules(
    decide=decide,
    fold=fold,
    stream=lambda state: state.planned.session,
    read_again=_read_again,
    is_over=lambda state: state.is_locked,
    shown=session_shown,
    wakes=session_wake,
    struck=lambda state: state.next_wake(),
    details=session_details,
)


@workflow.defn(name=SESSION)
class CalibrationSession(Renewable):
    """Reminds the facilitator, takes moves from the panel, and writes the result back."""

    @workflow.init
    def __init__(self, start: SessionStart) -> None:
        """Stand where the log stands."""
        self.time = CycleTime(start.state.planned.tempo)
        self.turns = Turns(RULES, start.state, self.time)

    @property
    def state(self) -> SessionState:
        """Tell where it stands."""
        return self.turns.state

    @workflow.run
    @to_the_end
    async def run(self, start: SessionStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the session is locked and every review knows its result."""
        self.turns.show()
        while not self.state.is_locked:
            has_come = await self.time.wait(
                self.turns.next_wake,
                lambda: self.state.is_locked or is_time_to_renew(),
            )
            if has_come:
                await self.turns.carry_out(c.PassSessionTime())
            self.turns.look()
            if is_time_to_renew() and not self.state.is_locked:
                await renewed(lambda: SessionStart(state=self.state), self.turns.shown)
        await workflow.execute_activity_method(
            Calibrator.write_back, self._ref, summary=Clear.TELL_REVIEWS.value, **PAGE
        )
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query(name=STANDING, description=SENTENCES[STANDING])
    def standing(self) -> Standing:
        """Tell up to which fact of its stream it stands; asking leaves nothing behind."""
        return Standing(version=self.state.version)

    @workflow.update(name="move_rating", description=SENTENCES["move_rating"])
    async def move_rating(self, command: c.MoveRating) -> Receipt:
        """Move the rating of a review, for a reason."""
        return await self.turns.answer(command)

    @workflow.update(name="lock", description=SENTENCES["lock"])
    async def lock(self, command: c.LockSession) -> Receipt:
        """Lock the ratings once they are weighed against what the definition asks for."""
        weighed = await workflow.execute_activity_method(
            Calibrator.weigh, self._ref, summary=Clear.WEIGH.value, **STORE
        )
        asked = command.model_copy(update=weighed.model_dump())
        return await self.turns.answer(asked)

    @workflow.update(name="name_co_facilitator", description=SENTENCES["name_co_facilitator"])
    async def name_co_facilitator(self, command: c.NameCoFacilitator) -> Receipt:
        """Let somebody else lead the session, too."""
        return await self.turns.answer(command)

    @workflow.update(name="release_co_facilitator", description=SENTENCES["release_co_facilitator"])
    async def release_co_facilitator(self, command: c.ReleaseCoFacilitator) -> Receipt:
        """Let somebody lead the session no more."""
        return await self.turns.answer(command)

    @move_rating.validator
    def _may_move(self, command: c.MoveRating) -> None:
        self.turns.refuse_early(command)

    @lock.validator
    def _may_lock(self, command: c.LockSession) -> None:
        self.turns.refuse_early(command)

    @name_co_facilitator.validator
    def _may_name(self, command: c.NameCoFacilitator) -> None:
        self.turns.refuse_early(command)

    @release_co_facilitator.validator
    def _may_release(self, command: c.ReleaseCoFacilitator) -> None:
        self.turns.refuse_early(command)

    @workflow.signal(name="member_withdrawn", description=SENTENCES["member_withdrawn"])
    async def member_withdrawn(self, command: c.WithdrawMember | None = None) -> None:
        """Let go of a review that ended early; without a payload, of none."""
        if command is not None:
            await self.turns.carry_out(command)

    @property
    def _ref(self) -> SessionRef:
        return SessionRef(session=self.state.planned.session, cycle=self.state.planned.cycle)

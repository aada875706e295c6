"""A calibration session: the panel looks at the ratings of a group, moves some, and locks."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.calibrate import Calibrator, SessionRef
    from activities.record import Recorder
    from activities.starting import SESSION, SessionStart
    from domain.calibration import commands as c
    from domain.calibration.session import decide, fold

from workflows.details import session_details
from workflows.messages import Receipt
from workflows.options import PAGE, STORE
from workflows.recording import StreamMovedOn, record
from workflows.refusing import refusals_answered
from workflows.timing import CycleTime, is_time_to_renew, renewed


@workflow.defn(name=SESSION)
class CalibrationSession:
    """Reminds the facilitator, takes moves from the panel, and writes the result back."""

    @workflow.init
    def __init__(self, start: SessionStart) -> None:
        """Stand where the log stands."""
        self.state = start.state
        self.time = CycleTime(start.state.planned.tempo)
        self.turn = asyncio.Lock()

    @workflow.run
    async def run(self, start: SessionStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the session is locked and every review knows its result."""
        self._show()
        while not self.state.is_locked:
            has_come = await self.time.wait(
                lambda: self.state.next_wake(), lambda: self.state.is_locked or is_time_to_renew()
            )
            if has_come:
                await self._carry_out(c.PassSessionTime())
            if is_time_to_renew() and not self.state.is_locked:
                await renewed(lambda: SessionStart(state=self.state))
        await workflow.execute_activity_method(
            Calibrator.write_back, self._ref, summary="tell every review", **PAGE
        )
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name="move_rating")
    async def move_rating(self, command: c.MoveRating) -> Receipt:
        """Move the rating of a review, for a reason."""
        with refusals_answered():
            return await self._carry_out(command)

    @workflow.update(name="lock")
    async def lock(self, command: c.LockSession) -> Receipt:
        """Lock the ratings once they are weighed against what the definition asks for."""
        weighed = await workflow.execute_activity_method(
            Calibrator.weigh, self._ref, summary="weigh the ratings", **STORE
        )
        asked = command.model_copy(update=weighed.model_dump())
        with refusals_answered():
            return await self._carry_out(asked)

    @move_rating.validator
    def _may_move(self, command: c.MoveRating) -> None:
        self._refuse_early(command)

    @lock.validator
    def _may_lock(self, command: c.LockSession) -> None:
        self._refuse_early(command)

    @workflow.signal(name="member_withdrawn")
    async def member_withdrawn(self, command: c.WithdrawMember) -> None:
        """Let go of a review that ended early."""
        await self._carry_out(command)

    def _refuse_early(self, command: c.Command) -> None:
        """Say no before anything is written, unless a decision is just being recorded."""
        if self.turn.locked():
            return
        with refusals_answered():
            decide(self.state, command.stamped(self.time.now()))

    @property
    def _ref(self) -> SessionRef:
        return SessionRef(session=self.state.planned.session, cycle=self.state.planned.cycle)

    async def _carry_out(self, command: c.Command) -> Receipt:
        """Decide, record all that follows in one append, and only then stand there."""
        async with self.turn:
            while events := decide(self.state, command.stamped(self.time.now())):
                try:
                    position = await record(self.state.planned.session, self.state.version, events)
                except StreamMovedOn:
                    await self._read_again()
                    continue
                self.state = fold(events, self.state)
                self._show()
                return Receipt(version=self.state.version, position=position)
            return Receipt(version=self.state.version)

    async def _read_again(self) -> None:
        self.state = await workflow.execute_activity_method(
            Recorder.read_session, self.state.planned.session, **STORE
        )

    def _show(self) -> None:
        workflow.set_current_details(session_details(self.state))

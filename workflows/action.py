"""An action: somebody was asked to do something by a day, and it is followed until it has ended."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.record import Recorder
    from activities.starting import ACTION, ActionStart
    from domain.actions import commands as c
    from domain.actions.action import decide, fold

from workflows.details import action_details
from workflows.messages import Receipt
from workflows.options import STORE
from workflows.recording import StreamMovedOn, record
from workflows.refusing import refusals_answered
from workflows.timing import CycleTime, is_time_to_renew, renewed


@workflow.defn(name=ACTION)
class Action:
    """Reminds the owner, climbs the ladder, and takes what people say of the action."""

    @workflow.init
    def __init__(self, start: ActionStart) -> None:
        """Stand where the log stands."""
        self.state = start.state
        self.time = CycleTime(start.state.tasked.tempo)
        self.turn = asyncio.Lock()

    @workflow.run
    async def run(self, start: ActionStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the action is done or dropped."""
        self._show()
        while not self.state.ended:
            has_come = await self.time.wait(
                lambda: self.state.next_wake(),
                lambda: bool(self.state.ended) or is_time_to_renew(),
                lambda: self.state.times,
            )
            if has_come:
                await self._carry_out(c.PassActionTime())
            if is_time_to_renew() and not self.state.ended:
                await renewed(lambda: ActionStart(state=self.state))
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name="done")
    async def done(self, command: c.FinishAction) -> Receipt:
        """Say that the action is done, and how."""
        return await self._answer(command)

    @workflow.update(name="drop")
    async def drop(self, command: c.DropAction) -> Receipt:
        """Give the action up, for a reason."""
        return await self._answer(command)

    @workflow.update(name="move")
    async def move(self, command: c.MoveAction) -> Receipt:
        """Have the action due on another day."""
        return await self._answer(command)

    @workflow.update(name="hand_over")
    async def hand_over(self, command: c.HandOverAction) -> Receipt:
        """Give the action to somebody else."""
        return await self._answer(command)

    @done.validator
    def _may_finish(self, command: c.FinishAction) -> None:
        self._refuse_early(command)

    @drop.validator
    def _may_drop(self, command: c.DropAction) -> None:
        self._refuse_early(command)

    @move.validator
    def _may_move(self, command: c.MoveAction) -> None:
        self._refuse_early(command)

    @hand_over.validator
    def _may_hand_over(self, command: c.HandOverAction) -> None:
        self._refuse_early(command)

    def _refuse_early(self, command: c.Command) -> None:
        """Say no before anything is written, unless a decision is just being recorded."""
        if self.turn.locked():
            return
        with refusals_answered():
            decide(self.state, command.stamped(self.time.now()))

    async def _answer(self, command: c.Command) -> Receipt:
        with refusals_answered():
            return await self._carry_out(command)

    async def _carry_out(self, command: c.Command) -> Receipt:
        """Decide, record all that follows in one append, and only then stand there."""
        async with self.turn:
            while events := decide(self.state, command.stamped(self.time.now())):
                try:
                    position = await record(self.state.tasked.action, self.state.version, events)
                except StreamMovedOn:
                    await self._read_again()
                    continue
                self.state = fold(events, self.state)
                self._show()
                return Receipt(version=self.state.version, position=position)
            return Receipt(version=self.state.version)

    async def _read_again(self) -> None:
        self.state = await workflow.execute_activity_method(
            Recorder.read_action, self.state.tasked.action, **STORE
        )

    def _show(self) -> None:
        workflow.set_current_details(action_details(self.state))

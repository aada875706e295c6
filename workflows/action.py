"""An action: somebody was asked to do something by a day, and it is followed until it has ended."""

from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import Clear
    from activities.record import Recorder
    from activities.starting import ACTION, STANDING, ActionStart, Standing
    from domain.actions import commands as c
    from domain.actions.action import ActionState, decide, fold
    from domain.actions.events import Event
    from domain.process_state import action_shown, action_wake

from workflows.cancelling import to_the_end
from workflows.details import action_details
from workflows.messages import Receipt
from workflows.options import STORE
from workflows.sentences import SENTENCES
from workflows.timing import CycleTime, Renewable, is_time_to_renew, renewed
from workflows.turns import Rules, Turns


async def _read_again(state: ActionState) -> ActionState:
    return await workflow.execute_activity_method(
        Recorder.read_action, state.tasked.action, summary=Clear.READ_AGAIN.value, **STORE
    )


RULES: Final[Rules[ActionState, c.Command, Event]] = Rules(
    decide=decide,
    fold=fold,
    stream=lambda state: state.tasked.action,
    read_again=_read_again,
    is_over=lambda state: bool(state.ended),
    shown=action_shown,
    wakes=action_wake,
    struck=lambda state: state.next_wake(),
    details=action_details,
)


@workflow.defn(name=ACTION)
class Action(Renewable):
    """Reminds the owner, climbs the ladder, and takes what people say of the action."""

    @workflow.init
    def __init__(self, start: ActionStart) -> None:
        """Stand where the log stands."""
        self.time = CycleTime(start.state.tasked.tempo)
        self.turns = Turns(RULES, start.state, self.time)

    @property
    def state(self) -> ActionState:
        """Tell where it stands."""
        return self.turns.state

    @workflow.run
    @to_the_end
    async def run(self, start: ActionStart) -> None:  # noqa: ARG002 - read in __init__
        """Run until the action is done or dropped."""
        self.turns.show()
        while not self.state.ended:
            has_come = await self.time.wait(
                self.turns.next_wake,
                lambda: bool(self.state.ended) or is_time_to_renew(),
                lambda: self.state.times,
            )
            if has_come:
                await self.turns.carry_out(c.PassActionTime())
            self.turns.look()
            if is_time_to_renew() and not self.state.ended:
                await renewed(lambda: ActionStart(state=self.state), self.turns.shown)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query(name=STANDING, description=SENTENCES[STANDING])
    def standing(self) -> Standing:
        """Tell up to which fact of its stream it stands; asking leaves nothing behind."""
        return Standing(version=self.state.version)

    @workflow.update(name="done", description=SENTENCES["done"])
    async def done(self, command: c.FinishAction) -> Receipt:
        """Say that the action is done, and how."""
        return await self.turns.answer(command)

    @workflow.update(name="drop", description=SENTENCES["drop"])
    async def drop(self, command: c.DropAction) -> Receipt:
        """Give the action up, for a reason."""
        return await self.turns.answer(command)

    @workflow.update(name="move", description=SENTENCES["move"])
    async def move(self, command: c.MoveAction) -> Receipt:
        """Have the action due on another day."""
        return await self.turns.answer(command)

    @workflow.update(name="hand_over", description=SENTENCES["hand_over"])
    async def hand_over(self, command: c.HandOverAction) -> Receipt:
        """Give the action to somebody else."""
        return await self.turns.answer(command)

    @done.validator
    def _may_finish(self, command: c.FinishAction) -> None:
        self.turns.refuse_early(command)

    @drop.validator
    def _may_drop(self, command: c.DropAction) -> None:
        self.turns.refuse_early(command)

    @move.validator
    def _may_move(self, command: c.MoveAction) -> None:
        self.turns.refuse_early(command)

    @hand_over.validator
    def _may_hand_over(self, command: c.HandOverAction) -> None:
        self.turns.refuse_early(command)

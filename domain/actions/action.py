"""The action: its state, what can be decided, and how it changes."""

from collections.abc import Iterable, Mapping
from typing import Literal, assert_never

from domain.actions import commands as c
from domain.actions import events as e
from domain.actions import refusals as r
from domain.actions.due import due_at_last, due_on, wind
from domain.clock import Clock, Moment, Wake
from domain.ids import PersonId
from domain.value import Fact
from domain.working_calendar import NoWorkingDay


class ActionState(Fact):
    """An action as far as its events tell."""

    version: int = 0
    task: e.Task | None = None
    clock: Clock | None = None
    ended: Literal["done", "dropped"] | None = None
    times: int = 0  # how often the deadline or the owner has changed
    seen: tuple[str, ...] = ()

    @property
    def tasked(self) -> e.Task:
        """Give what was asked for; the owner and the day are those of now."""
        if self.task is None:
            raise ValueError("this action has not been tasked")
        return self.task

    @property
    def owner(self) -> PersonId:
        """Give who has to do it."""
        return self.tasked.owner.person

    def next_wake(self) -> Wake | None:
        """Give the next moment at which something falls due, or None."""
        return None if self.ended or self.clock is None else self.clock.next_wake()


def fold(events: Iterable[e.Event], state: ActionState | None = None) -> ActionState:
    """Give the state after these events."""
    current = state or ActionState()
    for event in events:
        current = evolve(current, event)
    return current


def decide(state: ActionState, command: c.Command) -> tuple[e.Event, ...]:
    """Give the events that follow, none when the request was carried out before.

    Raises a ReviewError of `domain.actions.refusals` when it cannot be done.
    """
    match command:
        case c.TaskAction():
            return _task(state, command)
        case c.PassActionTime():
            return _pass_time(state, command)
        case c.FinishAction() | c.DropAction() | c.MoveAction() | c.HandOverAction():
            if command.request in state.seen:
                return ()
            _check_hands(state, command)
            return (_by_hand(state, command),)
        case _:
            assert_never(command)


def _task(state: ActionState, command: c.TaskAction) -> tuple[e.Event, ...]:
    if state.task is not None:
        return ()
    if command.task.due <= command.at:
        raise r.DueInThePast
    return (e.ActionTasked(at=command.at, task=command.task),)


def _check_hands(state: ActionState, command: c.ByHand) -> None:
    if state.ended:
        raise r.ActionHasEnded
    if command.actor not in (state.owner, state.tasked.tasked_by) and not command.looks_after:
        raise r.NotYoursToEnd


def _by_hand(
    state: ActionState, command: c.FinishAction | c.DropAction | c.MoveAction | c.HandOverAction
) -> e.Event:
    match command:
        case c.FinishAction():
            return e.ActionDone(
                at=command.at,
                actor=command.actor,
                request=command.request,
                content=command.content,
            )
        case c.DropAction():
            if command.content is None:
                raise r.DropNeedsReason
            return e.ActionDropped(
                at=command.at,
                actor=command.actor,
                request=command.request,
                content=command.content,
            )
        case c.MoveAction():
            return _move(state, command)
        case c.HandOverAction():
            return _hand_over(state, command)
        case _:
            assert_never(command)


def _move(state: ActionState, command: c.MoveAction) -> e.ActionMoved:
    if command.content is None:
        raise r.MoveNeedsReason
    try:
        due = due_on(command.calendar, command.on)
    except NoWorkingDay:
        raise r.OwnerIsAway from None
    if due <= command.at:
        raise r.DueInThePast
    return e.ActionMoved(
        at=command.at,
        actor=command.actor,
        request=command.request,
        on=command.on,
        was=state.tasked.due,
        due=due,
        calendar=command.calendar,
        content=command.content,
    )


def _hand_over(state: ActionState, command: c.HandOverAction) -> e.ActionHandedOver:
    """Give it to somebody else, who gets some days where the day has passed."""
    if command.to.person == state.owner:
        raise r.OwnerHasItAlready
    return e.ActionHandedOver(
        at=command.at,
        actor=command.actor,
        request=command.request,
        from_person=state.owner,
        to=command.to,
        calendar=command.calendar,
        due=due_at_last(command.calendar, state.tasked.on, command.at),
        content=command.content,
    )


def _pass_time(state: ActionState, command: c.PassActionTime) -> tuple[e.Event, ...]:
    """Tell every reminder and rung that has fallen due, earliest first."""
    told: list[e.Event] = []
    while (
        (wake := state.next_wake()) is not None
        and wake.at <= command.at
        and state.clock is not None
    ):
        event: e.Event
        if wake.moment is Moment.REMINDER:
            event = e.ActionReminded(
                at=command.at,
                number=state.clock.reminded,
                recipient=state.owner,
                due=state.clock.due,
                times=state.times,
            )
        else:
            rung = state.clock.climbed
            event = e.ActionRungReached(
                at=command.at,
                rung=rung,
                recipient=state.tasked.owner.rungs[rung].to,
                owner=state.owner,
                due=state.clock.due,
                times=state.times,
            )
        told.append(event)
        state = evolve(state, event)
    return tuple(told)


def evolve(state: ActionState, event: e.Event) -> ActionState:
    """Give the state after one more event."""
    after = state.model_copy(update={"version": state.version + 1})
    match event:
        case e.ActionTasked():
            task = event.task
            clock = wind(task.calendar, task.owner, event.at, task.due)
            return after.model_copy(update={"task": task, "clock": clock})
        case e.ActionReminded():
            return _struck(after, "reminded")
        case e.ActionRungReached():
            return _struck(after, "climbed")
        case e.ActionMoved():
            changes = {"on": event.on, "due": event.due, "calendar": event.calendar}
            return _rewound(_seen(after, event.request), event, changes)
        case e.ActionHandedOver():
            changes = {"owner": event.to, "due": event.due, "calendar": event.calendar}
            return _rewound(_seen(after, event.request), event, changes)
        case e.ActionDone() | e.ActionDropped():
            ended = "done" if event.type == "ActionDone" else "dropped"
            return _seen(after, event.request).model_copy(update={"ended": ended})
        case _:
            assert_never(event)


def _seen(state: ActionState, request: str) -> ActionState:
    return state.model_copy(update={"seen": (*state.seen, request)})


def _rewound(
    state: ActionState,
    event: e.ActionMoved | e.ActionHandedOver,
    changes: Mapping[str, object],
) -> ActionState:
    """Set a fresh clock: whoever has a new day is neither reminded nor late for the old one."""
    task = state.tasked.model_copy(update=changes)
    clock = wind(task.calendar, task.owner, event.at, task.due)
    return state.model_copy(update={"task": task, "clock": clock, "times": state.times + 1})


def _struck(state: ActionState, counter: Literal["reminded", "climbed"]) -> ActionState:
    if state.clock is None:
        return state
    count = getattr(state.clock, counter) + 1
    return state.model_copy(update={"clock": state.clock.model_copy(update={counter: count})})

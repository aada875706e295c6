"""The cycle: its state, what can be decided, and how it changes."""

from collections.abc import Iterable
from typing import ClassVar, assert_never

from domain.cycle import commands as c
from domain.cycle import events as e
from domain.errors import ReviewError
from domain.value import Fact


class CycleNotLaunched(ReviewError):
    """This cycle has not been launched yet."""

    code: ClassVar[str] = "cycle_not_launched"


class CycleIsClosed(ReviewError):
    """This cycle is closed; nothing in it can be changed any more."""

    code: ClassVar[str] = "cycle_is_closed"


class OtherDefinition(ReviewError):
    """A cycle of this key was launched with another definition; give the new one its own key."""

    code: ClassVar[str] = "other_definition"


class UnknownStageOfCycle(ReviewError):
    """This cycle has no stage of that name."""

    code: ClassVar[str] = "unknown_stage"


class ReviewsStillOpen(ReviewError):
    """Reviews of this cycle are still open."""

    code: ClassVar[str] = "reviews_still_open"


class CycleState(Fact):
    """A cycle as far as its events tell."""

    version: int = 0
    launch: e.CycleLaunched | None = None
    pages: frozenset[int] = frozenset()
    opened: int = 0
    left_out: int = 0
    is_closed: bool = False
    seen: frozenset[str] = frozenset()


def fold(events: Iterable[e.Event], state: CycleState | None = None) -> CycleState:
    """Give the state after these events."""
    current = state or CycleState()
    for event in events:
        current = evolve(current, event)
    return current


def decide(state: CycleState, command: c.Command) -> tuple[e.Event, ...]:
    """Give the events that follow, none when the request was carried out before.

    Raises CycleNotLaunched, CycleIsClosed, OtherDefinition, UnknownStageOfCycle or
    ReviewsStillOpen.
    """
    match command:
        case c.LaunchCycle():
            return _launch(state, command)
        case c.NotePage():
            _check_launched(state)
            if command.page in state.pages:
                return ()
            return (e.PeopleTakenIn(at=command.at, page=command.page, results=command.results),)
        case c.MoveStageDeadline():
            return _move_deadline(state, command)
        case c.CloseCycle():
            return _close(state, command)
        case _:
            assert_never(command)


def _launch(state: CycleState, command: c.LaunchCycle) -> tuple[e.Event, ...]:
    if state.launch is None:
        return (command.launch,)
    if state.launch.definition != command.launch.definition:
        raise OtherDefinition
    return ()


def _check_launched(state: CycleState) -> e.CycleLaunched:
    if state.launch is None:
        raise CycleNotLaunched
    return state.launch


def _move_deadline(state: CycleState, command: c.MoveStageDeadline) -> tuple[e.Event, ...]:
    launch = _check_launched(state)
    if command.request in state.seen:
        return ()
    if state.is_closed:
        raise CycleIsClosed
    known = [stage.id for stage in launch.definition.stages]
    if command.stage not in known:
        raise UnknownStageOfCycle(
            f"This cycle has no stage '{command.stage}'; it has {', '.join(known)}."
        )
    return (
        e.StageDeadlineMoved(
            at=command.at,
            stage=command.stage,
            by_rule=command.by_rule,
            reviews=command.reviews,
            request=command.request,
            by=command.by,
            content=command.content,
        ),
    )


def _close(state: CycleState, command: c.CloseCycle) -> tuple[e.Event, ...]:
    _check_launched(state)
    if state.is_closed:
        return ()
    if command.open_reviews and not command.is_forced:
        raise ReviewsStillOpen(f"{command.open_reviews} reviews of this cycle are still open.")
    return (e.CycleClosed(at=command.at, open_reviews=command.open_reviews),)


def evolve(state: CycleState, event: e.Event) -> CycleState:
    """Give the state after one more event."""
    after = state.model_copy(update={"version": state.version + 1})
    match event:
        case e.CycleLaunched():
            return after.model_copy(update={"launch": event})
        case e.PeopleTakenIn():
            opened = sum(1 for result in event.results if result.outcome == "opened")
            return after.model_copy(
                update={
                    "pages": after.pages | {event.page},
                    "opened": after.opened + opened,
                    "left_out": after.left_out + len(event.results) - opened,
                }
            )
        case e.StageDeadlineMoved():
            return after.model_copy(update={"seen": after.seen | {event.request}})
        case e.CycleClosed():
            return after.model_copy(update={"is_closed": True})
        case _:
            assert_never(event)

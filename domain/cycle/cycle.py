"""The cycle: its state, what can be decided, and how it changes."""

from collections.abc import Iterable
from typing import ClassVar, assert_never

from pydantic import Field

from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.scheduling import call_off, check_schedule, schedule
from domain.errors import ReviewError
from domain.ids import PersonId
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


class CycleIsPaused(ReviewError):
    """This cycle is paused; let it go on first."""

    code: ClassVar[str] = "cycle_is_paused"


class NobodyToAdd(ReviewError):
    """Nobody was named, or everybody who was named is in this cycle already."""

    code: ClassVar[str] = "nobody_to_add"


class CycleState(Fact):
    """A cycle as far as its events tell."""

    version: int = 0
    launch: e.CycleLaunched | None = None
    scheduled: e.LaunchScheduled | None = None  # while it waits
    pages: frozenset[int] = frozenset()
    additions: dict[str, e.PeopleAdded] = Field(default_factory=dict)  # by request
    reviewees: frozenset[PersonId] = frozenset()
    is_paused: bool = False
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


def decide(  # noqa: C901, PLR0911 - one case a command
    state: CycleState, command: c.Command
) -> tuple[e.Event, ...]:
    """Give the events that follow, none when the request was carried out before.

    Raises CycleNotLaunched, CycleIsClosed, OtherDefinition, UnknownStageOfCycle or
    ReviewsStillOpen.
    """
    match command:
        case c.LaunchCycle():
            return _launch(state, command)
        case c.ScheduleLaunch():
            launched = state.launch is not None
            return schedule(command.launch, state.scheduled, state.seen, is_launched=launched)
        case c.CallOffLaunch():
            launched = state.launch is not None
            return call_off(command, state.scheduled, state.seen, is_launched=launched)
        case c.NotePage():
            _check_launched(state)
            if command.page in state.pages:
                return ()
            return (e.PeopleTakenIn(at=command.at, page=command.page, results=command.results),)
        case c.MoveStageDeadline():
            return _move_deadline(state, command)
        case c.OrderChange():
            return _order(state, command)
        case c.AddPeople():
            return _add(state, command)
        case c.CloseCycle():
            return _close(state, command)
        case _:
            assert_never(command)


def _launch(state: CycleState, command: c.LaunchCycle) -> tuple[e.Event, ...]:
    if state.launch is None:
        check_schedule(state.scheduled, command.schedule)
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


def _order(state: CycleState, command: c.OrderChange) -> tuple[e.Event, ...]:
    _check_launched(state)
    if command.request in state.seen:
        return ()
    if state.is_closed:
        raise CycleIsClosed
    return (e.ChangeOrdered(**command.model_dump(exclude={"type"})),)


def _add(state: CycleState, command: c.AddPeople) -> tuple[e.Event, ...]:
    """Take in whoever has no review yet, on a page of their own behind those of the launch."""
    _check_launched(state)
    if command.request in state.seen:
        return ()
    if state.is_closed:
        raise CycleIsClosed
    if state.is_paused:
        raise CycleIsPaused
    people = tuple(each for each in command.people if each not in state.reviewees)
    if not people:
        raise NobodyToAdd
    pages = {*state.pages, *(added.page for added in state.additions.values())}
    page = max(pages, default=-1) + 1
    told = command.model_dump(exclude={"type", "people"})
    return (e.PeopleAdded(page=page, people=people, **told),)


def _close(state: CycleState, command: c.CloseCycle) -> tuple[e.Event, ...]:
    _check_launched(state)
    if state.is_closed:
        return ()
    if command.open_reviews and not command.is_forced:
        raise ReviewsStillOpen(f"{command.open_reviews} reviews of this cycle are still open.")
    return (e.CycleClosed(at=command.at, open_reviews=command.open_reviews),)


def evolve(state: CycleState, event: e.Event) -> CycleState:  # noqa: C901, PLR0911 - one a kind
    """Give the state after one more event."""
    after = state.model_copy(update={"version": state.version + 1})
    match event:
        case e.CycleLaunched():
            return after.model_copy(update={"launch": event, "scheduled": None})
        case e.LaunchScheduled():
            seen = after.seen | {event.request}
            return after.model_copy(update={"scheduled": event, "seen": seen})
        case e.LaunchCalledOff():
            return after.model_copy(update={"scheduled": None})
        case e.PeopleTakenIn():
            reviewees = {each.person for each in event.results if each.outcome == "opened"}
            opened = len(reviewees)
            return after.model_copy(
                update={
                    "pages": after.pages | {event.page},
                    "reviewees": after.reviewees | reviewees,
                    "opened": after.opened + opened,
                    "left_out": after.left_out + len(event.results) - opened,
                }
            )
        case e.StageDeadlineMoved():
            return after.model_copy(update={"seen": after.seen | {event.request}})
        case e.ChangeOrdered():
            return _ordered(after, event)
        case e.PeopleAdded():
            added = {**after.additions, event.request: event}
            seen = after.seen | {event.request}
            return after.model_copy(update={"additions": added, "seen": seen})
        case e.CycleClosed():
            return after.model_copy(update={"is_closed": True})
        case _:
            assert_never(event)


def _ordered(state: CycleState, event: e.ChangeOrdered) -> CycleState:
    """Note a change that was made for many; only one for all pauses the cycle itself."""
    changes: dict[str, object] = {"seen": state.seen | {event.request}}
    if event.change in ("pause", "resume") and not event.reviews:
        changes["is_paused"] = event.change == "pause"
    return state.model_copy(update=changes)

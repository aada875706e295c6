"""Where a process stood, each time that it waited in a history: what it knew, what it waited for.

Who replays a history passes through all of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from temporalio.api.enums.v1 import EventType as Kind
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from activities.codec import data_converter
from activities.record import Decided, Decision
from activities.starting import (
    ActionStart,
    CycleStart,
    DeliveryStart,
    PlanStart,
    RecurrenceStart,
    ReviewStart,
    SessionStart,
)
from domain.actions.action import ActionState
from domain.actions.action import fold as fold_action
from domain.calibration.session import SessionState
from domain.calibration.session import fold as fold_session
from domain.review.evolve import fold as fold_review
from domain.review.state import ReviewState
from tests.replay.golden import HISTORIES, KEYRING

Start = (
    ReviewStart
    | SessionStart
    | ActionStart
    | CycleStart
    | DeliveryStart
    | PlanStart
    | RecurrenceStart
)
State = ReviewState | SessionState | ActionState | None

STARTS: Final[dict[str, type[Start]]] = {
    "action": ActionStart,
    "cycle": CycleStart,
    "delivery": DeliveryStart,
    "plan": PlanStart,
    "recurrence": RecurrenceStart,
    "review": ReviewStart,
    "session": SessionStart,
}
TURN: Final = Kind.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
COMES: Final = (
    Kind.EVENT_TYPE_ACTIVITY_TASK_STARTED,
    Kind.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    Kind.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    Kind.EVENT_TYPE_TIMER_FIRED,
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    Kind.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
)
"""What comes to a process that waits; an activity that begins has been waited for."""
TIMERS: Final = {
    Kind.EVENT_TYPE_TIMER_STARTED: 1,
    Kind.EVENT_TYPE_TIMER_CANCELED: -1,
    Kind.EVENT_TYPE_TIMER_FIRED: -1,
}


@dataclass(frozen=True)
class Standing:
    """How a process stands.

    Attributes:
        kind: what its golden histories are called after.
        start: what the run began with.
        state: the fold of what it recorded since; None for processes without a state of their own.
        told: types of what it recorded, in order.
        under_way: activities that were scheduled and have not ended.
        done: activities that have ended.
        asked: requests that were accepted and are not answered yet.
        timers: how many timers run.
        sights: how often it was shown to everybody in another state.
        last: the event that happened last.
        is_renewed: whether this run goes on with one before it.
    """

    kind: str
    start: Start
    state: State
    told: tuple[str, ...]
    under_way: tuple[str, ...]
    done: tuple[str, ...]
    asked: tuple[str, ...]
    timers: int
    sights: int
    last: "Kind.ValueType"
    is_renewed: bool

    @property
    def is_completed(self) -> bool:
        """Whether the process has ended."""
        return self.last == Kind.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED

    @property
    def goes_on(self) -> bool:
        """Whether the process goes on as a new run."""
        return self.last == Kind.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW


async def standings_in(file: Path) -> list[Standing]:
    """Give every standing of a golden history, in order; the last is where it ends."""
    kind = file.stem.split("-")[0]
    events = list(WorkflowHistory.from_json(file.stem, file.read_text()).events)
    start, decisions = await _start(events[0], STARTS[kind]), await _decisions(events)
    return [
        _standing(kind, start, decisions, events[:number])
        for number in range(1, len(events) + 1)
        if _waits(events[:number], events[number:])
    ]


async def all_standings() -> dict[str, list[Standing]]:
    """Read every golden history."""
    return {file.stem: await standings_in(file) for file in sorted(HISTORIES.glob("*.json"))}


def _waits(passed: Sequence[HistoryEvent], ahead: Sequence[HistoryEvent]) -> bool:
    """Whether all that came was dealt with, and something has to come."""
    comings = (event.event_type for event in reversed(passed) if event.event_type in (*COMES, TURN))
    return next(comings, None) == TURN and (not ahead or ahead[0].event_type in COMES)


def _standing(
    kind: str,
    start: Start,
    decisions: Mapping[int, tuple[Decided, ...]],
    events: Sequence[HistoryEvent],
) -> Standing:
    scheduled = {e.event_id: _activity(e) for e in events if _activity(e)}
    done = [at for at in map(_done, events) if at]
    failed = [at for at in map(_failed, events) if at]
    accepted = {e.event_id: _accepted(e) for e in events if _accepted(e)}
    answered = set(map(_answered, events))
    happened = tuple(event.event_type for event in events)
    facts = [fact for at in done for fact in decisions.get(at, ())]
    first = events[0].workflow_execution_started_event_attributes
    return Standing(
        kind=kind,
        start=start,
        state=_folded(start, facts),
        told=tuple(fact.type for fact in facts),
        under_way=tuple(n for at, n in scheduled.items() if at not in {*done, *failed}),
        done=tuple(scheduled[at] for at in done),
        asked=tuple(name for at, name in accepted.items() if at not in answered),
        timers=sum(TIMERS.get(one, 0) for one in happened),
        sights=happened.count(Kind.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES),
        last=happened[-1],
        is_renewed=bool(first.continued_execution_run_id),
    )


async def _start(event: HistoryEvent, kind: type[Start]) -> Start:
    sealed = event.workflow_execution_started_event_attributes.input.payloads
    opened: list[Start] = await data_converter(KEYRING).decode(sealed, [kind])
    return opened[0]


async def _decisions(events: Sequence[HistoryEvent]) -> dict[int, tuple[Decided, ...]]:
    """Give the events of each decision to be recorded, by its place in the history."""
    converter, found = data_converter(KEYRING), dict[int, tuple[Decided, ...]]()
    for event in events:
        if _activity(event) == "record":
            sealed = event.activity_task_scheduled_event_attributes.input.payloads
            decision: Decision = (await converter.decode(sealed, [Decision]))[0]
            found[event.event_id] = decision.events
    return found


def _folded(start: Start, facts: list[Decided]) -> State:
    match start:
        case ReviewStart():
            return fold_review(facts, start.state)  # type: ignore[arg-type]  # its own, by its stream
        case SessionStart():
            return fold_session(facts, start.state)  # type: ignore[arg-type]  # as above
        case ActionStart():
            return fold_action(facts, start.state)  # type: ignore[arg-type]  # as above
        case _:
            return None


def _activity(event: HistoryEvent) -> str:
    return event.activity_task_scheduled_event_attributes.activity_type.name


def _done(event: HistoryEvent) -> int:
    return event.activity_task_completed_event_attributes.scheduled_event_id


def _failed(event: HistoryEvent) -> int:
    return event.activity_task_failed_event_attributes.scheduled_event_id


def _accepted(event: HistoryEvent) -> str:
    return event.workflow_execution_update_accepted_event_attributes.accepted_request.input.name


def _answered(event: HistoryEvent) -> int:
    return event.workflow_execution_update_completed_event_attributes.accepted_event_id

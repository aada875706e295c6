"""The order of commands as a history has it: what came, and what the workflow had done then."""

from collections.abc import Sequence
from typing import Final

from temporalio.api.enums.v1 import EventType as Kind
from temporalio.api.history.v1 import HistoryEvent

COMES_WITH: Final = {
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "started",
    Kind.EVENT_TYPE_TIMER_FIRED: "timer",
    Kind.EVENT_TYPE_ACTIVITY_TASK_COMPLETED: "done",
    Kind.EVENT_TYPE_ACTIVITY_TASK_FAILED: "failed",
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
}
ASKED_FOR: Final = {
    Kind.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    Kind.EVENT_TYPE_TIMER_STARTED: "timer",
    Kind.EVENT_TYPE_TIMER_CANCELED: "timer given up",
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED: "answered",
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued as new",
    Kind.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completed",
    Kind.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED: "memo",
    Kind.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
    Kind.EVENT_TYPE_MARKER_RECORDED: "marker",
}


class _Names:
    """Who is meant by the numbers in a history."""

    def __init__(self, events: Sequence[HistoryEvent]) -> None:
        self._names: dict[int, str] = {}
        for event in events:
            if event.HasField("activity_task_scheduled_event_attributes"):
                scheduled = event.activity_task_scheduled_event_attributes
                self._names[event.event_id] = scheduled.activity_type.name
            if event.HasField("workflow_execution_update_accepted_event_attributes"):
                accepted = event.workflow_execution_update_accepted_event_attributes
                self._names[event.event_id] = accepted.accepted_request.input.name

    def of(self, event: HistoryEvent) -> str:
        """The activity, update, signal or marker an event is about."""
        told = getattr(event, str(event.WhichOneof("attributes")))
        for field in ("signal_name", "marker_name"):
            if getattr(told, field, ""):
                return f" {getattr(told, field)}"
        about = (
            event.event_id,
            getattr(told, "scheduled_event_id", 0),
            getattr(told, "accepted_event_id", 0),
        )
        return next((f" {self._names[one]}" for one in about if one in self._names), "")


def order_of(events: Sequence[HistoryEvent]) -> list[str]:
    """Give one line for each turn that a workflow had: what had come, and what it asked for."""
    names, coming = _Names(events), list[str]()
    turns: list[tuple[list[str], list[str]]] = []
    for event in events:
        kind = event.event_type
        if kind == Kind.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            turns.append((coming, []))
            coming = []
        elif kind == Kind.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            turns[-1][0].append(f"asked{names.of(event)}")
        elif kind in COMES_WITH:
            coming.append(f"{COMES_WITH[kind]}{names.of(event)}")
        elif kind in ASKED_FOR:
            turns[-1][1].append(f"{ASKED_FOR[kind]}{names.of(event)}")
    return [
        f"{', '.join(came)} -> {', '.join(asked) or 'nothing'}" for came, asked in turns if came
    ]

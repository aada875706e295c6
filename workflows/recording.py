"""How a workflow gets what it decided into the log."""

from collections.abc import Sequence
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import recorded
    from activities.record import CONFLICT, Decided, Decision, Recorder

from workflows.options import RECORD


class StreamMovedOn(Exception):
    """Somebody else appended to the stream; decide again on what is there now."""


async def record(stream: UUID, expected: int, events: Sequence[Decided]) -> int:
    """Append the events of one decision; give the position of the last.

    Raises:
        StreamMovedOn: the stream does not stand where the decision was made.
        ApplicationError: it cannot be recorded, now or later, for the reason it names.
    """
    try:
        return await workflow.execute_activity_method(
            Recorder.record,
            Decision(stream=stream, expected=expected, events=tuple(events)),
            summary=recorded(events[0].type).value,
            **RECORD,
        )
    except ActivityError as failure:
        cause = failure.cause
        if not isinstance(cause, ApplicationError):
            raise
        if cause.type == CONFLICT:
            raise StreamMovedOn from None
        raise ApplicationError(cause.message, type=cause.type, non_retryable=True) from None

"""Follows activities: what a person asked for goes on in the trace in which they asked for it."""

from collections.abc import Iterator, Sequence
from typing import Any

from temporalio import activity
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from storage.spans import is_followed, span
from storage.under_way import UnderWayBook


class FollowedActivities(Interceptor):
    """Makes a span of every activity.

    Nothing of it enters a history: in which trace something was asked lies beside the request
    that is under way, and what is to be recorded names the request.
    """

    def __init__(self, under_way: UnderWayBook) -> None:
        """Look up in this book in which trace something was asked."""
        self._under_way = under_way

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - as Temporal calls it
        """Stand around the activities of a worker."""
        return _Followed(next, self._under_way)


def followed_activities(under_way: UnderWayBook) -> list[Interceptor]:
    """Give what follows the activities of a worker: nothing where nobody follows."""
    return [FollowedActivities(under_way)] if is_followed() else []


class _Followed(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, under_way: UnderWayBook) -> None:
        super().__init__(inner)
        self._under_way = under_way

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - as Temporal calls it
        """Carry one out, as a part of the trace in which it was asked for."""
        info = activity.info()
        workflow = info.workflow_id or ""
        parent = None
        for request in _requests_in(input.args):
            parent = parent or await self._under_way.trace_of(workflow, request)
        with span(
            f"activity {info.activity_type}",
            kind="consumer",
            parent=parent,
            workflow_id=workflow,
            attempt=info.attempt,
            task_queue=info.task_queue,
        ):
            return await super().execute_activity(input)


def _requests_in(arguments: Sequence[object]) -> Iterator[str]:
    """Name what people asked for that an activity is about, each once."""
    seen: set[str] = set()
    for argument in arguments:
        for fact in (argument, *getattr(argument, "events", ())):
            request = getattr(fact, "submission", None) or getattr(fact, "request", None)
            if isinstance(request, str) and request not in seen:
                seen.add(request)
                yield request

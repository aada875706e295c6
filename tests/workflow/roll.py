"""Keeps the roll of workflows that a test starts, so that none outlives it.

All tests of a run share one server and its task queues: what one leaves behind, the next finds.
"""

from contextlib import suppress
from typing import Any

from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
)
from temporalio.service import RPCError


class Roll(Interceptor):
    """Remembers the name of everything that is started through a client."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        """Listen to what is started."""
        return _Listening(next, self.names)

    async def dismiss(self, client: Client) -> None:
        """End whatever still runs."""
        while self.names:
            with suppress(RPCError):  # it has ended by itself
                await client.get_workflow_handle(self.names.pop()).terminate()


class _Listening(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, names: set[str]) -> None:
        super().__init__(following)
        self._names = names

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
        self._names.add(input.id)
        return await super().start_workflow(input)

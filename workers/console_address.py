"""Tells workflows where people find the console, for the links that operators follow."""

from temporalio.worker import (
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from workflows.sight import CONSOLE


class ConsoleAddress(Interceptor):
    """Gives workflows the address of the site; it is shown, never decided by, and never kept."""

    def __init__(self, base_url: str) -> None:
        """Know the address, which ends without a slash."""
        self._base_url = base_url

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - as Temporal calls it
    ) -> type[WorkflowInboundInterceptor] | None:
        """Let workflows ask for the address; nothing they do is intercepted."""
        input.unsafe_extern_functions[CONSOLE] = lambda: self._base_url
        return None

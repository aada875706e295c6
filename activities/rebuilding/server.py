"""What a Temporal server holds of an organisation, and which server it is."""

import asyncio
from typing import Final

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities import naming, starting
from activities.rebuilding.errors import ServerNotEmpty, ServerNotReady
from activities.rebuilding.finding import Finding
from activities.rebuilding.start import Kind
from domain.ids import OrganisationId
from domain.value import Fact

TOGETHER: Final = 32

OVER: Final = frozenset(
    {
        WorkflowExecutionStatus.COMPLETED,
        WorkflowExecutionStatus.FAILED,
        WorkflowExecutionStatus.CANCELED,
        WorkflowExecutionStatus.TERMINATED,
        WorkflowExecutionStatus.TIMED_OUT,
    }
)
"""How a workflow stands that does nothing any more."""


class Server(Fact):
    """A namespace of a Temporal server; one that was lost and made anew has another id."""

    namespace: str
    id: str


async def server_of(client: Client) -> Server:
    """Say which namespace of which server a client speaks to.

    Raises:
        ServerNotReady: the namespace is not there.
    """
    request = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        found = await client.workflow_service.describe_namespace(request)
    except RPCError as failure:
        if failure.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise ServerNotReady(
            f"Temporal has no namespace {client.namespace}. Make it first; `perennial doctor` "
            "says how."
        ) from None
    return Server(namespace=client.namespace, id=found.namespace_info.id)


async def check_empty(client: Client, organisation: OrganisationId, finding: Finding) -> None:
    """Refuse a server that holds workflows of an organisation.

    What a projector that runs already starts by itself does not count: actions and plans that
    reviews asked for, and the delivery of what belongs to no cycle. A list of workflows may be a
    moment behind, so what runs of each cycle is looked for by its name, too.

    Raises:
        ServerNotEmpty: it holds some.
        ServerNotReady: it cannot be asked.
    """
    number = await _held(client, organisation)
    names = []
    for kind in (Kind.CYCLES, Kind.DELIVERIES):
        async for page in finding.pages(kind):
            names += [start.name for start in page.starts]
    own = naming.delivery_workflow(organisation)
    there = [name for name in names if name != own and await status_of(client, name) is not None]
    if number or there:
        raise ServerNotEmpty(
            f"Temporal holds {max(number, len(there))} workflows of this organisation in the "
            f"namespace {client.namespace}: it is not empty, and nothing was started. To start "
            "only what is missing there, run `perennial rebuild --missing`. To rebuild everything, "
            "name an empty server or namespace in PERENNIAL_TEMPORAL_ADDRESS and "
            "PERENNIAL_TEMPORAL_NAMESPACE; an embedded one is empty once the folder temporal is "
            "out of the home folder."
        )


async def status_of(client: Client, name: str) -> WorkflowExecutionStatus | None:
    """Say how a workflow stands, by its name; None when the server knows none of that name."""
    try:
        return (await client.get_workflow_handle(name).describe()).status
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def standing_of(
    client: Client, names: list[str]
) -> dict[str, WorkflowExecutionStatus | None]:
    """Say how many workflows stand, some asked for at a time."""
    gate = asyncio.Semaphore(TOGETHER)

    async def ask(name: str) -> WorkflowExecutionStatus | None:
        async with gate:
            return await status_of(client, name)

    return dict(zip(names, await asyncio.gather(*map(ask, names)), strict=True))


def of_organisation(organisation: OrganisationId) -> str:
    """Write the condition by which visibility finds the workflows of an organisation."""
    return f"OrganisationId = '{organisation}'"


async def _held(client: Client, organisation: OrganisationId) -> int:
    own = naming.delivery_workflow(organisation)
    query = (
        f"{of_organisation(organisation)} AND WorkflowType != '{starting.ACTION}' "
        f"AND WorkflowType != '{starting.PLAN}' AND WorkflowId != '{own}'"
    )
    try:
        return (await client.count_workflows(query)).count
    except RPCError as failure:
        if failure.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        raise ServerNotReady(
            f"The namespace {client.namespace} of Temporal has no search attribute OrganisationId. "
            "Run `perennial doctor`; it says how to make what is missing."
        ) from None

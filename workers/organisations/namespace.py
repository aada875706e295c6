"""The namespace of an organisation in Temporal, with all that can be searched for in it."""

import asyncio
from contextlib import suppress
from typing import ClassVar, Final

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.errors import ReviewError
from workers.registration import NamespaceMissing, Registration, look, register

RETENTION_DAYS: Final = 30
PATIENCE: Final = 30.0
POLL: Final = 0.1


class NamespaceNotMade(ReviewError):
    """The namespace of an organisation is not there, and cannot be made from here."""

    code: ClassVar[str] = "namespace_not_made"


async def has_namespace(client: Client) -> bool:
    """Tell whether the namespace of this client is there."""
    try:
        request = DescribeNamespaceRequest(namespace=client.namespace)
        await client.workflow_service.describe_namespace(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def make_namespace(client: Client, days: int = RETENTION_DAYS) -> bool:
    """Make the namespace of this client where it is missing, and whatever is searched for in it.

    `days` is for how long Temporal keeps what has ended. Tells whether anything was missing.

    Raises:
        NamespaceNotMade: the server lets nobody make one, as Temporal Cloud does, or something
            that is searched for is there with another type.
    """
    try:
        is_new = not await has_namespace(client) and await _register(client, days)
        before = await _once_known(client)
        found = await register(client, before)
        if found.is_complete and (is_new or before.missing):
            await _until_usable(client)
    except (RPCError, TimeoutError) as error:
        why = error.message if isinstance(error, RPCError) else "it did not appear in time"
        raise NamespaceNotMade(
            f"The namespace {client.namespace} cannot be made here ({why.rstrip('.')}). Make it "
            "where Temporal is administered, with the search attributes of `perennial ops "
            "search-attributes`, and run this again."
        ) from None
    if not found.is_complete:
        raise NamespaceNotMade(
            f"The namespace {client.namespace} is there, and not all that it is searched by. Mend "
            "this where Temporal is administered, and run it again. "
            + " ".join((*found.remarks(), *found.commands()))
        )
    return is_new or bool(before.missing)


async def _register(client: Client, days: int) -> bool:
    request = RegisterNamespaceRequest(
        namespace=client.namespace,
        workflow_execution_retention_period=Duration(seconds=days * 86_400),
    )
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
    return True


async def _once_known(client: Client) -> Registration:
    """Look as soon as every part of the server has heard of the namespace, which takes seconds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(NamespaceMissing):
                return await look(client)
            await asyncio.sleep(POLL)


async def _until_usable(client: Client) -> None:
    """Wait until the caches of the server know of what was made."""
    async with asyncio.timeout(PATIENCE):
        while not await _takes_searches(client):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(POLL)


async def _takes_searches(client: Client) -> bool:
    query = " OR ".join(f"{name} IS NULL" for name in SEARCH_ATTRIBUTES)
    request = CountWorkflowExecutionsRequest(namespace=client.namespace, query=query)
    try:
        await client.workflow_service.count_workflow_executions(request)
    except RPCError:
        return False
    return True

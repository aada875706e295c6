"""A namespace of a test's own on the Temporal of the run, with servers that name it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    RemoveSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from activities.search_attributes import SEARCH_ATTRIBUTES

KINDS = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
}


@dataclass(frozen=True)
class Namespace:
    """One namespace, seen through a client that may make it."""

    name: str
    client: Client

    async def make(self) -> None:
        """Make it, and wait until the server has heard of it everywhere."""
        day = Duration(seconds=86_400)
        await self.client.workflow_service.register_namespace(
            RegisterNamespaceRequest(namespace=self.name, workflow_execution_retention_period=day)
        )
        request = DescribeNamespaceRequest(namespace=self.name)
        async with asyncio.timeout(20):
            while True:
                try:
                    await self.client.workflow_service.describe_namespace(request)
                    await self.client.count_workflows()
                except RPCError:
                    await asyncio.sleep(0.05)
                else:
                    return

    async def register(self, attributes: Mapping[str, str] = SEARCH_ATTRIBUTES) -> None:
        """Register search attributes, by name and type."""
        kinds = {name: KINDS[kind] for name, kind in attributes.items()}
        await self.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=self.name, search_attributes=kinds)
        )

    async def remove(self, name: str) -> None:
        """Remove a search attribute."""
        await self.client.operator_service.remove_search_attributes(
            RemoveSearchAttributesRequest(namespace=self.name, search_attributes=[name])
        )


async def namespace_at(address: str) -> Namespace:
    """Think of a namespace; it is not there yet."""
    name = f"own-{uuid4().hex[:12]}"
    return Namespace(name, await Client.connect(address, namespace=name))

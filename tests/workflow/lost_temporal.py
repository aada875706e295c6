"""Temporal is lost with all it held: what is left is an engine on an empty namespace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.rebuilding.progress import Keeper
from activities.rebuilding.rebuilder import Forgetful, Rebuilder
from activities.rebuilding.report import Report
from activities.rebuilding.starting_kind import Pace
from activities.search_attributes import NEXT_WAKE_UP, SEARCH_ATTRIBUTES
from activities.verifying.difference import Verification
from activities.verifying.verified import verified
from storage.event_store import EventStore
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from tests.workflow.engine import SKIPS, Engine
from tests.workflow.roll import Roll
from tests.workflow.under_way import Handle, UnderWay


async def lost(engine: Engine) -> Engine:
    """Give an engine with the same archive and a Temporal that is empty."""
    old, name = engine.client, f"anew-{uuid4().hex}"
    retention = Duration(seconds=86400)
    await old.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)
    )
    attributes = {
        name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")
        for name, kind in SEARCH_ATTRIBUTES.items()
    }
    await old.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=name, search_attributes=attributes)
    )
    roll = Roll()
    client = await Client.connect(
        old.service_client.config.target_host,
        namespace=name,
        data_converter=old.data_converter,
        interceptors=[roll],
        identity="test",
    )
    await _until_ready(client)
    config = TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS)
    return replace(engine, skipper=TimeSkipper(client, config=config), roll=roll)


@asynccontextmanager
async def rebuilder(
    engine: Engine, *, keeper: Keeper | None = None, pace: Pace | None = None, is_dry: bool = False
) -> AsyncIterator[Rebuilder]:
    """Give what rebuilds, as the command makes it."""
    await migrate(engine.database)  # the right to build schemas is not copied with a template
    archive = engine.archive
    pool = await open_pool(engine.database, Role.PROJECTOR)
    async with pool, EventStore(pool) as store:
        catch_up = Projector(store, pool, archive.keys).catch_up
        yield Rebuilder(
            archive,
            engine.client,
            keeper or Forgetful(),
            pace or Pace(),
            is_dry=is_dry,
            catch_up=catch_up,
        )


async def rebuilt(engine: Engine) -> Report:
    """Rebuild everything from the log."""
    async with rebuilder(engine) as own:
        return await own.rebuild()


async def missing_started(engine: Engine) -> Report:
    """Start what does not run, and nothing else."""
    async with rebuilder(engine) as own:
        return await own.start_missing()


async def verified_on(engine: Engine) -> Verification:
    """Compare everything."""
    return await verified(engine.archive, engine.client, engine.database)


async def running_on(engine: Engine) -> set[str]:
    """Name what runs; asked again until two lists in a row are the same, for they lag."""
    query, before = f"OrganisationId = '{engine.archive.organisation}'", None
    query += " AND ExecutionStatus = 'Running'"
    async with asyncio.timeout(20):
        while True:
            names = {each.id async for each in engine.client.list_workflows(query)}
            if names == before:
                return names
            before = names
            await asyncio.sleep(0.2)


def anew(review: UnderWay, engine: Engine) -> UnderWay:
    """Give the same review on another Temporal."""
    handle: Handle = engine.client.get_workflow_handle(review.handle.id)
    return UnderWay(engine.archive, engine.skipper, handle, review.plan)


async def _until_ready(client: Client) -> None:
    async with asyncio.timeout(20):
        while not await _knows_attributes(client):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.02)


async def _knows_attributes(client: Client) -> bool:
    try:
        await client.count_workflows(f"{NEXT_WAKE_UP.name} IS NULL")
    except RPCError:
        return False
    return True

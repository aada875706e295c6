"""Two builds at work side by side, as while an upgrade rolls out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner

from activities.starting import DEPLOYMENT
from tests.upgrade.next_build import NextReview
from tests.workflow.engine import Engine
from tests.workflow.under_way import UnderWay
from workers import builds
from workers.worker import queues_of, worker_on
from workers.workload import Workload
from workflows.review import Review

FIRST, NEXT = "1", "2"


@asynccontextmanager
async def at_work(engine: Engine, build: str | None) -> AsyncIterator[None]:
    """Let workers of that build work on every task queue for as long as the block lasts."""
    async with AsyncExitStack() as running:
        queues = queues_of(engine.client, engine.archive, engine.postbox)
        for queue, (workflows, activities) in queues.items():
            kinds = [NextReview if build == NEXT and k is Review else k for k in workflows]
            runner, load = UnsandboxedWorkflowRunner(), Workload(build=build)
            worker = worker_on(engine.client, queue, (kinds, activities), runner, load)
            await running.enter_async_context(worker)
        yield


async def promote(client: Client, build: str) -> None:
    """Make that build current as soon as its workers have reported."""
    async with asyncio.timeout(30):
        while True:
            try:
                await builds.promote(client, build)
            except (builds.BuildUnknown, builds.BuildIncomplete):
                await asyncio.sleep(0.05)
            else:
                return


async def until_running(client: Client, build: str, count: int) -> None:
    """Return once that many processes are listed on that build; lists come late."""
    async with asyncio.timeout(30):
        while {b.name: b.running for b in await builds.builds(client)}[build] != count:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def let_no_build_be_current(client: Client) -> None:
    """Have workers without a build carry out what begins, as before there were builds."""
    if await builds.builds(client):
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=""
        )
        await client.workflow_service.set_worker_deployment_current_version(request)


async def build_of(review: UnderWay) -> str:
    """The build that a review is pinned to."""
    described = await review.handle.describe()
    info = described.raw_description.workflow_execution_info.versioning_info
    return info.deployment_version.build_id


async def until_on(review: UnderWay, build: str) -> None:
    """Return once the review is pinned to that build."""
    async with asyncio.timeout(20):
        while await build_of(review) != build:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.02)
    await review.until_it_waits()

"""Builds of the workers: which there are, which one processes begin on, and who stays on which.

A process is pinned to the build it began on. Where a newer one is current it moves over by itself,
as a new run that begins where the old one stands, as soon as it is woken by anything.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Final

from temporalio.api.enums.v1 import RoutingConfigUpdateState
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from activities.deployed import deployment_of, described_deployment
from activities.starting import DEPLOYMENT, NEWER_BUILD
from domain.errors import ReviewError

PATIENCE: Final = 30.0
POLL: Final = 0.05


class BuildUnknown(ReviewError):
    """No worker of this build has reported yet."""

    code: ClassVar[str] = "build_unknown"


class BuildIncomplete(ReviewError):
    """The workers of this build do not work on everything the current ones work on."""

    code: ClassVar[str] = "build_incomplete"


class BuildIsCurrent(ReviewError):
    """Processes move to the current build, not away from it."""

    code: ClassVar[str] = "build_is_current"


@dataclass(frozen=True, slots=True)
class Build:
    """One build as Temporal knows it.

    Attributes:
        name: the build id its workers report with.
        is_current: whether processes that begin now begin on it.
        running: how many processes are pinned to it at present.
    """

    name: str
    is_current: bool
    running: int

    @property
    def is_drained(self) -> bool:
        """Whether its workers may be stopped: nothing runs on it, and nothing will begin on it."""
        return not self.is_current and not self.running


def pinned_to(build: str, deployment: str = DEPLOYMENT) -> WorkerDeploymentConfig:
    """Give what a worker of that build reports with: processes stay on the build they are on."""
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment, build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


async def builds(client: Client) -> list[Build]:
    """Name every build whose workers ever reported, the newest first; empty where none did."""
    info = await described_deployment(client)
    current = info.routing_config.current_deployment_version.build_id
    newest = sorted(info.version_summaries, key=lambda known: -known.create_time.ToNanoseconds())
    names = [known.deployment_version.build_id for known in newest]
    counts = await asyncio.gather(*(_running(client, info.name, name) for name in names))
    return [Build(name, name == current, count) for name, count in zip(names, counts, strict=True)]


async def promote(client: Client, build: str) -> bool:
    """Let processes begin on that build from now on; False when they did already.

    Raises:
        BuildUnknown: no worker of that build has reported.
        BuildIncomplete: its workers leave out a task queue that the current ones work on.
    """
    known = {found.name: found for found in await builds(client)}
    if build not in known:
        raise BuildUnknown(
            f"No worker of build {build} has reported yet. Start one with "
            f"PERENNIAL_WORKER_BUILD={build} and `perennial run worker`, and try again."
        )
    if known[build].is_current:
        return False
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=await deployment_of(client), build_id=build
    )
    try:
        await client.workflow_service.set_worker_deployment_current_version(request)
    except RPCError as failure:
        if failure.status is not RPCStatusCode.FAILED_PRECONDITION:
            raise
        raise BuildIncomplete(
            f"The workers of build {build} do not work on all four task queues yet. Wait until "
            "they have started, and try again."
        ) from None
    await _until_known_everywhere(client)
    return True


async def move_over(client: Client, build: str, pause: float = 0.01) -> int:
    """Wake every process on that build, one after the other, so that it moves over now.

    Whoever is not woken moves over when something happens to it anyway. Gives how many were woken,
    which may still be under way.

    Raises:
        BuildUnknown: no worker of that build has reported.
        BuildIsCurrent: there is no other build to move to.
    """
    await check_can_be_left(client, build)
    woken = 0
    async for workflow, run in _pinned_to(client, build):
        handle = client.get_workflow_handle(workflow, run_id=run)
        try:
            await handle.signal(NEWER_BUILD)
            woken += 1
        except RPCError as failure:
            if failure.status is not RPCStatusCode.NOT_FOUND:
                raise
        await asyncio.sleep(pause)
    return woken


async def check_can_be_left(client: Client, build: str) -> None:
    """Pass if processes can move from that build to another.

    Raises:
        BuildUnknown: no worker of that build has reported.
        BuildIsCurrent: there is no other build to move to.
    """
    known = {found.name: found for found in await builds(client)}
    if build not in known:
        raise BuildUnknown(
            f"There is no build {build}. `perennial build show` lists what there is."
        )
    if known[build].is_current:
        raise BuildIsCurrent(
            f"Build {build} is the current one. Promote the one to move to first: "
            "`perennial build promote`."
        )


async def _until_known_everywhere(client: Client) -> None:
    passing = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
    async with asyncio.timeout(PATIENCE):
        while (  # noqa: ASYNC110 - nobody tells
            await described_deployment(client)
        ).routing_config_update_state == passing:
            await asyncio.sleep(POLL)


async def _pinned_to(client: Client, build: str) -> AsyncIterator[tuple[str, str]]:
    deployment = await deployment_of(client)
    async for found in client.list_workflows(_query(deployment, build)):
        yield found.id, found.run_id


async def _running(client: Client, deployment: str, build: str) -> int:
    return (await client.count_workflows(_query(deployment, build))).count


def _query(deployment: str, build: str) -> str:
    version = f"{deployment}:{build}"
    return f'TemporalWorkerDeploymentVersion = "{version}" AND ExecutionStatus = "Running"'

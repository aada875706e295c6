"""Whether every task queue is worked on, and by workers that are given work."""

from typing import Final

from temporalio.api.enums.v1 import WorkerVersioningMode
from temporalio.client import Client

from workers.builds import builds
from workers.doctor.finding import Fault, Finding, right, wrong
from workers.pollers import pollers
from workers.workload import QUEUES

NAME: Final = "Builds"
WORKERS: Final = "Workers"
_WITH_BUILD: Final = WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED


async def look_at_workers(client: Client, *, expects_some: bool) -> list[Finding]:
    """Say whether every task queue is worked on, and whether workers ask for work in vain.

    Where servers were started for this look alone, workers are not expected.
    """
    with_build, without = await _asking_for_work(client)
    current = [build.name for build in await builds(client) if build.is_current]
    return [
        _attended(with_build | without, expects_some=expects_some),
        _built(current[0] if current else "", with_build, without),
    ]


def _attended(queues: set[str], *, expects_some: bool) -> Finding:
    missing = [queue for queue in QUEUES if queue not in queues]
    if not missing:
        return right(WORKERS, "every task queue is worked on")
    if not queues and not expects_some:
        return right(WORKERS, "none runs just now")
    return wrong(
        WORKERS,
        Fault.QUEUE_UNATTENDED,
        f"No worker asks for work on {', '.join(missing)}, and what is due there waits.",
        "Start one: perennial run worker",
    )


def _built(current: str, with_build: set[str], without: set[str]) -> Finding:
    in_vain = sorted(without if current else with_build - without)
    if current and in_vain:
        return wrong(
            NAME,
            Fault.WORKER_WITHOUT_BUILD,
            f"Build {current} is current, but a worker without a build asks for work on "
            f"{', '.join(in_vain)}: it is given none.",
            "Start it with PERENNIAL_WORKER_BUILD set, or stop it.",
        )
    if in_vain:
        return wrong(
            NAME,
            Fault.BUILD_NOT_PROMOTED,
            f"Only workers with a build ask for work on {', '.join(in_vain)}, "
            "but no build is current: they are given none.",
            "Name the build: perennial build promote BUILD",
        )
    if current:
        return right(NAME, f"{current} is current, and every worker comes with a build")
    return right(NAME, "none is current, and no worker needs one")


async def _asking_for_work(client: Client) -> tuple[set[str], set[str]]:
    """Give the task queues that workers with a build ask on, and those that others ask on."""
    found: tuple[set[str], set[str]] = set(), set()
    for queue, poller in await pollers(client):
        mode = poller.deployment_options.worker_versioning_mode
        found[mode != _WITH_BUILD].add(queue)
    return found

"""The worker: carries workflows and activities out on the four task queues."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities import starting
from activities.calibrate import Calibrator
from activities.change_reviews import ReviewChanges
from activities.deliver import Deliverer
from activities.launch import Launcher
from activities.look_after_plan import PlanWatch
from activities.newcomers import Newcomers
from activities.notify.channel import Channel
from activities.notify.linking import Linker
from activities.quiet_reviews import QuietWatch
from activities.record import Recorder
from activities.steer_cycle import CycleSteering
from storage.archive import Archive
from workers.builds import pinned_to
from workflows.action import Action
from workflows.calibration import CalibrationSession
from workflows.cycle import ReviewCycle
from workflows.delivery import Delivery
from workflows.development import DevelopmentPlan
from workflows.review import Review

GRACE = timedelta(seconds=10)
# Both stand in most events of every history: the usual build id, a hash, would be a tenth of it.
IDENTITY = "w"
BUILD = "1"
# Each workflow gets its own copy of what is not named here: of its own module, and no more, for
# a copy of the rest takes longer than most of its decisions.
SHARED = (
    *("domain", "structlog", "activities", "storage"),
    *("workflows.details", "workflows.messages", "workflows.options"),
    *("workflows.recording", "workflows.refusing", "workflows.timing", "workflows.turns"),
)
RUNNER = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(*SHARED)
)


Work = tuple[list[type], list[Any]]
"""What a task queue is worked on with: its workflows and its activities."""


def queues_of(
    client: Client, archive: Archive, channel: Channel, linker: Linker | None = None
) -> dict[str, Work]:
    """Say which workflows and activities belong to which task queue."""
    recorder = Recorder(archive.journal)
    launcher = Launcher(archive, client)
    steering = CycleSteering(archive, client)
    changes = ReviewChanges(archive, client)
    newcomers = Newcomers(archive, client, launcher)
    calibrator = Calibrator(archive, client)
    deliverer = Deliverer(archive, channel, linker)
    return {
        starting.REVIEWS_QUEUE: ([Review, Action], [recorder.record]),
        starting.STORE_QUEUE: (
            [],
            [
                recorder.read_review,
                recorder.read_session,
                recorder.read_action,
                steering.extend,
                changes.order,
                newcomers.record,
                steering.looks_at,
                steering.close,
                calibrator.weigh,
                PlanWatch(archive, client).look_after,
            ],
        ),
        starting.CONTROL_QUEUE: (
            [ReviewCycle, CalibrationSession, DevelopmentPlan],
            [
                recorder.record,
                launcher.begin,
                launcher.take_in,
                launcher.set_going,
                steering.tell_reviews,
                changes.tell,
                newcomers.take_in,
                calibrator.write_back,
                QuietWatch(archive).point_out,
            ],
        ),
        starting.NOTIFY_QUEUE: ([Delivery], [deliverer.deliver]),
    }


def workers_of(
    client: Client,
    archive: Archive,
    channel: Channel,
    linker: Linker | None = None,
    runner: WorkflowRunner = RUNNER,
    build: str | None = None,
) -> list[Worker]:
    """Give a worker for each task queue, not yet running.

    Args:
        client: the Temporal to work for.
        archive: what activities read and write.
        channel: how messages go out.
        linker: makes what people follow to their steps; without it messages name commands.
        runner: where workflows run: in the sandbox, which finds what they may not do.
        build: the build whose processes to carry out, and no others; without it, all of them.
    """
    queues = queues_of(client, archive, channel, linker)
    return [worker_on(client, queue, work, runner, build) for queue, work in queues.items()]


def worker_on(
    client: Client,
    queue: str,
    work: Work,
    runner: WorkflowRunner = RUNNER,
    build: str | None = None,
) -> Worker:
    """Give the worker of one task queue, not yet running."""
    workflows, activities = work
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=runner,
        identity=IDENTITY,
        build_id=None if build else BUILD,
        deployment_config=pinned_to(build) if build else None,
        graceful_shutdown_timeout=GRACE,
        max_cached_workflows=2000,
    )


async def run_worker(
    client: Client,
    archive: Archive,
    channel: Channel,
    linker: Linker,
    stop: asyncio.Event,
    build: str | None = None,
) -> None:
    """Work until asked to stop; what is under way is finished or handed back.

    The sandbox costs a fifth of the worker's time; it has proved these workflows in the tests and
    in every replay, so that it need not do it again here.
    """
    async with AsyncExitStack() as running:
        runner = UnsandboxedWorkflowRunner()
        for worker in workers_of(client, archive, channel, linker, runner, build):
            await running.enter_async_context(worker)
        await stop.wait()

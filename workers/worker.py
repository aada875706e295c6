"""The worker: carries workflows and activities out on the four task queues."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from temporalio.client import Client
from temporalio.worker import (
    Interceptor,
    PollerBehaviorAutoscaling,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkflowRunner,
)
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
from activities.recurring.occasions import Occasions
from activities.steer_cycle import CycleSteering
from gateway.recurring_launches import AsHrLaunches
from storage.archive import Archive
from workers.builds import pinned_to
from workers.console_address import ConsoleAddress
from workers.tracing.activities import followed_activities
from workers.workload import Workload
from workflows.action import Action
from workflows.calibration import CalibrationSession
from workflows.cycle import ReviewCycle
from workflows.delivery import Delivery
from workflows.development import DevelopmentPlan
from workflows.recurrence import RecurringCycle
from workflows.review import Review

USUAL: Final = Workload()
# Both stand in most events of every history: the usual build id, a hash, would be a tenth of it.
IDENTITY = "w"
BUILD = "1"
# Each workflow gets its own copy of what is not named here: of its own module, and no more, for
# a copy of the rest takes longer than most of its decisions.
SHARED = (
    *("domain", "structlog", "activities", "storage"),
    *("workflows.details", "workflows.messages", "workflows.options"),
    *("workflows.recording", "workflows.refusing", "workflows.sentences"),
    *("workflows.sight", "workflows.timing", "workflows.turns"),
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
            [ReviewCycle, CalibrationSession, DevelopmentPlan, RecurringCycle],
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
                Occasions(archive, AsHrLaunches(archive, client)).carry_on,
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
    workload: Workload = USUAL,
) -> list[Worker]:
    """Give a worker for each task queue of the workload, not yet running.

    Args:
        client: the Temporal to work for.
        archive: what activities read and write.
        channel: how messages go out.
        linker: makes what people follow to their steps; without it messages name commands.
        runner: where workflows run: in the sandbox, which finds what they may not do.
        workload: how much they take on.
    """
    queues = queues_of(client, archive, channel, linker)
    console = [ConsoleAddress(linker.base_url)] if linker else []
    interceptors = [*followed_activities(archive.under_way), *console]
    return [
        worker_on(client, queue, work, runner, workload, interceptors)
        for queue, work in queues.items()
        if queue in workload.queues
    ]


def worker_on(
    client: Client,
    queue: str,
    work: Work,
    runner: WorkflowRunner = RUNNER,
    workload: Workload = USUAL,
    interceptors: Sequence[Interceptor] = (),
) -> Worker:
    """Give the worker of one task queue, not yet running."""
    workflows, activities = work
    asking = PollerBehaviorAutoscaling(minimum=1, initial=2, maximum=workload.pollers)
    build = workload.build
    return Worker(
        client,
        task_queue=queue,
        interceptors=interceptors,
        workflows=workflows,
        activities=activities,
        workflow_runner=runner,
        identity=IDENTITY,
        build_id=None if build else BUILD,
        deployment_config=pinned_to(build, workload.deployment) if build else None,
        graceful_shutdown_timeout=workload.grace,
        max_cached_workflows=workload.cached,
        max_concurrent_activities=workload.slots,
        max_task_queue_activities_per_second=workload.rates.get(queue),
        workflow_task_poller_behavior=asking,
        activity_task_poller_behavior=asking,
    )


async def run_worker(
    client: Client,
    archive: Archive,
    channel: Channel,
    linker: Linker,
    stop: asyncio.Event,
    workload: Workload = USUAL,
) -> None:
    """Work until asked to stop; what is under way is finished or handed back.

    The sandbox costs a fifth of the worker's time; it has proved these workflows in the tests and
    in every replay, so that it need not do it again here.
    """
    workers = workers_of(client, archive, channel, linker, UnsandboxedWorkflowRunner(), workload)
    async with asyncio.TaskGroup() as running:
        for worker in workers:
            running.create_task(worker.run())
        await stop.wait()
        # All at once: one after the other, the last would go on taking work for all their grace.
        await asyncio.gather(*(worker.shutdown() for worker in workers))

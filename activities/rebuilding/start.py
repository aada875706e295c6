"""What a rebuild starts: which workflow, under which name, and where it begins."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities import starting
from activities.first_sight import Start as Begin
from activities.first_sight import first_sight
from activities.steer_cycle import signal_if_running
from domain.ids import CycleId, OrganisationId
from domain.value import Fact


class Kind(StrEnum):
    """The kinds of processes, in the order in which they are started again.

    Who tells others comes after those who are told: a locked session tells its reviews, and a
    cycle that closes tells its delivery.
    """

    REVIEWS = "reviews"
    ACTIONS = "actions"
    PLANS = "plans"
    SESSIONS = "sessions"
    DELIVERIES = "deliveries"
    CYCLES = "cycles"


WORKFLOWS = {
    Kind.REVIEWS: (starting.REVIEW, starting.REVIEWS_QUEUE),
    Kind.ACTIONS: (starting.ACTION, starting.REVIEWS_QUEUE),
    Kind.PLANS: (starting.PLAN, starting.CONTROL_QUEUE),
    Kind.SESSIONS: (starting.SESSION, starting.CONTROL_QUEUE),
    Kind.DELIVERIES: (starting.DELIVERY, starting.NOTIFY_QUEUE),
    Kind.CYCLES: (starting.CYCLE, starting.CONTROL_QUEUE),
}
"""The workflow of each kind, and the task queue that carries it out."""


@dataclass(frozen=True, slots=True)
class Start:
    """A workflow that is to run, as the log has it.

    Attributes:
        kind: what it stands for.
        name: the id of the workflow, the same as at its first start.
        begin: what it begins with.
        cycle: whose search attribute it carries, if it belongs to a cycle.
        version: how many facts it is the fold of; None where its state is not one.
        signal: what it is told at once.
        again: what it is told after that, each a signal and what it carries.
        delay: how long it waits before it begins.
        may_have_ended: whether the log alone cannot tell that it still runs.
    """

    kind: Kind
    name: str
    begin: Begin
    cycle: CycleId | None = None
    version: int | None = None
    signal: str | None = None
    again: tuple[tuple[str, Fact], ...] = ()
    delay: timedelta | None = None
    may_have_ended: bool = False


@dataclass(frozen=True, slots=True)
class Unstartable:
    """Something that is to run and cannot be started, and why."""

    kind: Kind
    name: str
    why: str


async def begin(
    client: Client,
    organisation: OrganisationId,
    start: Start,
    reuse: WorkflowIDReusePolicy = WorkflowIDReusePolicy.REJECT_DUPLICATE,
) -> bool:
    """Start a workflow as it was started first; say whether it was not there before.

    Raises:
        RPCError: Temporal did not take it.
    """
    workflow, queue = WORKFLOWS[start.kind]
    try:
        await client.start_workflow(
            workflow,
            start.begin,
            id=start.name,
            task_queue=queue,
            id_reuse_policy=reuse,
            start_delay=start.delay,
            start_signal=start.signal,
            **first_sight(start.begin, organisation, start.cycle),
        )
        is_new = True
    except WorkflowAlreadyStartedError:
        is_new = False
    # Told twice is told once; an earlier try may have died before it.
    for signal, told in start.again:
        await signal_if_running(client, start.name, signal, told)
    return is_new

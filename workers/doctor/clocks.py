"""Whether the clocks agree: of this machine, of PostgreSQL and of Temporal."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    PollActivityTaskQueueRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from workers.doctor.finding import Fault, Finding, right, wrong

ALLOWED: Final = timedelta(seconds=5)
"""How far apart clocks may be.

NTP keeps machines within a tenth of a second, so that five seconds are no matter of load but of a
clock that nobody keeps. They are also the shortest time that the house measures with two clocks:
so long is a request left to the one who asked it.
"""

NAME: Final = "Clocks"
_NOBODYS_QUEUE: Final = "perennial-clock"
_LOOKS: Final = 20
_PAUSE_SECONDS: Final = 0.05
_POLL: Final = timedelta(seconds=5)


def compared(whose: str, apart: timedelta, uncertain: timedelta = timedelta(0)) -> Finding:
    """Judge by how much the clock of a server is ahead of ours, give or take what is uncertain."""
    if abs(apart) - uncertain <= ALLOWED:
        return right(NAME, f"{whose} and this machine agree within {ALLOWED.seconds} seconds")
    seconds = abs(apart).total_seconds()
    which = "ahead of" if apart > timedelta(0) else "behind"
    return wrong(
        NAME,
        Fault.CLOCKS_APART,
        f"The clock of {whose} is {seconds:.0f} seconds {which} the clock of this machine.",
        "Have both keep time by NTP; until then reminders and links come and end at wrong moments.",
    )


async def temporal_apart(client: Client) -> tuple[timedelta, timedelta] | None:
    """Give by how much Temporal's clock is ahead of ours, and how uncertain that is.

    Temporal tells its time to nobody. It tells when somebody asked for work last, so we ask for
    work on a queue of nobody's, where there is never any, and read when it heard us. None where
    that could not be seen within a second.
    """
    name = f"clock-{uuid4().hex[:8]}"
    asked = datetime.now(UTC)
    asking = asyncio.ensure_future(_ask_for_work(client, name))
    try:
        for _ in range(_LOOKS):
            await asyncio.sleep(_PAUSE_SECONDS)
            heard = await _heard(client, name)
            if heard is not None:
                uncertain = (datetime.now(UTC) - asked) / 2
                return heard - (asked + uncertain), uncertain
    except RPCError:
        return None
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError, RPCError):
            await asking
    return None


async def _ask_for_work(client: Client, name: str) -> None:
    request = PollActivityTaskQueueRequest(
        namespace=client.namespace, task_queue=TaskQueue(name=_NOBODYS_QUEUE), identity=name
    )
    await client.workflow_service.poll_activity_task_queue(request, timeout=_POLL)


async def _heard(client: Client, name: str) -> datetime | None:
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=_NOBODYS_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        )
    )
    times = [
        poller.last_access_time.ToDatetime(tzinfo=UTC)
        for poller in answer.pollers
        if poller.identity == name
    ]
    return times[0] if times else None

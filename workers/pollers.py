"""Who asks Temporal for work: everybody who did so on one of our task queues within minutes."""

import asyncio
from collections.abc import Sequence
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from workers.workload import QUEUES

_KINDS: Final = (
    TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
)


async def pollers(client: Client) -> list[tuple[str, PollerInfo]]:
    """Give everybody who asks for work, each beside the task queue; some ask on several.

    One who was killed is named for up to five minutes more.

    Raises:
        RPCError: Temporal does not answer.
    """

    async def ask(queue: str, kind: TaskQueueType.ValueType) -> Sequence[PollerInfo]:
        request = DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        return (await client.workflow_service.describe_task_queue(request)).pollers

    asked = [(queue, kind) for queue in QUEUES for kind in _KINDS]
    answers = await asyncio.gather(*(ask(queue, kind) for queue, kind in asked))
    return [
        (queue, poller)
        for (queue, _), found in zip(asked, answers, strict=True)
        for poller in found
    ]

"""Waits until a cycle has come to rest, and says what does not."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities import naming
from domain.ids import review_id
from tests.faults.checker import Finding
from tests.faults.company import Running

RESTS: Final = "everything_comes_to_rest"


async def until_over(client: Client, running: Running, seconds: float) -> list[Finding]:
    """Wait until the cycle is closed and its last message is out; name what is not, in the end."""
    last = (naming.cycle_workflow(running.cycle), naming.delivery_workflow(running.cycle))
    try:
        async with asyncio.timeout(seconds):
            for name in last:
                while not await _is_over(client, name):  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.3)
    except TimeoutError:
        reviews = [review_id(running.cycle, who) for who in running.reviewees]
        names = [naming.review_workflow(running.cycle, review) for review in reviews]
        return [each async for each in _not_over(client, (*names, *last), seconds)]
    return []


async def _is_over(client: Client, name: str) -> bool:
    described = await _described(client, name)
    return described is not None and described.status is not WorkflowExecutionStatus.RUNNING


async def _described(client: Client, name: str) -> WorkflowExecutionDescription | None:
    try:
        return await client.get_workflow_handle(name).describe()
    except RPCError as failure:
        if failure.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.UNAVAILABLE}:
            return None
        raise


async def _not_over(client: Client, names: Iterable[str], seconds: float) -> AsyncIterator[Finding]:
    for name in names:
        described = await _described(client, name)
        if described is None:
            yield Finding(RESTS, f"{name} is not there")
        elif described.status is WorkflowExecutionStatus.RUNNING:
            waits = [
                f"{each.activity_type.name} for the {each.attempt}. time"
                for each in described.raw_description.pending_activities
            ]
            told = ", ".join(waits) or "nothing under way"
            yield Finding(RESTS, f"{name} runs {seconds:.0f} s later, {told}")

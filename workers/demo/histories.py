"""What Temporal keeps of the year: how long the histories are, and what the cycle itself took."""

import asyncio
from collections.abc import Sequence
from typing import Final, NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory

from activities import naming, starting
from domain.ids import CycleId, ReviewId

SAMPLED: Final = 24
"""Reviews whose histories are fetched and measured."""

AT_ONCE: Final = 16

ACTIONS: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        EventType.EVENT_TYPE_TIMER_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    }
)
"""The events of a history that are counted and paid for as actions."""


class Length(NamedTuple):
    """The mean length of some histories."""

    events: float
    size: float  # bytes


async def length_of_reviews(client: Client, cycle: CycleId, reviews: Sequence[ReviewId]) -> Length:
    """Measure the histories of some reviews, spread over all of them."""
    chosen = reviews[:: max(len(reviews) // SAMPLED, 1)][:SAMPLED]
    if not chosen:
        return Length(0.0, 0.0)
    names = [naming.review_workflow(cycle, review) for review in chosen]
    histories = await asyncio.gather(
        *(client.get_workflow_handle(name).fetch_history() for name in names)
    )
    events = [event for history in histories for event in history.events]
    size = sum(event.ByteSize() for event in events)
    return Length(round(len(events) / len(chosen), 1), round(size / len(chosen), 1))


async def actions_around(client: Client) -> int:
    """Count the actions of the processes around the reviews: cycle, delivery and sessions."""
    types = (starting.CYCLE, starting.SESSION, starting.DELIVERY)
    named = ", ".join(f"'{each}'" for each in types)
    return await _counted(client, f"WorkflowType IN ({named})")


async def actions_afterwards(client: Client) -> int:
    """Count the actions of what people set themselves: actions to be done, development plans."""
    named = f"'{starting.ACTION}', '{starting.PLAN}'"
    return await _counted(client, f"WorkflowType IN ({named})")


async def _counted(client: Client, query: str) -> int:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, run_id: str) -> int:
        async with gate:
            history = await client.get_workflow_handle(name, run_id=run_id).fetch_history()
            return actions_in(history)

    runs = [(run.id, run.run_id or "") async for run in client.list_workflows(query)]
    return sum(await asyncio.gather(*(one(*run) for run in runs)))


def actions_in(history: WorkflowHistory) -> int:
    """Count the actions that a history shows."""
    return sum(event.event_type in ACTIONS for event in history.events)

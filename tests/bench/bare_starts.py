"""What starting many reviews is held against: as many starts of workflows with nothing in them."""

import asyncio
import time
from pathlib import Path
from uuid import uuid4

from temporalio.client import Client

from activities import starting


async def bare_starts(client: Client, number: int, at_once: int) -> float:
    """Start workflows with nothing in them, so many at once; give how many in a second."""
    gate = asyncio.Semaphore(at_once)

    async def start() -> None:
        async with gate:
            await client.start_workflow(
                "Bare", str(uuid4()), id=f"bare/{uuid4()}", task_queue=starting.REVIEWS_QUEUE
            )

    started = time.perf_counter()
    await asyncio.gather(*(start() for _ in range(number)))
    return number / (time.perf_counter() - started)


def megabytes() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6

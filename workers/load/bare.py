"""The least that Temporal could do for people: workflows that hold nothing, updates of one row."""

import asyncio
import statistics
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any, Final, TypeVar
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from storage.bare_rows import BareRows
from workers.load.bare_step import QUEUE
from workers.load.figures import percentile

NOBODY: Final = "bare-nobody"
"""A task queue without workers, for workflows that are only started."""

WORDS: Final = "Delivered what was agreed, and helped others. " * 4
STARTS_AT_ONCE: Final = 64
LONGEST: Final = timedelta(hours=3)

Given = TypeVar("Given")


class Inserting:
    """The activity that inserts one row."""

    def __init__(self, rows: BareRows) -> None:
        self._rows = rows

    @activity.defn(name="insert row")
    async def insert(self, words: str) -> int:
        """Insert the words."""
        return await self._rows.insert(words)


@dataclass(frozen=True)
class BareRound:
    """How fast bare updates went: so many in a second, each one's seconds."""

    per_second: float
    seconds: Sequence[float]

    @property
    def p95(self) -> float:
        """Give the milliseconds that one in twenty exceeds."""
        ordered = sorted(self.seconds)
        return ordered[percentile(len(ordered), 95)] * 1000


@dataclass
class BareSide:
    """The other side of every comparison: the same server, nothing of ours.

    Attributes:
        updates: how many there were so far.
        starts: how many workflows were started so far.
    """

    client: Client
    at_once: int
    updates: int = 0
    starts: int = 0

    async def start_many(self, number: int) -> float:
        """Start workflows with nothing in them, and none to do it; give how many in a second."""
        names = [f"bare/{uuid4()}" for _ in range(number)]
        started = perf_counter()
        try:
            await _gated(STARTS_AT_ONCE, [self._start(name) for name in names])
            rate = number / (perf_counter() - started)
        finally:
            await self._end(names)
        self.starts += number
        return rate

    async def _start(self, name: str) -> None:
        await self.client.start_workflow(
            "Bare", str(uuid4()), id=name, task_queue=NOBODY, execution_timeout=LONGEST
        )

    async def step_for(self, times: int) -> BareRound:
        """Hand steps in, as many at once as people do, so many times each."""
        names = [f"bare-step/{uuid4()}" for _ in range(self.at_once)]
        try:
            handles = await asyncio.gather(*(self._open(name) for name in names))
            await asyncio.gather(*(_submit(handle) for handle in handles))
            started = perf_counter()
            took = await asyncio.gather(*(_submit_often(handle, times) for handle in handles))
            rate = self.at_once * times / (perf_counter() - started)
        finally:
            await self._end(names)
        self.updates += self.at_once * (times + 1)
        self.starts += self.at_once
        return BareRound(rate, [each for one in took for each in one])

    async def _open(self, name: str) -> WorkflowHandle[Any, Any]:
        return await self.client.start_workflow(
            "BareStep", id=name, task_queue=QUEUE, execution_timeout=LONGEST
        )

    async def _end(self, names: Sequence[str]) -> None:
        """Leave no workflow behind; where a load was interrupted some were never started."""
        await _gated(STARTS_AT_ONCE, [self._terminate(name) for name in names])

    async def _terminate(self, name: str) -> None:
        try:
            await self.client.get_workflow_handle(name).terminate()
        except RPCError as failure:
            if failure.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _submit(handle: WorkflowHandle[Any, Any]) -> None:
    await handle.execute_update("submit", WORDS, id=str(uuid4()), result_type=int)


async def _submit_often(handle: WorkflowHandle[Any, Any], times: int) -> list[float]:
    took = []
    for _ in range(times):
        started = perf_counter()
        await _submit(handle)
        took.append(perf_counter() - started)
    return took


async def _gated(at_once: int, works: Sequence[Awaitable[Given]]) -> None:
    gate = asyncio.Semaphore(at_once)

    async def one(work: Awaitable[Given]) -> None:
        async with gate:
            await work

    await asyncio.gather(*(one(each) for each in works))


def middle(values: Sequence[float]) -> float:
    """Give the median; 0 of nothing."""
    return statistics.median(values) if values else 0.0

"""How many steps people can hand in a second, beside a bare update that inserts one row.

Ours: the words sealed and staged, the update, the decision, the facts in the log, the answer. The
same server, the same codec, the same number of reviews at the same time; both sides take turns.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from domain.review.plan import ReviewPlan
from tests.bench.stand import Row, stand
from tests.unit.review.sample_plan import of_one, step
from tests.workflow.engine import Engine
from tests.workflow.under_way import Handle, UnderWay
from workers.load.bare_step import QUEUE, STORE, BareStep
from workers.worker import RUNNER

AT_ONCE = 12
STEPS = 6
ROUNDS = 4
BUDGET = 0.8
WORDS = "Delivered what was agreed, and helped others. " * 4


# bare_row: where the row goes.
TABLE = "CREATE TABLE IF NOT EXISTS public.bare (id bigserial PRIMARY KEY, words text)"

# insert_bare_row: one row, one statement, one commit.
INSERT = "INSERT INTO public.bare (words) VALUES ($1) RETURNING id"


class Table:
    """A table with one column of words."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Insert through this pool."""
        self._pool = pool

    @activity.defn(name="insert row")
    async def insert(self, words: str) -> int:
        """Insert the words."""
        return int(await self._pool.fetchval(INSERT, words))


def steps_in_a_row() -> ReviewPlan:
    """A review of as many steps as a round hands in."""
    return of_one(*(step(f"step_{number}") for number in range(STEPS)))


async def measure() -> list[Row]:
    """Let both sides hand in steps for some rounds, the first of them to warm up."""
    ours, bare = [], []
    async with stand() as here, here.engine.at_work():
        engine = here.engine
        async with bare_steps(engine):
            for _ in range(ROUNDS):
                bare.append(await bare_round(engine.client))
                ours.append(await _round(engine))
        await engine.dismiss()
    rate, reference = statistics.median(ours[1:]), statistics.median(bare[1:])
    named = f"human step, {rate:,.0f}/s against {reference:,.0f} bare updates/s"
    return [Row(named, rate / reference, BUDGET)]


async def _round(engine: Engine) -> float:
    reviews: Sequence[UnderWay] = await asyncio.gather(
        *(engine.begin(steps_in_a_row()) for _ in range(AT_ONCE))
    )

    async def play(review: UnderWay) -> None:
        for number in range(STEPS):
            await review.submit(f"step_{number}", words={"text": WORDS})

    started = time.perf_counter()
    await asyncio.gather(*(play(review) for review in reviews))
    return AT_ONCE * STEPS / (time.perf_counter() - started)


@asynccontextmanager
async def bare_steps(engine: Engine) -> AsyncIterator[None]:
    """Let workers insert a row for each bare update, as long as the block lasts."""
    async with asyncpg.create_pool(engine.database, min_size=1, max_size=8) as pool:
        await pool.execute(TABLE)
        async with (
            Worker(engine.client, task_queue=QUEUE, workflows=[BareStep], workflow_runner=RUNNER),
            Worker(engine.client, task_queue=STORE, activities=[Table(pool).insert]),
        ):
            yield


async def bare_round(client: Client) -> float:
    """Give how many bare updates a second there are while as many wait as reviews would."""
    handles: list[Handle] = [
        await client.start_workflow("BareStep", id=f"bare-step/{uuid4()}", task_queue=QUEUE)
        for _ in range(AT_ONCE)
    ]
    await asyncio.gather(*(_submit(handle) for handle in handles))

    async def play(handle: Handle) -> None:
        for _ in range(STEPS):
            await _submit(handle)

    started = time.perf_counter()
    await asyncio.gather(*(play(handle) for handle in handles))
    return AT_ONCE * STEPS / (time.perf_counter() - started)


async def _submit(handle: Handle) -> None:
    await handle.execute_update("submit", WORDS, id=str(uuid4()), result_type=int)


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")

"""What two hundred people who watch a cycle ask of the database, beside what one asks.

All of them hold an event stream of the running site open while something happens every second.
Counted are the transactions that PostgreSQL itself counts for the database, those of the watching
alone: those that put the news there are taken off.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from tests.bench.big_year import BigYear, big_year
from tests.bench.stand import Row
from tests.bench.wire import listening, wire_to

PEOPLE: Final = 10_000
MANY: Final = 200
SECONDS: Final = 8
BUDGET: Final = 1.2
SETTLED_SECONDS: Final = 11.0
"""A connection that falls idle tells of its last transactions within ten seconds."""

# transactions: how many were committed in this database so far.
TRANSACTIONS: Final = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"

# something_happens: somebody hands a step in, and the read models are one fact further.
SOMETHING_HAPPENS: Final = """
WITH told AS (UPDATE read.checkpoint SET position = position + 1)
UPDATE read.steps SET state = 'done', done_at = opens_at
WHERE ctid = (SELECT ctid FROM read.steps WHERE cycle = $1 AND state = 'open' LIMIT 1)
"""


@dataclass(frozen=True)
class Watched:
    """What so many watchers cost, and how many pictures each of them got."""

    transactions: int
    pictures: Sequence[int]


async def measure() -> list[Row]:
    """Let one watch, and then many; they see the same, so that both counts are of the same work."""
    async with big_year() as year:
        await year.grow(PEOPLE)
        async with listening(year.room.front):
            one = await _watch(year, 1)
            many = await _watch(year, MANY)
    if not min(one.pictures) or min(many.pictures) < min(one.pictures) - 2:
        raise AssertionError(f"{one.pictures} and {many.pictures} pictures were sent")
    named = f"{MANY} watchers, {many.transactions} transactions in {SECONDS} s"
    named += f", {one.transactions} for one"
    return [Row(named, many.transactions / one.transactions, BUDGET, is_least=False)]


async def _watch(year: BigYear, watchers: int) -> Watched:
    """Count what happens while so many watch, from when each has seen a first picture."""
    pictures = [0] * watchers
    seen = [asyncio.Event() for _ in range(watchers)]

    async def look(number: int) -> None:
        async with year.room.visitor(year.person("2")) as known:
            cookies = dict(known.cookies)
        path = f"/hr/cycles/{year.firm.cycle}/live"
        async with wire_to(year.room.front.site.base_url, cookies) as wire:
            async for _ in wire.follow(path):
                pictures[number] += seen[number].is_set()
                seen[number].set()

    looking = [asyncio.ensure_future(look(number)) for number in range(watchers)]
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(*(each.wait() for each in seen))
        transactions = await _counted(year)
    finally:
        for each in looking:
            each.cancel()
        await asyncio.gather(*looking, return_exceptions=True)
    return Watched(transactions, pictures)


async def _counted(year: BigYear) -> int:
    """Give how many transactions some seconds of news cost, without those that make the news."""
    connection = await asyncpg.connect(year.database)
    try:
        await asyncio.sleep(SETTLED_SECONDS)
        before = await connection.fetchval(TRANSACTIONS)
        for _ in range(SECONDS):
            await connection.execute(SOMETHING_HAPPENS, year.firm.cycle)
            await asyncio.sleep(1)
        await asyncio.sleep(SETTLED_SECONDS)
        after = await connection.fetchval(TRANSACTIONS)
    finally:
        await connection.close()
    # The news, and the first of the two counts itself.
    return int(after - before) - SECONDS - 1


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")

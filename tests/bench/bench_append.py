"""Appends a second at 32 writers: the log beside what else one could use, in the same run.

`python tests/bench/bench_append.py [--json]` starts a PostgreSQL of its own, with
`synchronous_commit=on`, lets each contestant write in turn for some rounds, and answers medians.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from storage.event_store import Appended, EventStore, NewEvent
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.sealing import associated_data, seal
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres

WRITERS = 32
ROUNDS = 5
ROUND_SECONDS = 2.0
EVENTS_PER_STREAM = 60
BUDGETS = {"eventsourcing": 10.0, "raw_insert": 1.2}

TENANT = UUID(int=7)
DATA = json.dumps({"step": "self-assessment", "at": "2026-06-01T09:30:00Z", "stage": "review"})
META = json.dumps({"actor": str(TENANT), "cause": str(TENANT), "via": "gateway"})
WORDS = json.dumps({"comment": "Delivered what was agreed, and helped others. " * 4}).encode()
TYPE = "StepSubmitted"

# raw_table: the columns and the unique indexes of the log, without its checks and hashes.
RAW_TABLE = """
CREATE TABLE raw_event (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream_id uuid, version integer,
    event_id uuid UNIQUE, tenant_id uuid, type text, schema_version integer, data text, meta text,
    sealed bytea, recorded_at timestamptz DEFAULT now(), UNIQUE (stream_id, version)
)
"""

# raw_insert: one event, one statement, one commit.
RAW_INSERT = """
INSERT INTO raw_event
    (stream_id, version, event_id, tenant_id, type, schema_version, data, meta, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

Round = Callable[[float], Awaitable[int]]


async def writers_until(deadline: float, write: Callable[[UUID, int, int], Awaitable[None]]) -> int:
    """Let 32 writers append to streams of their own; answer how many appends came through."""

    async def writer(number: int) -> int:
        count, stream = 0, uuid4()
        while time.perf_counter() < deadline:
            if count % EVENTS_PER_STREAM == 0:
                stream = uuid4()
            await write(stream, count % EVENTS_PER_STREAM, number)
            count += 1
        return count

    return sum(await asyncio.gather(*(writer(number) for number in range(WRITERS))))


@asynccontextmanager
async def the_log(url: str) -> AsyncIterator[Round]:
    """The whole design: words sealed, facts hashed and checked, appends grouped."""
    subjects = [uuid4() for _ in range(WRITERS)]
    async with (
        await open_pool(url, Role.KEEPER) as keeper,
        await open_pool(url, Role.WRITER) as pool,
        EventStore(pool) as store,
    ):
        keys = await KeyRing(keeper, MasterKey(b"k" * 32)).ensure(subjects)

        async def write(stream: UUID, version: int, number: int) -> None:
            event, subject = uuid4(), subjects[number]
            where = associated_data(event, stream, TYPE, 1)
            sealed = seal({subject: WORDS}, keys=keys, associated=where)
            new = NewEvent(event, TYPE, 1, DATA, META, sealed, TENANT)
            assert isinstance(await store.append(stream, version, [new]), Appended)

        yield lambda deadline: writers_until(deadline, write)


@asynccontextmanager
async def raw_insert(url: str) -> AsyncIterator[Round]:
    """Plain single-row INSERTs by as many connections, nothing sealed, checked or hashed."""
    sealed = bytes(len(WORDS) + 37)
    async with asyncpg.create_pool(url, min_size=WRITERS, max_size=WRITERS) as pool:
        await pool.execute(RAW_TABLE)
        connections = [await pool.acquire() for _ in range(WRITERS)]
        statements = [await connection.prepare(RAW_INSERT) for connection in connections]

        async def write(stream: UUID, version: int, number: int) -> None:
            await statements[number].fetch(
                stream, version, uuid4(), TENANT, TYPE, 1, DATA, META, sealed
            )

        yield lambda deadline: writers_until(deadline, write)
        for connection in connections:
            await pool.release(connection)


@asynccontextmanager
async def eventsourcing(url: str) -> AsyncIterator[Round]:
    """The recorder of the library `eventsourcing` as it comes, in as many threads."""
    parts = urlsplit(url)
    datastore = PostgresDatastore(
        parts.path[1:],
        parts.hostname or "",
        parts.port or 0,
        parts.username or "",
        parts.password or "",
        pool_size=WRITERS,
    )
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    state = DATA.encode() + META.encode() + bytes(len(WORDS) + 37)

    def write_until(deadline: float, counts: list[int]) -> None:
        count, stream = 0, uuid4()
        while time.perf_counter() < deadline:
            if count % EVENTS_PER_STREAM == 0:
                stream = uuid4()
            event = StoredEvent(stream, count % EVENTS_PER_STREAM + 1, TYPE, state)
            recorder.insert_events([event])
            count += 1
        counts.append(count)

    async def play(deadline: float) -> int:
        counts: list[int] = []
        threads = [
            threading.Thread(target=write_until, args=(deadline, counts)) for _ in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        return sum(counts)

    yield play
    datastore.close()


async def measure() -> dict[str, dict[str, float]]:
    """Play all rounds, contestants taking turns; answer medians a second and our ratios."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ports, _ = settle_ports({"server": 0})
        server = EmbeddedPostgres(Path(folder) / "postgres", ports["server"])
        url = await server.start()
        try:
            await migrate(url)
            return await _play_rounds(url)
        finally:
            await server.stop()


async def _play_rounds(url: str) -> dict[str, dict[str, float]]:
    rates: dict[str, list[float]] = {"the_log": [], "raw_insert": [], "eventsourcing": []}
    async with the_log(url) as log, raw_insert(url) as raw, eventsourcing(url) as library:
        contestants = {"the_log": log, "raw_insert": raw, "eventsourcing": library}
        for turn in range(ROUNDS + 1):
            for name, play in contestants.items():
                started = time.perf_counter()
                count = await play(started + (ROUND_SECONDS if turn else ROUND_SECONDS / 4))
                if turn:  # the first is to warm up
                    rates[name].append(count / (time.perf_counter() - started))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    # Compared round by round: whatever else the machine does then disturbs both alike.
    ratios = {
        name: statistics.median(
            ours / theirs for ours, theirs in zip(rates["the_log"], rates[name], strict=True)
        )
        for name in BUDGETS
    }
    return {"appends_per_second": medians, "ratio_to": ratios, "budget": BUDGETS}


def test_appends_keep_their_budget() -> None:
    """The budgets of the architecture, section 5."""
    result = asyncio.run(measure())
    sys.stdout.write(f"\n{table(result)}\n")
    for name, budget in BUDGETS.items():
        assert result["ratio_to"][name] >= budget


def table(result: dict[str, dict[str, float]]) -> str:
    """Lay the result out for people."""
    lines = [f"{WRITERS} writers, one event an append, median of {ROUNDS} rounds"]
    for name, rate in result["appends_per_second"].items():
        ratio = result["ratio_to"].get(name)
        against = f"  the log is {ratio:5.1f}x (budget {BUDGETS[name]}x)" if ratio else ""
        lines.append(f"  {name:14} {rate:9,.0f} appends/s{against}")
    return "\n".join(lines)


if __name__ == "__main__":
    measured = asyncio.run(measure())
    sys.stdout.write((json.dumps(measured) if "--json" in sys.argv else table(measured)) + "\n")

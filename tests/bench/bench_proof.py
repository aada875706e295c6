"""What tamper evidence costs: events audited a second, and appends that are sealed beside others.

`python tests/bench/bench_proof.py [EVENTS]` starts a PostgreSQL of its own, with
`synchronous_commit=on`.

Audit: a log made in SQL, every leaf formed anew by one Python process from the columns, the tree
grown, all checkpoints compared; per core means per second of that process at work, the rate by the
clock of the wall stands beside it.

Appends: the whole design (words sealed by AES-GCM-SIV, leaf hashes, a checkpoint made beside it
every quarter of a second, ten thousand times as often as in earnest) against the very same append
without any of it: nothing sealed, `log.leaf_hash_v1` replaced by a constant in that database, no
sealer. They take turns, and are compared round by round.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg

from storage.event_store import Appended, EventStore, NewEvent
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.proof.audit import audited
from storage.proof.checkpointing import make_checkpoint
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey
from storage.sealing import associated_data, seal
from tests.bench.bench_append import DATA, META, TENANT, TYPE, WORDS, WRITERS, writers_until
from tests.bench.stand import Row
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres

EVENTS = 300_000
LEAST_RATE = 100_000.0
MOST_TIMES = 1.5
ROUNDS = 5
ROUND_SECONDS = 1.0
SEAL_EVERY_SECONDS = 0.25
KEY = AuditKey("perennial/log/bench", [b"s" * 32])

# many_events: streams of 60 events each, with different data and sealed parts of a usual length.
MANY_EVENTS = """
INSERT INTO log.event
SELECT n, stream, version, event, tenant, kind, 1, data, meta, sealed, at,
       log.leaf_hash_v1(n, stream, version, event, tenant, at, 1, kind, data, meta, sealed)
FROM (
    SELECT n, md5('stream' || (n - 1) / 60)::uuid AS stream, ((n - 1) % 60 + 1)::integer AS version,
           md5('event' || n)::uuid AS event, $2::uuid AS tenant, $3 AS kind,
           replace($4, '09:30:00', '09:30:00.' || n) AS data, $5 AS meta,
           decode(repeat(md5(n::text), 8), 'hex') AS sealed, now() AS at
    FROM generate_series(1, $1::bigint) AS n
) AS e
"""

# without_hashes: in a database of its own, the log as it would be without tamper evidence.
WITHOUT_HASHES = """
CREATE OR REPLACE FUNCTION log.leaf_hash_v1(
    p_position bigint, p_stream_id uuid, p_version integer, p_event_id uuid, p_tenant_id uuid,
    p_recorded_at timestamptz, p_schema_version integer, p_type text, p_data text, p_meta text,
    p_sealed bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE RETURN '\\x00'::bytea
"""

Round = Callable[[float], Awaitable[int]]


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """A PostgreSQL of this benchmark's own, migrated."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ports, _ = settle_ports({"server": 0})
        postgres = EmbeddedPostgres(Path(folder) / "postgres", ports["server"])
        url = await postgres.start()
        try:
            await migrate(url)
            yield url
        finally:
            await postgres.stop()


async def audit_rates(url: str, events: int) -> tuple[float, float]:
    """Events audited per second of the process at work, and by the clock of the wall."""
    connection = await asyncpg.connect(url)
    await connection.execute(MANY_EVENTS, events, TENANT, TYPE, DATA, META)
    await connection.execute("ANALYZE log.event")
    await connection.close()
    async with SealedLog.open(url) as log:
        await make_checkpoint(log, KEY, datetime.now(UTC))
        started, worked = time.perf_counter(), time.process_time()
        found = await audited(log, KEY.verifiers)
        passed, worked = time.perf_counter() - started, time.process_time() - worked
    assert (found.holds, found.events, found.sealed_to) == (True, events, events)
    return events / worked, events / passed


@asynccontextmanager
async def appending(url: str, *, is_sealed: bool) -> AsyncIterator[Round]:
    """Writers of one event an append, with their words sealed or without any."""
    subjects = [uuid4() for _ in range(WRITERS)]
    async with (
        await open_pool(url, Role.KEEPER) as keeper,
        await open_pool(url, Role.WRITER) as pool,
        EventStore(pool) as store,
    ):
        keys = await KeyRing(keeper, MasterKey(b"k" * 32)).ensure(subjects)

        async def write(stream: UUID, version: int, number: int) -> None:
            event, sealed = uuid4(), None
            if is_sealed:
                where = associated_data(event, stream, TYPE, 1)
                sealed = seal({subjects[number]: WORDS}, keys=keys, associated=where)
            new = NewEvent(event, TYPE, 1, DATA, META, sealed, TENANT)
            assert isinstance(await store.append(stream, version, [new]), Appended)

        yield lambda deadline: writers_until(deadline, write)


async def seal_all_the_time(url: str) -> None:
    """Be the sealer, and never rest for long; runs until cancelled."""
    async with SealedLog.open(url) as log:
        while True:
            await make_checkpoint(log, KEY, datetime.now(UTC))
            await asyncio.sleep(SEAL_EVERY_SECONDS)


async def rate_of(play: Round, seconds: float) -> float:
    started = time.perf_counter()
    count = await play(started + seconds)
    return count / (time.perf_counter() - started)


async def append_rates(url: str, plain_url: str) -> list[tuple[float, float]]:
    """Appends a second, sealed and not, in each round."""
    rates = []
    async with (
        appending(url, is_sealed=True) as ours,
        appending(plain_url, is_sealed=False) as bare,
    ):
        for turn in range(ROUNDS + 1):
            sealer = asyncio.ensure_future(seal_all_the_time(url))
            sealed = await rate_of(ours, ROUND_SECONDS)
            sealer.cancel()
            with suppress(asyncio.CancelledError):
                await sealer
            plain = await rate_of(bare, ROUND_SECONDS)
            if turn:  # the first is to warm up
                rates.append((sealed, plain))
    return rates


async def second_database(url: str) -> str:
    """A database beside the first, in which no hash is formed."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE DATABASE plain")
    await connection.close()
    plain = urlsplit(url)._replace(path="/plain").geturl()
    await migrate(plain)
    connection = await asyncpg.connect(plain)
    await connection.execute(WITHOUT_HASHES)
    await connection.close()
    return plain


async def measure(events: int = EVENTS) -> list[Row]:
    """Audit a log, then let sealed and plain appends take turns."""
    async with server() as url:
        rate, by_wall = await audit_rates(url, events)
    async with server() as url:
        rates = await append_rates(url, await second_database(url))
    sealed, plain = (statistics.median(each) for each in zip(*rates, strict=True))
    times = statistics.median(plain / sealed for sealed, plain in rates)
    what = f"append sealed, {sealed:,.0f}/s against {plain:,.0f}/s bare"
    return [
        Row(f"audit, per core ({by_wall:,.0f}/s by the clock)", rate, LEAST_RATE, "ev/s"),
        Row(what, times, MOST_TIMES, is_least=False),
    ]


if __name__ == "__main__":
    for row in asyncio.run(measure(*(int(word) for word in sys.argv[1:]))):
        sys.stdout.write(f"{row}\n")

"""Events a second when the read models are rebuilt from the whole log, words opened included.

`python tests/bench/bench_rebuild.py [--json]` starts a PostgreSQL of its own, fills the log with
years played by the real deciders (then copied for more people), and rebuilds a few times. Beside it
runs what one would write first: one event, one transaction.
"""

import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

import asyncpg
from pydantic import JsonValue

from domain.content import ContentRef
from domain.ids import event_id
from domain.people_events import PersonFact
from storage.event_store import AppendRequest, EventStore, NewEvent
from storage.event_types import DomainEvent, encode
from storage.journal import content_of
from storage.keys import KeyRing, Keys
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.generation import create, switch
from storage.projections.projector import Projector
from storage.projections.rebuild import rebuild
from storage.sealing import associated_data, seal
from storage.staging import canonical_json
from tests.played_cycle import (
    DECLINING,
    DISPUTING,
    LATE,
    ORGANISATION,
    PROMPT,
    RETURNED,
    Batch,
    play,
)
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres

PEOPLE = 100
COPIES = 30
ROUNDS = 3
ONE_BY_ONE = 600
HABITS = (PROMPT, PROMPT, LATE, PROMPT, RETURNED, PROMPT, DISPUTING, PROMPT, DECLINING, PROMPT)
BUDGET = 50_000.0
PARAGRAPH = "Delivered what was agreed, helped others, and asked for help in time. " * 8

Words = dict[str, JsonValue]
_ID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")


@dataclass(frozen=True)
class Origin:
    """The years that were played, and the words that were handed in."""

    batches: list[Batch]
    words: Mapping[UUID, Words]


async def origin() -> Origin:
    """Play a year of a hundred people, a fifth of them troublesome."""
    words: dict[UUID, Words] = {}

    async def stage(content: UUID, subject: UUID, told: Mapping[str, JsonValue]) -> ContentRef:
        words[content] = {**told, "narrative": PARAGRAPH}
        return ContentRef(id=content, subject=subject, sha256="0" * 64)

    return Origin((await play(PEOPLE, stage, HABITS)).batches(), words)


def of_copy(name: UUID, copy: int) -> UUID:
    """Give the id that something has in the n-th copy."""
    return name if name == ORGANISATION else UUID(f"{copy:08x}{str(name)[8:]}")


def _request(batch: Batch, copy: int, words: Mapping[UUID, Words], keys: Keys) -> AppendRequest:
    stream = of_copy(batch.stream, copy)
    events = tuple(_event(event, batch.stream, copy, words, keys) for event in batch.events)
    return AppendRequest(stream, batch.expected, events)


def _event(
    event: DomainEvent, stream: UUID, copy: int, words: Mapping[UUID, Words], keys: Keys
) -> NewEvent:
    name = uuid5(event_id(stream, event.key()), str(copy))
    here = associated_data(name, of_copy(stream, copy), event.type, event.schema_version)
    parts = {}
    ref = content_of(event)
    if ref is not None:
        parts[of_copy(ref.subject, copy)] = canonical_json(words[ref.id])
    if isinstance(event, PersonFact):
        details = event.model_dump(mode="json", include={"details"})["details"]
        parts[of_copy(event.person, copy)] = canonical_json(details)
    kept = str(ORGANISATION)
    data = _ID.sub(
        lambda found: found[0] if found[0] == kept else f"{copy:08x}{found[1]}", encode(event)
    )
    return NewEvent(
        event_id=name,
        type=event.type,
        schema_version=event.schema_version,
        data=data,
        meta="{}",
        sealed=seal(parts, keys=keys, associated=here) if parts else None,
        tenant_id=ORGANISATION,
    )


async def fill(store: EventStore, keys: KeyRing) -> int:
    """Write every copy into the log, decision by decision; answer how many events there are."""
    first = await origin()
    people = {batch.stream for batch in first.batches if batch.events[0].type == "PersonJoined"}
    for copy in range(1, COPIES + 1):
        loaded = await keys.ensure([of_copy(person, copy) for person in people])
        requests = [_request(batch, copy, first.words, loaded) for batch in first.batches]
        await store.append_many(requests)
    return await store.head()


@dataclass(frozen=True)
class Bench:
    """A filled log and what folds it."""

    store: EventStore
    pool: asyncpg.Pool
    keys: KeyRing
    events: int


@asynccontextmanager
async def filled() -> AsyncIterator[Bench]:
    """Start a server and fill its log."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ports, _ = settle_ports({"server": 0})
        server = EmbeddedPostgres(Path(folder) / "postgres", ports["server"])
        url = await server.start()
        try:
            await migrate(url)
            async with (
                await open_pool(url, Role.WRITER) as writer,
                await open_pool(url, Role.KEEPER) as keeper,
                await open_pool(url, Role.PROJECTOR) as pool,
                EventStore(writer) as store,
            ):
                keys = KeyRing(keeper, MasterKey(b"k" * 32))
                yield Bench(store, pool, keys, await fill(store, keys))
        finally:
            await server.stop()


async def one_by_one(bench: Bench) -> float:
    """Fold the first events as one would at first: each in a transaction of its own."""
    async with bench.pool.acquire() as connection:
        await create(connection, "read_next")
        async with connection.transaction():
            await switch(connection)
    projector = Projector(bench.store, bench.pool, bench.keys, page_size=1)
    async with bench.pool.acquire() as connection:
        started = time.perf_counter()
        for _ in range(ONE_BY_ONE):
            await projector.fold_page(connection)
        return ONE_BY_ONE / (time.perf_counter() - started)


async def measure() -> dict[str, float]:
    """Rebuild a few times; answer events a second, and our ratio to one event at a time."""
    async with filled() as bench:
        await bench.pool.execute("ANALYZE log.event")
        rates = []
        for _ in range(ROUNDS):
            fresh = KeyRing(bench.keys._pool, bench.keys._masters)
            report = await rebuild(bench.pool, fresh)
            assert report.position == bench.events
            rates.append(report.events / report.seconds)
        naive = await one_by_one(bench)
    rate = statistics.median(rates)
    return {
        "events": float(bench.events),
        "events_per_second": rate,
        "one_by_one_per_second": naive,
        "ratio": rate / naive,
        "budget": BUDGET,
    }


def test_a_rebuild_keeps_its_budget() -> None:
    """The budget of the architecture, section 5."""
    result = asyncio.run(measure())
    sys.stdout.write(f"\n{table(result)}\n")
    assert result["events_per_second"] >= BUDGET


def table(result: dict[str, float]) -> str:
    """Lay the result out for people."""
    title = f"rebuild of {result['events']:,.0f} events, words opened, median of {ROUNDS} rounds"
    ours = f"{result['events_per_second']:9,.0f} events/s  (budget {BUDGET:,.0f})"
    naive = f"{result['one_by_one_per_second']:9,.0f} events/s  (we are {result['ratio']:.0f}x)"
    return f"{title}\n  rebuild     {ours}\n  one by one  {naive}"


if __name__ == "__main__":
    measured = asyncio.run(measure())
    sys.stdout.write((json.dumps(measured) if "--json" in sys.argv else table(measured)) + "\n")

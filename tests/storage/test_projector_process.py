"""The projector as a process: what it sees reaches those who wait, even when they are away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.ids import CycleId
from domain.tempo import Segment, Tempo
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.errors import LogHasGap
from storage.projections.projector import Projector
from storage.read_models.waiting import wait_for
from storage.staging import Vault
from tests.played_cycle import Batch, play
from tests.storage.reading import journal_of, record
from workers.projector import run_projector


class Office:
    """Hears what the projector announces, and is away at first if asked."""

    def __init__(self, *, away_for: int = 0) -> None:
        self.away_for = away_for
        self.waiting: list[tuple[CycleId, datetime, datetime]] = []
        self.done: list[CycleId] = []
        self.heard_all = asyncio.Event()

    async def notices_waiting(self, cycle: CycleId, earliest: datetime, at: datetime) -> None:
        if self.away_for:
            self.away_for -= 1
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
        self.waiting.append((cycle, earliest, at))

    async def reviews_done(self, cycle: CycleId) -> None:
        self.done.append(cycle)
        self.heard_all.set()


@asynccontextmanager
async def running(database: str, keys: KeyRing, office: Office | None) -> AsyncIterator[None]:
    stop = asyncio.Event()
    process = asyncio.create_task(run_projector(database, keys, stop, office))
    try:
        yield
        stop.set()
        await process
    finally:
        process.cancel()
        await asyncio.gather(process, return_exceptions=True)


async def test_what_is_due_and_what_is_done_is_announced_once_somebody_listens(
    database: str, store: EventStore, keys: KeyRing, vault: Vault, live: Projector
) -> None:
    played = await play(4, vault.stage)
    await record(journal_of(store, keys, vault), played.batches())
    await live.catch_up()
    office = Office(away_for=1)
    async with running(database, keys, office):
        await asyncio.wait_for(office.heard_all.wait(), timeout=10)
    cycle = played.launch.cycle
    assert {heard for heard, _, _ in office.waiting} == {cycle} == set(office.done)
    assert office.away_for == 0


async def test_the_present_of_a_cycle_is_told_by_its_own_tempo(
    database: str, store: EventStore, keys: KeyRing, vault: Vault, live: Projector
) -> None:
    played = await play(4, vault.stage)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    tempo = Tempo(segments=(Segment(real=long_ago, virtual=played.launch.at, rate=0.000001),))
    slow = played.launch.model_copy(update={"tempo": tempo})
    batches = [
        Batch(b.stream, b.expected, tuple(slow if e is played.launch else e for e in b.events))
        for b in played.batches()
    ]
    await record(journal_of(store, keys, vault), batches)
    await live.catch_up()
    office = Office()
    async with running(database, keys, office):
        await asyncio.wait_for(office.heard_all.wait(), timeout=10)
    assert office.waiting[0][2] - played.launch.at < timedelta(hours=1)


async def test_a_projector_needs_nobody_to_listen(
    database: str, store: EventStore, keys: KeyRing, vault: Vault, projector: asyncpg.Pool
) -> None:
    async with running(database, keys, None):
        batches = (await play(1, vault.stage)).batches()
        position = await record(journal_of(store, keys, vault), batches)
        assert await wait_for(projector, position, timeout=10)


async def test_a_gap_ends_the_process_with_its_sentence(
    database: str,
    store: EventStore,
    keys: KeyRing,
    vault: Vault,
    superuser: asyncpg.Connection,
    projector: asyncpg.Pool,
) -> None:
    await record(journal_of(store, keys, vault), (await play(1, vault.stage)).batches())
    await superuser.execute("ALTER TABLE log.event DISABLE TRIGGER append_only")
    await superuser.execute("DELETE FROM log.event WHERE position = 3")
    with pytest.raises(LogHasGap, match="position 3 is missing"):
        await run_projector(database, keys, asyncio.Event(), Office())

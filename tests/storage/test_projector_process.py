"""The projector as a process: what it sees reaches those who wait, even when they are away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.follow_ups import FollowUp
from domain.ids import CycleId, OrganisationId, ReviewId
from domain.tempo import Segment, Tempo
from storage.errors import LogHasGap
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.page import Folded
from storage.projections.projector import Projector
from storage.read_models.waiting import wait_for
from storage.staging import Vault
from tests.played_cycle import Batch, play
from tests.storage.reading import journal_of, record
from workers.projector import Announcer, run_projector


class Office:
    """Hears what the projector announces, and is away at first if asked."""

    def __init__(self, *, away_for: int = 0) -> None:
        self.away_for = away_for
        self.waiting: list[tuple[CycleId, datetime, datetime]] = []
        self.done: list[CycleId] = []
        self.lasting: list[tuple[OrganisationId, datetime]] = []
        self.followed_up: list[FollowUp] = []
        self.heard_all = asyncio.Event()

    async def notices_waiting(self, cycle: CycleId, earliest: datetime, at: datetime) -> None:
        if self.away_for:
            self.away_for -= 1
            raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
        self.waiting.append((cycle, earliest, at))

    async def lasting_waiting(
        self, organisation: OrganisationId, earliest: datetime, tempo: Tempo, at: datetime
    ) -> None:
        self.lasting.append((organisation, tempo.real(earliest)))
        assert at >= earliest
        self.heard_all.set()

    async def follow_up(self, asked: FollowUp) -> None:
        if asked.kind == "plan":
            raise ValueError("words that nobody can read")
        self.followed_up.append(asked)

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


async def test_one_review_that_cannot_be_followed_up_holds_up_nobody(
    database: str, live: Projector
) -> None:
    await live.catch_up()
    at = datetime(2026, 1, 12, 8, tzinfo=UTC)
    names = {"review": ReviewId(UUID(int=1)), "cycle": CycleId(UUID(int=2)), "at": at}
    broken = FollowUp.model_validate({**names, "event": UUID(int=3), "kind": "plan"})
    sound = FollowUp.model_validate({**names, "event": UUID(int=4), "kind": "actions"})
    office, whole = Office(), OrganisationId(UUID(int=5))
    announcer = Announcer(office)
    await announcer.note(Folded(0, lasting={whole: at}, follow_ups=(broken, sound)))
    speaking = asyncio.create_task(announcer.announce(database))
    await asyncio.wait_for(office.heard_all.wait(), timeout=10)
    speaking.cancel()
    await asyncio.gather(speaking, return_exceptions=True)
    assert office.followed_up == [sound]
    assert office.lasting == [(whole, at)]


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

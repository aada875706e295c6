"""A connection that dies in mid-commit leaves no doubt behind: nothing lost, nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.event_store import Appended, AppendRequest, EventStore
from storage.pool import Role, open_pool
from tests.storage.cutting_proxy import CuttingProxy
from tests.storage.facts import fact, facts

# break_writers: end every connection of a writer of this database, whatever it is doing.
BREAK_WRITERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'perennial writer'
"""


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[CuttingProxy]:
    async with CuttingProxy(database).running() as proxy:
        yield proxy


@pytest.fixture
async def cut_store(proxy: CuttingProxy) -> AsyncIterator[EventStore]:
    pool = await open_pool(proxy.url, Role.WRITER)
    async with EventStore(pool) as store:
        await store.append(uuid4(), 0, facts(1))
        yield store
    pool.terminate()


async def test_an_append_whose_answer_was_lost_is_not_stored_twice(
    proxy: CuttingProxy, cut_store: EventStore, store: EventStore
) -> None:
    stream, decision = uuid4(), facts(2)
    proxy.cuts = 3
    assert await cut_store.append(stream, 0, decision) == Appended(version=2, position=3)
    assert proxy.cuts == 0
    assert [event.event_id for event in await store.read_stream(stream)] == [
        event.event_id for event in decision
    ]


async def test_appends_to_any_version_survive_a_lost_answer(
    proxy: CuttingProxy, cut_store: EventStore, store: EventStore
) -> None:
    stream = uuid4()
    proxy.cuts = 1
    outcomes = await cut_store.append_many(
        [AppendRequest(stream, None, (fact(),)), AppendRequest(stream, None, (fact(),))]
    )
    assert (outcomes, proxy.cuts) == ([Appended(1, 2), Appended(2, 3)], 0)
    assert await store.head() == 3


async def test_decisions_keep_their_order_when_the_first_of_them_is_lost_on_the_way(
    proxy: CuttingProxy, cut_store: EventStore
) -> None:
    stream = uuid4()
    # Two connections at work: the second must not carry what comes after the lost first.
    await asyncio.gather(*(cut_store.append(uuid4(), 0, facts(1)) for _ in range(40)))
    proxy.losses = 1
    chain = [cut_store.append(stream, version, facts(1)) for version in range(10)]
    noise = [cut_store.append(uuid4(), 0, facts(1)) for _ in range(10)]
    outcomes = await asyncio.gather(*chain, *noise)
    assert proxy.losses == 0
    assert [outcome.version for outcome in outcomes[:10] if isinstance(outcome, Appended)] == [
        *range(1, 11)
    ]


async def test_terminated_connections_lose_and_double_nothing(
    store: EventStore, superuser: asyncpg.Connection
) -> None:
    done, answered = asyncio.Event(), asyncio.Event()
    answers: dict[UUID, Appended] = {}

    async def write() -> None:
        stream, version = uuid4(), 0
        while not done.is_set():
            new = fact()
            outcome = await store.append(stream, version, [new])
            assert isinstance(outcome, Appended)
            answers[new.event_id], version = outcome, outcome.version
            answered.set()

    async def break_connections() -> None:
        broken = 0
        while broken < 8:
            answered.clear()
            await answered.wait()  # so that something is under way again
            broken += await superuser.fetchval(BREAK_WRITERS)
        done.set()

    await asyncio.gather(break_connections(), *(write() for _ in range(8)))
    stored = await store.read_after(0, limit=len(answers) + 1)
    assert {event.event_id: Appended(event.version, event.position) for event in stored} == answers
    assert [event.position for event in stored] == [*range(1, len(answers) + 1)]

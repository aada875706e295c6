"""Whoever follows the log misses nothing and sees everything in the order it was committed."""

import asyncio
from uuid import uuid4

import asyncpg

from storage.event_store import EventStore, StoredEvent
from storage.pool import Role, open_pool
from tests.storage.facts import facts

WRITERS = 16
DECISIONS = 30


async def follow(store: EventStore, until: int) -> list[StoredEvent]:
    seen: list[StoredEvent] = []
    async with store.wake_ups() as wakes:
        async for _ in wakes:
            while page := await store.read_after(len(seen), limit=50):
                seen += page
            if len(seen) >= until:
                break
    return seen


async def write(pool: asyncpg.Pool) -> None:
    # A store of its own: no two of these share a statement, as if each ran in its own process.
    stream, store = uuid4(), EventStore(pool)
    for decision in range(DECISIONS):
        await store.append(stream, 2 * decision, facts(2))


async def test_readers_under_sixteen_writers_miss_nothing(
    writer: asyncpg.Pool, projector: asyncpg.Pool
) -> None:
    total = WRITERS * DECISIONS * 2
    readers = [asyncio.create_task(follow(EventStore(projector), total)) for _ in range(3)]
    await asyncio.gather(*(write(writer) for _ in range(WRITERS)))
    for reader in readers:
        seen = await reader
        assert [event.position for event in seen] == [*range(1, total + 1)]
        versions: dict[object, int] = {}
        for event in seen:
            assert event.version == versions.get(event.stream_id, 0) + 1
            versions[event.stream_id] = event.version
        recorded = [event.recorded_at for event in seen]
        assert recorded == sorted(recorded)


async def test_an_append_wakes_a_follower_well_before_the_next_poll(
    store: EventStore, projector: asyncpg.Pool
) -> None:
    async with EventStore(projector).wake_ups() as wakes:
        await anext(wakes)
        loop = asyncio.get_running_loop()
        waiting = asyncio.ensure_future(anext(wakes))
        started = loop.time()
        await store.append(uuid4(), 0, facts(1))
        await waiting
        assert loop.time() - started < 0.9


async def test_a_follower_looks_again_each_second_without_any_append(
    projector: asyncpg.Pool,
) -> None:
    async with EventStore(projector).wake_ups() as wakes:
        await anext(wakes)
        loop = asyncio.get_running_loop()
        started = loop.time()
        await anext(wakes)
        assert 0.5 < loop.time() - started < 5


async def test_a_follower_survives_the_loss_of_its_connection(
    store: EventStore, projector: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    following = asyncio.create_task(follow(EventStore(projector), 4))
    for decision in range(4):
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'perennial projector' AND datname = current_database()"
        )
        await store.append(uuid4(), 0, facts(1))
        await asyncio.sleep(0.02 * decision)
    assert len(await asyncio.wait_for(following, 20)) == 4


async def test_a_follower_gives_its_connection_back(store: EventStore, database: str) -> None:
    async with await open_pool(database, Role.PROJECTOR, max_size=1) as pool:
        for _ in range(3):
            async with EventStore(pool).wake_ups() as wakes:
                await anext(wakes)
        assert await EventStore(pool).head() == 0

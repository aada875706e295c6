"""The read models are built anew beside the live ones, which go on meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import asyncpg
import pytest

from storage.errors import LogHasGap
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.pool import Role, open_pool
from storage.projections import generation, rebuild
from storage.projections.errors import RebuildUnderWay
from storage.projections.projector import Projector
from storage.read_models.progress import progress
from storage.read_models.waiting import position_shown, wait_for
from storage.staging import Vault
from tests.played_cycle import DECLINING, DISPUTING, LATE, MET_AT, RETURNED, Batch, play
from tests.storage.reading import journal_of, record, tables


async def decisions(vault: Vault) -> Sequence[Batch]:
    return (await play(4, vault.stage, (LATE, RETURNED, DISPUTING, DECLINING))).batches()


async def shown(pool: asyncpg.Pool) -> dict[str, list[str]]:
    async with pool.acquire() as connection:
        return await tables(connection)


async def test_a_rebuild_beside_the_live_tables_gives_the_same_and_the_projector_goes_on(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    journal, batches = journal_of(store, keys, vault), await decisions(vault)
    await record(journal, batches[:60])
    stop = asyncio.Event()
    running = asyncio.create_task(live.run(stop))

    async def keep_appending() -> None:
        for batch in batches[60:-10]:
            await record(journal, [batch])

    appending = asyncio.create_task(keep_appending())
    for _ in range(3):
        await rebuild.rebuild(projector, keys)
    await appending
    # Written after the last change of generations, and seen all the same.
    assert await wait_for(projector, await record(journal, batches[-10:]), timeout=10)
    followed = await shown(projector)
    stop.set()
    await running
    await rebuild.rebuild(projector, keys)
    assert await shown(projector) == followed


async def test_pages_are_served_all_through_a_rebuild(
    live: Projector,
    store: EventStore,
    projector: asyncpg.Pool,
    keys: KeyRing,
    vault: Vault,
    database: str,
) -> None:
    played = await play(4, vault.stage)
    await record(journal_of(store, keys, vault), played.batches())
    await live.catch_up()
    async with await open_pool(database, Role.READER) as readers:
        expected = await progress(readers, played.launch.cycle, MET_AT)
        building = asyncio.create_task(rebuild.rebuild(projector, keys))
        asked = 0
        while not building.done():
            assert await progress(readers, played.launch.cycle, MET_AT) == expected
            asked += 1
        report = await building
        assert await progress(readers, played.launch.cycle, MET_AT) == expected
    assert asked > 0
    assert report.position == report.events == await store.head()


async def test_a_rebuild_with_little_at_hand_gives_the_same_as_one_with_everything(
    live: Projector,
    store: EventStore,
    projector: asyncpg.Pool,
    keys: KeyRing,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await record(journal_of(store, keys, vault), await decisions(vault))
    await live.catch_up()
    expected = await shown(projector)
    monkeypatch.setattr(rebuild, "PAGE", 11)
    monkeypatch.setattr(rebuild, "ROWS_AT_A_TIME", 30)
    monkeypatch.setattr(rebuild, "REVIEWS_AT_HAND", 2)
    await rebuild.rebuild(projector, keys)
    assert await shown(projector) == expected


async def test_a_second_rebuild_is_refused_while_one_is_under_way(
    live: Projector, projector: asyncpg.Pool, keys: KeyRing
) -> None:
    await live.catch_up()
    async with projector.acquire() as connection:
        assert await connection.fetchval(generation.TRY_TO_REBUILD)
        with pytest.raises(RebuildUnderWay):
            await rebuild.rebuild(projector, keys)
    await rebuild.rebuild(projector, keys)


async def test_a_rebuild_that_fails_leaves_the_live_tables_as_they_are(
    live: Projector,
    store: EventStore,
    projector: asyncpg.Pool,
    keys: KeyRing,
    vault: Vault,
    superuser: asyncpg.Connection,
) -> None:
    await record(journal_of(store, keys, vault), await decisions(vault))
    await live.catch_up()
    before = await shown(projector)
    await superuser.execute("ALTER TABLE log.event DISABLE TRIGGER append_only")
    await superuser.execute("DELETE FROM log.event WHERE position = 30")
    with pytest.raises(LogHasGap):
        await rebuild.rebuild(projector, keys)
    after = await shown(projector)
    # The timeline is the log itself, which has lost a fact.
    assert after | {"timeline": []} == before | {"timeline": []}


async def test_tables_of_an_older_program_are_rebuilt_when_a_projector_begins(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    await record(journal_of(store, keys, vault), await decisions(vault))
    await live.catch_up()
    before = await shown(projector)
    await projector.execute("UPDATE read.checkpoint SET shape = 'of an older program'")
    await projector.execute("ALTER TABLE read.people DROP COLUMN level")
    await replace(live, page_size=50).catch_up()
    assert await shown(projector) == before
    assert await projector.fetchval("SELECT shape FROM read.checkpoint") == generation.shape()


async def test_whoever_was_erased_is_in_no_table_after_a_rebuild(
    live: Projector, store: EventStore, projector: asyncpg.Pool, keys: KeyRing, vault: Vault
) -> None:
    played = await play(4, vault.stage)
    await record(journal_of(store, keys, vault), played.batches())
    await live.catch_up()
    gone = played.launch.people[0]
    name = played.people[gone].display_full_name
    assert name in str((await shown(projector))["people"])
    await keys.destroy(gone)
    await rebuild.rebuild(projector, keys)
    after = await shown(projector)
    assert name not in str(after["people"])
    rating = await projector.fetchrow(
        "SELECT proposed, calibrated, final FROM read.ratings JOIN read.reviews USING (review) "
        "WHERE reviewee = $1",
        gone,
    )
    assert tuple(rating) == (None, None, None)


async def test_nothing_is_shown_before_a_projector_has_run(projector: asyncpg.Pool) -> None:
    assert await position_shown(projector) == 0

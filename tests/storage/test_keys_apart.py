"""The keys may lie in a database of their own, and are never in two places."""

from uuid import uuid4

import asyncpg
import pytest

from storage.archive import Archive
from storage.errors import KeysAreElsewhere, KeysMissing, KeysNotMoved, KeysPlaceUnfit
from storage.key_place import KEYS_MIGRATIONS, move_keys
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from tests.played_cycle import ORGANISATION
from tests.storage.facts import fact

MASTER = MasterKey(b"k" * 32)
SHAPE = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'keeper'
UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
FROM pg_constraint WHERE connamespace = 'keeper'::regnamespace
UNION ALL
SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'keeper'
UNION ALL
SELECT table_name, grantee, privilege_type, '', ''
FROM information_schema.role_table_grants WHERE table_schema = 'keeper'
ORDER BY 1, 2, 3
"""


@pytest.fixture
async def apart(empty_database: str) -> str:
    """A migrated database for keys alone."""
    await migrate(empty_database, directory=KEYS_MIGRATIONS)
    return empty_database


async def rows_of(url: str, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_keys_move_and_words_open_as_before(database: str, apart: str) -> None:
    words = {"comment": "said before"}
    async with Archive.open(database, MASTER, ORGANISATION) as archive:
        await archive.keys.destroy(erased := uuid4())
        before = await archive.vault.stage(uuid4(), uuid4(), words)
    assert await move_keys(database, apart) == (1, 1)
    assert await rows_of(database, "SELECT FROM keeper.subject_key") == []
    async with Archive.open(database, MASTER, ORGANISATION, keys_url=apart) as archive:
        assert await archive.vault.load(before) == words
        after = await archive.vault.stage(uuid4(), uuid4(), words)
        await archive.keys.destroy(before.subject)
        gone = await archive.keys.load([before.subject, erased, after.subject])
    assert [gone[each] is None for each in (before.subject, erased, after.subject)] == [
        *(True, True, False),
    ]


async def test_who_looks_in_the_old_place_is_told_that_the_keys_are_elsewhere(
    database: str, apart: str
) -> None:
    async with Archive.open(database, MASTER, ORGANISATION) as still_running:
        ref = await still_running.vault.stage(uuid4(), uuid4(), {"comment": "said before"})
        await move_keys(database, apart)
        with pytest.raises(KeysAreElsewhere, match="PERENNIAL_KEYS_URL"):
            await still_running.vault.stage(uuid4(), uuid4(), {"comment": "said after"})
    async with Archive.open(database, MASTER, ORGANISATION) as begun_anew:
        with pytest.raises(KeysAreElsewhere):
            await begun_anew.vault.load(ref)
        with pytest.raises(KeysAreElsewhere):
            await begun_anew.keys.destroy(ref.subject)


async def test_keys_that_were_not_moved_are_not_made_a_second_time(
    database: str, apart: str
) -> None:
    with pytest.raises(KeysNotMoved, match="perennial keys move"):
        async with Archive.open(database, MASTER, ORGANISATION, keys_url=apart):
            pytest.fail("keys would be made in two places")


async def test_an_empty_database_of_keys_beside_a_log_that_has_begun_is_refused(
    database: str, apart: str, postgres_url: str
) -> None:
    await move_keys(database, apart)
    async with Archive.open(database, MASTER, ORGANISATION, keys_url=apart) as archive:
        await archive.store.append(uuid4(), 0, [fact()])
    with pytest.raises(KeysMissing):
        async with Archive.open(database, MASTER, ORGANISATION, keys_url=apart):
            pytest.fail("everybody would look erased")


async def test_keys_do_not_move_to_where_others_are(
    database: str, apart: str, postgres_url: str
) -> None:
    async with await open_pool(apart, Role.KEEPER) as others:
        await KeyRing(others, MASTER).ensure([uuid4()])
    async with await open_pool(database, Role.KEEPER) as keepers:
        await KeyRing(keepers, MASTER).ensure([uuid4()])
    before = [await rows_of(url, "SELECT * FROM keeper.subject_key") for url in (database, apart)]
    with pytest.raises(KeysPlaceUnfit, match="other keys"):
        await move_keys(database, apart)
    with pytest.raises(KeysPlaceUnfit, match="keeps a log"):
        await move_keys(database, database)
    after = [await rows_of(url, "SELECT * FROM keeper.subject_key") for url in (database, apart)]
    assert after == before


async def test_a_move_that_was_interrupted_is_finished_by_the_next(
    database: str, apart: str
) -> None:
    async with await open_pool(database, Role.KEEPER) as keepers:
        await KeyRing(keepers, MASTER).ensure(people := [uuid4() for _ in range(10)])
    # As it is when the process died between filling the one place and clearing the other.
    held = await rows_of(database, "SELECT * FROM keeper.subject_key")
    connection = await asyncpg.connect(apart)
    await connection.copy_records_to_table("subject_key", schema_name="keeper", records=held[:7])
    await connection.close()
    assert (await move_keys(database, apart)).keys == 10
    async with await open_pool(apart, Role.KEEPER) as keepers:
        assert None not in (await KeyRing(keepers, MASTER).load(people)).values()
    with pytest.raises(KeysAreElsewhere, match="moved already"):
        await move_keys(database, apart)


async def test_the_room_of_the_keys_is_the_same_in_both_places(database: str, apart: str) -> None:
    assert await rows_of(apart, SHAPE) == await rows_of(database, SHAPE)

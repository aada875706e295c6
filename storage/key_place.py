"""Where the keys lie: beside the log, or in a database of their own, and never in both."""

from pathlib import Path
from typing import Final, NamedTuple

import asyncpg

from storage.errors import KeysAreElsewhere, KeysMissing, KeysNotMoved, KeysPlaceUnfit
from storage.pool import Role

KEYS_MIGRATIONS: Final = Path(__file__).parent / "sql" / "keys"
ROOM: Final = "subject, master_key_id, wrapped, created_at, destroyed_at"

# keeper_is_let_in: whether a keeper may look at the keys of this database; not once they moved.
KEEPER_IS_LET_IN: Final = """
SELECT has_table_privilege('perennial_keeper', pg_class.oid, 'SELECT')
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'keeper' AND relname = 'subject_key'
"""

# has_log: whether this database keeps a log.
HAS_LOG: Final = "SELECT to_regclass('log.event') IS NOT NULL"

# log_is_begun: whether anything was ever recorded.
LOG_IS_BEGUN: Final = "SELECT EXISTS (SELECT FROM log.event WHERE position = 1)"

# has_keys: whether anybody ever had a key here.
HAS_KEYS: Final = "SELECT EXISTS (SELECT FROM keeper.subject_key)"

# hold_keys: nobody makes, destroys or reads a key until this is over.
HOLD_KEYS: Final = "LOCK TABLE keeper.subject_key IN ACCESS EXCLUSIVE MODE"

# all_keys: every row there is.
ALL_KEYS: Final = f"SELECT {ROOM} FROM keeper.subject_key ORDER BY subject"  # noqa: S608 - our own

# all_master_keys: which master keys there were.
ALL_MASTER_KEYS: Final = "SELECT id, first_used_at, superseded_at FROM keeper.master_key"

# clear_keys: nothing is left, in the pages of the table either.
CLEAR_KEYS: Final = "TRUNCATE keeper.subject_key, keeper.master_key"

# shut_keeper_out: whoever still looks for keys here is told that they are elsewhere.
SHUT_KEEPER_OUT: Final = "REVOKE ALL ON keeper.subject_key, keeper.master_key FROM perennial_keeper"


class Moved(NamedTuple):
    """How many rows were moved: keys, and marks of people who were erased."""

    keys: int
    erased: int


async def check_place(log: asyncpg.Pool, keepers: asyncpg.Pool) -> None:
    """Pass if the keys of the log behind `log` lie in the other database behind `keepers`.

    Raises:
        KeysNotMoved: they still lie beside the log.
        KeysMissing: the log has begun and the other database has never seen a key.
    """
    if await log.fetchval(KEEPER_IS_LET_IN):
        raise KeysNotMoved
    if not await keepers.fetchval(HAS_KEYS) and await log.fetchval(LOG_IS_BEGUN):
        raise KeysMissing


async def keys_are_apart(url: str) -> bool:
    """Tell whether the keys of this main database were moved to another one."""
    connection = await asyncpg.connect(url)
    try:
        return (await connection.fetchval(KEEPER_IS_LET_IN)) is False
    finally:
        await connection.close()


async def move_keys(url: str, keys_url: str) -> Moved:
    """Bring all keys from the main database at `url` to the one at `keys_url`, and clear them here.

    Interrupted, it is simply called again: until the other database has everything, nothing is
    removed here. The other database must be migrated.

    Raises:
        KeysAreElsewhere: they were moved already.
        KeysPlaceUnfit: the other database keeps a log, or other keys.
    """
    settings = {"role": Role.OWNER.value}
    here = await asyncpg.connect(url, server_settings=settings)
    try:
        there = await asyncpg.connect(keys_url, server_settings=settings)
        try:
            async with here.transaction():
                return await _move(here, there)
        finally:
            await there.close()
    finally:
        await here.close()


async def _move(here: asyncpg.Connection, there: asyncpg.Connection) -> Moved:
    if await there.fetchval(HAS_LOG):
        raise KeysPlaceUnfit(
            "PERENNIAL_KEYS_URL names a database that keeps a log. Name one for the keys alone."
        )
    await here.execute(HOLD_KEYS)
    if not await here.fetchval(KEEPER_IS_LET_IN):
        raise KeysAreElsewhere("The keys were moved already. Nothing was changed.")
    rows = await here.fetch(ALL_KEYS)
    await _fill(there, rows, await here.fetch(ALL_MASTER_KEYS))
    await here.execute(CLEAR_KEYS)
    await here.execute(SHUT_KEEPER_OUT)
    erased = sum(row["destroyed_at"] is not None for row in rows)
    return Moved(len(rows) - erased, erased)


async def _fill(
    there: asyncpg.Connection, rows: list[asyncpg.Record], masters: list[asyncpg.Record]
) -> None:
    async with there.transaction():
        await there.execute(HOLD_KEYS)
        ours = {(row["subject"], row["created_at"]) for row in rows}
        # A move that was interrupted leaves a part of ours there; anything else is not ours.
        theirs = await there.fetch(ALL_KEYS)
        if any((row["subject"], row["created_at"]) not in ours for row in theirs):
            raise KeysPlaceUnfit(
                "The database in PERENNIAL_KEYS_URL holds other keys already. Name an empty one; "
                "nothing was changed."
            )
        await there.execute(CLEAR_KEYS)
        await there.copy_records_to_table(
            "subject_key", schema_name="keeper", columns=ROOM.split(", "),
            records=[tuple(row) for row in rows],
        )  # fmt: skip
        await there.copy_records_to_table(
            "master_key", schema_name="keeper", columns=["id", "first_used_at", "superseded_at"],
            records=[tuple(row) for row in masters],
        )  # fmt: skip

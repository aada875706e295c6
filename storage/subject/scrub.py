"""Clears what a deletion leaves behind in the files of the database.

A deleted row stays in its page until the table is written anew, and in the write-ahead log until
its segment is gone. So the few tables that hold names in the open, and the table of keys, are
written anew, and a checkpoint and a new segment see to it that a backup which begins afterwards
carries neither.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from storage.archive import Archive
from storage.pool import Role
from storage.projections import generation

TRIES: Final = 5
PAUSE_SECONDS: Final = 0.3
LOCK_SECONDS: Final = 10

READ_TABLES: Final = ("read.people", "read.ratings")
"""Read models that hold names, or levels that were given."""

OWN_TABLES: Final = ("web.api_token", "web.request_key", "web.launch_drafts", "web.drafts")
"""Tables of the pages that hold text, or words that the key of the organisation opens."""

_LEFT: Final = re.compile(r"(\d+) dead row versions cannot be removed yet")
_REFUSED: Final = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
)


async def scrub(archive: Archive) -> tuple[str, ...]:
    """Write anew what names stood in, and begin a new piece of the write-ahead log.

    Gives what could not be done, each with the reason; nothing else is harmed by that, and doing
    it again later does the rest.
    """
    left = [
        *await _without_other_generations(archive.writers),
        *await _rewritten(archive.writers, Role.PROJECTOR, READ_TABLES),
        *await _rewritten(archive.hosts, Role.OWNER, OWN_TABLES),
        *await _rewritten(archive.keys.pool, Role.OWNER, ("keeper.subject_key",)),
    ]
    pools = {id(pool): pool for pool in (archive.writers, archive.keys.pool)}
    for pool in pools.values():
        left += await _checkpointed(pool)
    return tuple(left)


async def _without_other_generations(pool: asyncpg.Pool) -> list[str]:
    """Drop read models that nobody reads any more, or not yet: names stand in them as well."""
    try:
        async with _acting(pool, Role.PROJECTOR) as connection:
            if not await connection.fetchval(generation.TRY_TO_REBUILD):
                return [f"{generation.NEXT}: a rebuild is under way; erase again when it is done"]
            for schema in (generation.OLD, generation.NEXT):
                await generation.drop(connection, schema)
    except _REFUSED as failure:
        return [f"{generation.OLD}: {failure}"]
    return []


async def _rewritten(pool: asyncpg.Pool, role: Role, tables: tuple[str, ...]) -> list[str]:
    """Write tables anew as the one they belong to."""
    left: list[str] = []
    for table in tables:
        try:
            async with _acting(pool, role) as connection:
                if not await _vacuumed(connection, table):
                    left.append(f"{table}: an older transaction still looks at deleted rows")
        except _REFUSED as failure:
            left.append(f"{table}: {failure}")
    return left


async def _vacuumed(connection: asyncpg.Connection, table: str) -> bool:
    """Write a table anew until nothing deleted is left in it; False if something holds on to it."""
    for _ in range(TRIES):
        said: list[str] = []

        def hear(_: object, message: asyncpg.PostgresLogMessage, told: list[str] = said) -> None:
            told.append(f"{message.message} {getattr(message, 'detail', '')}")

        connection.add_log_listener(hear)
        try:
            # rewrite_table: VACUUM alone would leave the bytes of deleted rows in their pages.
            await connection.execute(f"VACUUM (FULL, VERBOSE) {table}")
        finally:
            connection.remove_log_listener(hear)
        if not any(int(found) for found in _LEFT.findall(" ".join(said))):
            return True
        await asyncio.sleep(PAUSE_SECONDS)
    return False


async def _checkpointed(pool: asyncpg.Pool) -> list[str]:
    try:
        async with _acting(pool, None) as connection:
            # checkpoint: every changed page is in its file, and a backup begins after this.
            await connection.execute("CHECKPOINT")
            await connection.fetchval("SELECT pg_switch_wal()::text")
    except _REFUSED as failure:
        return [f"checkpoint: {failure}"]
    return []


@asynccontextmanager
async def _acting(pool: asyncpg.Pool, role: Role | None) -> AsyncIterator[asyncpg.Connection]:
    """Lend a connection in another role, or as who is connected; it is ended afterwards."""
    async with pool.acquire() as connection:
        try:
            await connection.execute(f"SET ROLE {role.value if role else 'NONE'}")
            await connection.execute("SET statement_timeout = 0")
            await connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            yield connection
        finally:
            connection.terminate()

"""A table with one column of words: what a load compares the log with, and takes away again."""

from contextlib import suppress
from typing import Final

import asyncpg

# make_bare_rows: where the rows go; in a schema of its own, which nothing else knows.
MAKE_BARE_ROWS: Final = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.bare (id bigserial PRIMARY KEY, words text NOT NULL)
"""

# insert_bare_row: one row, one statement, one commit.
INSERT_BARE_ROW: Final = "INSERT INTO bench.bare (words) VALUES ($1) RETURNING id"

# drop_bare_rows: leave nothing behind.
DROP_BARE_ROWS: Final = "DROP SCHEMA IF EXISTS bench CASCADE"


async def make_bare_rows(url: str) -> bool:
    """Make the table; say whether the login of this URL may do that."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(MAKE_BARE_ROWS)
    except asyncpg.InsufficientPrivilegeError:
        return False
    finally:
        await connection.close()
    return True


async def drop_bare_rows(url: str) -> None:
    """Take the table away; a database that is gone by then has none."""
    with suppress(OSError, asyncpg.PostgresError):
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(DROP_BARE_ROWS)
        finally:
            await connection.close()


class BareRows:
    """Inserts rows, through `pool`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def insert(self, words: str) -> int:
        """Insert a row; give its number."""
        return int(await self._pool.fetchval(INSERT_BARE_ROW, words))


async def open_bare_rows(url: str, connections: int = 8) -> asyncpg.Pool:
    """Open connections of nobody's role, as bare as they come."""
    return await asyncpg.create_pool(url, min_size=1, max_size=connections)

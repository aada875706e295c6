"""The generations of the read models: the live one, the next one, and the change between them.

Each generation is a schema of its own. A generation is replaced by renaming, in one transaction,
while nobody folds; who reads meanwhile sees either the one or the other.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import asyncpg

LIVE: Final = "read"
NEXT: Final = "read_next"
OLD: Final = "read_old"

FOLDS: Final = 1
"""Counts the changes of what the folds make of an event; the tables are rebuilt after each."""

SQL: Final = Path(__file__).parent.parent / "sql" / "read"
_READ: Final = 737366426  # "readmod" on a phone, roughly; any number of our own
_REBUILD: Final = 737366427
LEADER: Final = 737366428

# take_turn: one at a time folds into the live generation or replaces it; held to the end of the
# transaction, and taken before any table is touched, so that nobody waits for anybody in a circle.
TAKE_TURN: Final = f"SELECT pg_advisory_xact_lock({_READ})"

# try_to_lead: become the one projector of this database until the connection ends.
TRY_TO_LEAD: Final = f"SELECT pg_try_advisory_lock({LEADER})"

# show_leader: who leads says so in the list of connections, until it gives its connection back.
SHOW_LEADER: Final = "SELECT set_config('application_name', $1, false)"

# try_to_rebuild: become the one who rebuilds, until the connection ends or lets go.
TRY_TO_REBUILD: Final = f"SELECT pg_try_advisory_lock({_REBUILD})"

# let_go_of_rebuild: let somebody else rebuild.
LET_GO_OF_REBUILD: Final = f"SELECT pg_advisory_unlock({_REBUILD})"

# generation_exists: whether there is a schema of that name.
GENERATION_EXISTS: Final = "SELECT to_regnamespace($1) IS NOT NULL"

# give_way: do not hold up readers for long while a generation is dropped.
GIVE_WAY: Final = "SET LOCAL lock_timeout = '5s'"


@cache
def shape() -> str:
    """Name the shape of the tables: another one asks for another generation."""
    parts = (tables_sql(), indexes_sql(), policies_sql(), str(FOLDS))
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def tables_sql() -> str:
    """Give the statements that make the tables of a generation."""
    return (SQL / "tables.sql").read_text(encoding="utf-8")


@cache
def indexes_sql() -> str:
    """Give the statements that make the indexes of a generation."""
    return (SQL / "indexes.sql").read_text(encoding="utf-8")


@cache
def policies_sql() -> str:
    """Give the statements that say who sees which rows of a generation."""
    return (SQL / "policies.sql").read_text(encoding="utf-8")


async def exists(connection: asyncpg.Connection, schema: str) -> bool:
    """Tell whether there is such a generation."""
    return bool(await connection.fetchval(GENERATION_EXISTS, schema))


async def create(connection: asyncpg.Connection, schema: str) -> None:
    """Make an empty generation without indexes; one that is half built is dropped first."""
    async with connection.transaction():
        await drop(connection, schema)
        # make_generation: an empty schema with the tables of the read models.
        await connection.execute(f"CREATE SCHEMA {schema}")
        await connection.execute(f"SET LOCAL search_path = {schema}")
        await connection.execute(tables_sql())
        await connection.execute(policies_sql())
        await connection.execute("INSERT INTO checkpoint (position, shape) VALUES (0, $1)", shape())


async def drop(connection: asyncpg.Connection, schema: str) -> None:
    """Drop a generation with everything in it, if there is one of that name."""
    # drop_generation: its tables go with it.
    await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


async def add_indexes(pool: asyncpg.Pool, schema: str) -> None:
    """Make the indexes of a generation that was filled without them, two at a time."""
    statements = [each.strip() for each in indexes_sql().split(";") if each.strip()]

    async def make(own: Sequence[str]) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SET LOCAL search_path = {schema}")
            for statement in own:
                await connection.execute(statement)

    await asyncio.gather(make(statements[0::2]), make(statements[1::2]))


async def count_rows(connection: asyncpg.Connection) -> None:
    """Let the planner look at the live tables, which are new to it."""
    for table in await _tables(connection, LIVE):
        await connection.execute(f"ANALYZE {table}")


async def switch(connection: asyncpg.Connection) -> None:
    """Make the next generation the live one; to be called in a transaction whose turn it is."""
    # switch_generations: a rename; readers see either generation, never half of one.
    if await exists(connection, LIVE):
        await drop(connection, OLD)
        await connection.execute(f"ALTER SCHEMA {LIVE} RENAME TO {OLD}")
    await connection.execute(f"ALTER SCHEMA {NEXT} RENAME TO {LIVE}")


async def drop_old(connection: asyncpg.Connection) -> None:
    """Drop the generation that was live before; if readers hold it, the next rebuild will."""
    try:
        async with connection.transaction():
            await connection.execute(GIVE_WAY)
            await drop(connection, OLD)
    except asyncpg.LockNotAvailableError:
        return


async def _tables(connection: asyncpg.Connection, schema: str) -> list[str]:
    # tables_of_generation: every table of a schema.
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", schema)
    return [f"{schema}.{row['tablename']}" for row in rows]

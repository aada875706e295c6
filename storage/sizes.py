"""How large the database is, room by room, and how much was written to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg

# sizes_of_schemas: bytes of tables, indexes and what is stored beside them, by schema.
SIZES_OF_SCHEMAS: Final = """
SELECT n.nspname AS schema, sum(pg_total_relation_size(c.oid))::bigint AS bytes
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname IN ('log', 'keeper', 'vault', 'web', 'read')
GROUP BY n.nspname ORDER BY n.nspname
"""

# size_of_database: bytes of all of it, and bytes that were written ahead of it so far.
SIZE_OF_DATABASE: Final = """
SELECT pg_database_size(current_database()) AS whole,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS written_ahead
"""

# events_by_type: how many facts of each type the log holds.
EVENTS_BY_TYPE: Final = "SELECT type, count(*) AS events FROM log.event GROUP BY type ORDER BY type"


@dataclass(frozen=True)
class Sizes:
    """How large a database is, in bytes, and how many facts it holds."""

    schemas: Mapping[str, int]
    whole: int
    written_ahead: int
    events_by_type: Mapping[str, int]


async def sizes_of(url: str) -> Sizes:
    """Measure a database; the log is counted through once, which takes a while if it is long."""
    connection = await asyncpg.connect(url)
    try:
        schemas = await connection.fetch(SIZES_OF_SCHEMAS)
        whole = await connection.fetchrow(SIZE_OF_DATABASE)
        events = await connection.fetch(EVENTS_BY_TYPE)
    finally:
        await connection.close()
    return Sizes(
        schemas={row["schema"]: row["bytes"] for row in schemas},
        whole=whole["whole"],
        written_ahead=whole["written_ahead"],
        events_by_type={row["type"]: row["events"] for row in events},
    )


async def written_ahead(url: str) -> int:
    """Give how many bytes were written ahead so far."""
    connection = await asyncpg.connect(url)
    try:
        return int((await connection.fetchrow(SIZE_OF_DATABASE))["written_ahead"])
    finally:
        await connection.close()

"""Compares the live read models with what the whole log gives, row by row, and changes nothing."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

import asyncpg

from storage.event_store import HEAD
from storage.keys import KeyRing
from storage.projections import generation
from storage.projections.errors import RebuildUnderWay
from storage.projections.generation import LIVE, NEXT
from storage.projections.rebuild import PAGE, Filling, unwatched
from storage.projections.rows import TABLES
from storage.projections.tables import Table, table_of
from storage.projections.turn import checked_position, fold_next
from storage.read_models.asking import NothingToShowYet

AT_MOST: Final = 1000
"""Rows of one table that are named."""

# hold_turn: nobody folds into the live generation until it is let go; kept across transactions.
HOLD_TURN: Final = generation.TAKE_TURN.replace("_xact_", "_")
LET_GO_OF_TURN: Final = HOLD_TURN.replace("_lock", "_unlock")


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that differs from what the log gives; values are never told.

    `how` is missing or surplus for a row that only the one or the other has; `columns` differ.
    """

    table: str
    key: str
    how: Literal["missing", "surplus", "changed"]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the live tables compare with the log, both at the same position; `head` is the log's."""

    position: int
    head: int
    rows: int
    differences: tuple[RowDifference, ...]


async def compare(pool: asyncpg.Pool, keys: KeyRing) -> Comparison:
    """Fold the log beside the live tables, as far as these are, and compare all rows.

    Pages are served and the projector goes on meanwhile; it waits for the moment in which both are
    brought to the same position. Needs four connections of `pool`.

    Raises:
        RebuildUnderWay: somebody builds a generation already.
        ReadModelsChanged: the live tables are of another version of Perennial.
        LogHasGap, UnknownEvent, SealBroken: the log cannot be folded.
        NothingToShowYet: there are no live tables.
    """
    async with pool.acquire() as connection:
        if not await connection.fetchval(generation.TRY_TO_REBUILD):
            raise RebuildUnderWay
        try:
            if not await generation.exists(connection, LIVE):
                raise NothingToShowYet
            await generation.create(connection, NEXT)
            position = await checked_position(connection)
            await Filling(pool, connection, keys, unwatched, until=position).fill()
            async with _at_one_position(connection, keys, position) as reached:
                head = int(await connection.fetchval(HEAD))
                found, rows = await _differences(connection)
            return Comparison(reached, head, rows, tuple(found))
        finally:
            await generation.drop(connection, NEXT)
            await connection.execute(generation.LET_GO_OF_REBUILD)


@asynccontextmanager
async def _at_one_position(
    connection: asyncpg.Connection, keys: KeyRing, position: int
) -> AsyncIterator[int]:
    """See both generations at the position at which the live one is now, while the block lasts."""
    await connection.execute(HOLD_TURN)
    try:
        reached = await checked_position(connection)
        while position < reached:
            async with connection.transaction():
                few = min(PAGE, reached - position)
                folded = await fold_next(connection, NEXT, keys, position, few)
            position = folded.position if folded else reached
        seen = connection.transaction(isolation="repeatable_read", readonly=True)
        await seen.start()
        await connection.execute("SELECT 1")  # the first statement fixes what is seen
    finally:
        await connection.execute(LET_GO_OF_TURN)
    try:
        yield reached
    finally:
        await seen.rollback()


async def _differences(connection: asyncpg.Connection) -> tuple[Sequence[RowDifference], int]:
    found: list[RowDifference] = []
    number = 0
    for kind in TABLES:
        table = table_of(kind)
        # rows_of_table: how many rows there are to compare.
        count = f"SELECT count(*) FROM {LIVE}.{table.name}"  # noqa: S608 - our own names
        number += int(await connection.fetchval(count))
        found += [
            RowDifference(table.name, row["key"], row["how"], tuple(row["columns"]))
            for row in await connection.fetch(_query(table))
        ]
    return found, number


def _query(table: Table) -> str:
    """Write the comparison of a table in both generations."""
    first, same = table.key[0], " AND ".join(f"l.{name} = n.{name}" for name in table.key)
    key = " || ' ' || ".join(f"coalesce(l.{name}, n.{name})::text" for name in table.key)
    differing = ", ".join(
        f"CASE WHEN l.{name} IS DISTINCT FROM n.{name} THEN '{name}' END"
        for name in table.columns
        if name not in table.key
    )
    columns = ", ".join(table.columns)
    # differing_rows: rows that only one generation has, and rows that differ, with their columns.
    return f"""
        SELECT key, how, CASE WHEN how = 'changed' THEN columns ELSE ARRAY[]::text[] END AS columns
        FROM (
            SELECT {key} AS key,
                   CASE WHEN l.{first} IS NULL THEN 'missing' WHEN n.{first} IS NULL THEN 'surplus'
                        ELSE 'changed' END AS how,
                   array_remove(ARRAY[{differing}]::text[], NULL) AS columns
            FROM (SELECT {columns} FROM {LIVE}.{table.name}) AS l
            FULL JOIN (SELECT {columns} FROM {NEXT}.{table.name}) AS n ON {same}
        ) AS compared
        WHERE how <> 'changed' OR cardinality(columns) > 0
        ORDER BY key LIMIT {AT_MOST}
    """  # noqa: S608 - our own names

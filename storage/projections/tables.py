"""Rows into their tables and out of them, many at a time."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Annotated, Final, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg

from storage.projections.row import Row
from storage.projections.rows import TABLES

AnyRow = TypeVar("AnyRow", bound=Row)

_SQL_TYPES: Final = {
    UUID: "uuid",
    str: "text",
    int: "integer",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
}
_BOOKKEEPING: Final = frozenset(each.name for each in fields(Row))


@dataclass(frozen=True)
class Table:
    """What SQL has to know of a kind of row: its columns, their types, its key."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    types: tuple[str, ...]
    values: Callable[[Row], tuple[object, ...]]


def table_of(kind: type[Row]) -> Table:
    """Give the table that rows of this kind go to."""
    return _TABLES[kind]


def _derived(kind: type[Row]) -> Table:
    hints = get_type_hints(kind, include_extras=True)
    columns = tuple(each.name for each in fields(kind) if each.name not in _BOOKKEEPING)
    types = tuple(_sql_type(hints[name]) for name in columns)
    return Table(kind.TABLE, kind.KEY, columns, types, attrgetter(*columns))


def _sql_type(hint: object) -> str:
    if get_origin(hint) is Annotated:
        return str(get_args(hint)[1])
    if isinstance(hint, UnionType) or get_origin(hint) is not None:
        (hint,) = (part for part in get_args(hint) if part is not type(None))
        return _sql_type(hint)
    if not isinstance(hint, type):
        raise TypeError(f"no column holds {hint}")
    return _SQL_TYPES[hint]


_TABLES: Final = {kind: _derived(kind) for kind in TABLES}


async def load(
    connection: asyncpg.Connection,
    schema: str,
    kind: type[AnyRow],
    column: str,
    wanted: Collection[UUID],
    condition: str = "TRUE",
) -> list[AnyRow]:
    """Give the rows of a kind whose `column` is one of those wanted."""
    if not wanted:
        return []
    table = table_of(kind)
    # load_rows: what is known so far of the things a page speaks of.
    query = (
        f"SELECT {', '.join(table.columns)} FROM {schema}.{table.name} "  # noqa: S608 - our names
        f"WHERE {column} = ANY($1::uuid[]) AND {condition}"
    )
    rows = await connection.fetch(query, list(wanted))
    return [kind(is_stored=True, **row) for row in rows]


async def write(
    connection: asyncpg.Connection, schema: str, rows: Iterable[Row], *, in_bulk: bool = False
) -> None:
    """Store rows, replacing what the tables have under the same keys.

    `in_bulk` copies rows that no table has yet, which is much faster for thousands of them.
    """
    by_kind: dict[type[Row], list[Row]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    for kind, own in by_kind.items():
        table = table_of(kind)
        copied = [row for row in own if in_bulk and not row.is_stored]
        if copied:
            await _copy(connection, schema, table, copied)
        replaced = [row for row in own if row.is_stored] if in_bulk else own
        if replaced:
            await _upsert(connection, schema, table, replaced)
        for row in own:
            row.is_stored, row.is_touched = True, False


async def remove(connection: asyncpg.Connection, schema: str, rows: Iterable[Row]) -> None:
    """Take rows out of their tables; those that are not there stay away."""
    for row in rows:
        table = table_of(type(row))
        keys = " AND ".join(f"{name} = ${n}" for n, name in enumerate(table.key, start=1))
        # remove_row: what no page shows any more, because the person was erased.
        query = f"DELETE FROM {schema}.{table.name} WHERE {keys}"  # noqa: S608 - our own names
        await connection.execute(query, *(getattr(row, name) for name in table.key))


async def _copy(
    connection: asyncpg.Connection, schema: str, table: Table, rows: Iterable[Row]
) -> None:
    await connection.copy_records_to_table(
        table.name,
        schema_name=schema,
        columns=table.columns,
        records=map(table.values, rows),
    )


async def _upsert(
    connection: asyncpg.Connection, schema: str, table: Table, rows: Iterable[Row]
) -> None:
    values = zip(*map(table.values, rows), strict=True)
    await connection.execute(_upsert_statement(schema, table), *(list(each) for each in values))


@cache
def _upsert_statement(schema: str, table: Table) -> str:
    columns = ", ".join(table.columns)
    arrays = ", ".join(f"${n}::{type_}[]" for n, type_ in enumerate(table.types, start=1))
    others = [name for name in table.columns if name not in table.key]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    # upsert_rows: what a page made of the things it speaks of.
    return (
        f"INSERT INTO {schema}.{table.name} ({columns}) "  # noqa: S608 - our own names
        f"SELECT {columns} FROM unnest({arrays}) AS fresh ({columns}) "
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {changes}"
    )

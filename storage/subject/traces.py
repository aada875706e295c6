"""Looks for what names a person in every table a page reads from, to be sure nothing is left."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import asyncpg

from storage.archive import Archive

SHORTEST: Final = 3
"""A number of one or two digits would be found everywhere."""

# text_columns: every column that holds text in the schemas that this role may look into.
TEXT_COLUMNS: Final = """
SELECT table_schema AS schema, table_name AS "table", column_name AS "column"
FROM information_schema.columns AS c
JOIN information_schema.tables AS t USING (table_schema, table_name)
WHERE table_schema = ANY($1::text[]) AND table_type = 'BASE TABLE'
  AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where something that names a person was found, and in how many rows."""

    where: str
    rows: int


async def traces(archive: Archive, marks: Collection[str]) -> tuple[Trace, ...]:
    """Search the tables of the read models and of the pages for what names a person.

    Somebody else of the same name is found as well: whoever asks looks at what is found.
    """
    wanted = [mark for mark in marks if len(mark.strip()) >= SHORTEST]
    if not wanted:
        return ()
    found = await _traces_in(archive.readers, ["read"], wanted)
    found += await _traces_in(archive.hosts, ["web"], wanted)
    return tuple(found)


async def _traces_in(pool: asyncpg.Pool, schemas: list[str], wanted: list[str]) -> list[Trace]:
    found: list[Trace] = []
    pattern = "|".join(rf"(^|\W){_literally(mark)}(\W|$)" for mark in wanted)
    for row in await pool.fetch(TEXT_COLUMNS, schemas):
        table, column = f'{row["schema"]}."{row["table"]}"', row["column"]
        # rows_with_marks: how many rows hold something that names the person.
        query = (
            f"SELECT count(*) FROM {table} "  # noqa: S608 - names from the catalogue
            f'WHERE "{column}"::text ~* $1'
        )
        number = await pool.fetchval(query, pattern)
        if number:
            found.append(Trace(f"{row['schema']}.{row['table']}.{column}", number))
    return found


def _literally(mark: str) -> str:
    """Take what a pattern would understand for itself."""
    return "".join(rf"\{each}" if not each.isalnum() and each != " " else each for each in mark)

"""The names of statements: each constant that holds one names it; its text is told to nobody."""

import sys
from functools import lru_cache
from typing import Final

import asyncpg

from storage.spans import look_back

_ROOM: Final = "storage."
_PLAIN: Final = frozenset({"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET"})
UNNAMED: Final = "statement"


@lru_cache(maxsize=1024)
def name_of(query: str) -> str:
    """Give the name of a statement, as `read stream`; `statement` where it has none."""
    first = query.lstrip().partition(" ")[0].strip("; \n").upper()
    if first in _PLAIN:
        return first.lower()
    for module in [name for name in sys.modules if name.startswith(_ROOM)]:
        for name, value in vars(sys.modules[module]).items():
            if name.isupper() and isinstance(value, str) and value == query:
                return name.strip("_").lower().replace("_", " ")
    return UNNAMED


async def tell_of_statements(connection: asyncpg.Connection) -> None:
    """Have every statement of a connection told of, by its name and how long it took."""
    connection.add_query_logger(_told)


def _told(record: asyncpg.connection.LoggedQuery) -> None:
    failure = type(record.exception).__name__ if record.exception is not None else None
    look_back(f"sql {name_of(record.query)}", record.elapsed, failure=failure)

"""How pages ask: a query that is safe to repeat, of whichever generation is live."""

from typing import ClassVar

import asyncpg

from domain.errors import ReviewError
from storage.acting import NobodyReads, acting
from storage.one_look import asked_once
from storage.patience import ask


class NothingToShowYet(ReviewError):
    """There is nothing to show yet: no projector has run here. Start it with `perennial up`."""

    code: ClassVar[str] = "nothing_to_show_yet"


async def rows_of(pool: asyncpg.Pool, query: str, *arguments: object) -> list[asyncpg.Record]:
    """Give the rows of a query on the read models.

    A text with a NUL in it stands nowhere, so a question that holds one finds nothing.

    Raises:
        NothingToShowYet: the read models were never built.
        LogOutOfReach: the database did not answer for 30 s.
        NobodyReads: this is confidential, and asked for in nobody's name.
    """
    try:
        question = (id(pool), acting(), query, repr(arguments))
        return await asked_once(question, lambda: ask(pool, query, *arguments))
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        raise NothingToShowYet from None
    except asyncpg.InsufficientPrivilegeError:
        if acting().is_nobody:
            raise NobodyReads from None
        raise
    except asyncpg.CharacterNotInRepertoireError:
        return []


async def row_of(pool: asyncpg.Pool, query: str, *arguments: object) -> asyncpg.Record | None:
    """Give the first row of a query, or None; raises as `rows_of`."""
    rows = await rows_of(pool, query, *arguments)
    return rows[0] if rows else None

"""Connections to the database, each confined to the role its task needs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final

import asyncpg

from storage.acting import Acting, acting
from storage.query_names import tell_of_statements
from storage.spans import is_followed

WRITER_TIMEOUTS: Final = {"lock_timeout": "10s", "statement_timeout": "20s"}
IDLE_IN_TRANSACTION: Final = "60s"
CLOSE_SECONDS: Final = 10.0


class Role(StrEnum):
    """Who may do what in the database; see the first migration."""

    MIGRATOR = "perennial_migrator"
    OWNER = "perennial_owner"
    WRITER = "perennial_writer"
    PROJECTOR = "perennial_projector"
    READER = "perennial_reader"
    KEEPER = "perennial_keeper"
    SEALER = "perennial_sealer"
    HOST = "perennial_host"
    METER = "perennial_meter"


_LEAVE_NOTHING: Final = frozenset({Role.WRITER, Role.READER, Role.KEEPER, Role.HOST, Role.METER})


class ReadingConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection of a reader, which remembers in whose name it reads."""

    in_name_of: Acting | None = None

    async def take_name(self) -> None:
        """Tell the database in whose name this task reads, where that is somebody else's now."""
        wanted = acting()
        if wanted == self.in_name_of:
            return
        self.in_name_of = None
        # take_name: both settings in one statement, so that never one is new and the other old;
        # an id and names of offices, which hold no quotes.
        await self.execute(
            f"SET perennial.person = '{wanted.person}'; "
            f"SET perennial.capacity = '{wanted.capacities}'"
        )
        self.in_name_of = wanted


async def open_pool(url: str, role: Role, *, min_size: int = 1, max_size: int = 10) -> asyncpg.Pool:
    """Open connections that can do what `role` may do, and nothing else.

    The login in `url` must be a superuser or a member of the role. A writer waits at most 10 s for
    the sequencer and 20 s for a statement, because a stuck writer stops all others. What a
    reader sees depends on the name in which it reads, see `storage.acting`.
    """
    settings = {
        "role": role.value,
        "application_name": role.value.replace("_", " "),
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    if role is Role.WRITER:
        settings |= WRITER_TIMEOUTS
    is_reader = role is Role.READER
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        server_settings=settings,
        # These send single statements and short transactions, and leave nothing behind that would
        # need the round trip of a reset; an open transaction is ended in any case.
        reset=_nothing_to_reset if role in _LEAVE_NOTHING else None,
        connection_class=ReadingConnection if is_reader else asyncpg.Connection,
        setup=_take_name if is_reader else None,
        init=tell_of_statements if is_followed() else None,
    )


@asynccontextmanager
async def pool_of(
    url: str, role: Role, *, min_size: int = 1, max_size: int = 10
) -> AsyncIterator[asyncpg.Pool]:
    """Open connections as `open_pool` does, and close them at the end, come what may.

    A connection that nobody gives back within some seconds is cut off: it may be one that was
    lent just as its borrower was told to stop, and no process waits for it for ever.
    """
    pool = await open_pool(url, role, min_size=min_size, max_size=max_size)
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def _take_name(connection: ReadingConnection) -> None:
    """Say in whose name somebody reads, each time they take a connection."""
    await connection.take_name()


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Leave the session as it is."""

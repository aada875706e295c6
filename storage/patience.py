"""Ask the database again when a connection dies, as long as that does no harm."""

import asyncio
from contextlib import suppress
from typing import Final

import asyncpg

from storage.errors import LogOutOfReach

PATIENCE_SECONDS: Final = 30.0
FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 1.0

# The connection is gone or in doubt, and with it what was under way: never use it again. Whether a
# statement was committed is unknown. InternalClientError is what asyncpg raises when a link dies at
# the wrong moment; it is a subclass of none of the others.
CONNECTION_LOST: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
)

# The log is busy, or its disk is full until somebody makes room; nothing was stored and the
# connection is sound.
BUSY: Final = (
    asyncpg.DiskFullError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
)


async def ask(pool: asyncpg.Pool, query: str, *arguments: object) -> list[asyncpg.Record]:
    """Send one statement that is safe to repeat, and keep trying while the database is away.

    Raises:
        LogOutOfReach: it was away for 30 s, or the pool is closed.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_SECONDS
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await _ask_once(pool, query, *arguments)
        except ValueError:
            # An argument that cannot be sent: asyncpg's DataError is an InterfaceError as well.
            raise
        except (*CONNECTION_LOST, *BUSY) as trouble:
            if pool.is_closing() or loop.time() + pause > deadline:
                raise LogOutOfReach from trouble
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _ask_once(pool: asyncpg.Pool, query: str, *arguments: object) -> list[asyncpg.Record]:
    async with pool.acquire() as connection:
        try:
            rows: list[asyncpg.Record] = await connection.fetch(query, *arguments)
        except ValueError:
            raise
        except CONNECTION_LOST:
            # The pool may have noticed before us and taken the connection back.
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
            raise
        return rows

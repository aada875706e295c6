"""Hears which keys were destroyed by other processes, so that nobody goes on using them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import UUID

import asyncpg

from storage.patience import CONNECTION_LOST

DESTROYED: Final = "perennial_key_destroyed"
CONNECT_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 1.0


async def watch(
    pool: asyncpg.Pool, destroyed: Callable[[UUID], None], missed: Callable[[], None]
) -> None:
    """Call `destroyed` with each person erased from now on, on a connection of `pool`, for ever.

    `missed` is called whenever something may not have been heard: at the start, and after a
    connection was lost and replaced.
    """
    while True:
        with suppress(*CONNECTION_LOST):
            # Not by the pool's own timeout, which can swallow being told to stop.
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await pool.acquire()
            try:
                await _listen(connection, destroyed, missed)
            finally:
                await _hang_up(pool, connection)
        await asyncio.sleep(RETRY_SECONDS)


async def _listen(
    connection: asyncpg.pool.PoolConnectionProxy,
    destroyed: Callable[[UUID], None],
    missed: Callable[[], None],
) -> None:
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())

    def hear(_: object, __: int, ___: str, subject: object) -> None:
        destroyed(UUID(str(subject)))

    await connection.add_listener(DESTROYED, hear)
    missed()
    await lost.wait()


async def _hang_up(pool: asyncpg.Pool, connection: asyncpg.pool.PoolConnectionProxy) -> None:
    # Ended, not handed on: the next user of it would go on hearing.
    with suppress(*CONNECTION_LOST):
        connection.terminate()
    with suppress(*CONNECTION_LOST):
        await pool.release(connection)

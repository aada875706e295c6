"""Tells whoever follows the log that it has grown."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import asyncpg

from storage.patience import CONNECTION_LOST

CHANNEL: Final = "perennial_log"
POLL_SECONDS: Final = 1.0
CONNECT_SECONDS: Final = 5.0


class WakeUps:
    """An endless row of wake-ups: one at once, one after each append, one a second anyway.

    A lost connection is replaced; until it is, the wake-up of each second stands in. Several
    appends may share a wake-up, so read until the log is exhausted after each. Iterate inside
    `async with`.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Listen on a connection of `pool`, held for as long as the iteration lasts."""
        self._pool = pool
        self._connection: asyncpg.pool.PoolConnectionProxy | None = None
        self._grown = asyncio.Event()
        self._grown.set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._hang_up(connection)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> None:
        if self._connection is None:
            await self._listen()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._grown.wait(), POLL_SECONDS)
        self._grown.clear()

    async def _listen(self) -> None:
        """Listen if that is possible; the wake-up of each second does without."""
        with suppress(*CONNECTION_LOST):
            # Not by the pool's own timeout, which can swallow being told to stop.
            async with asyncio.timeout(CONNECT_SECONDS):
                connection = await self._pool.acquire()
            self._connection = connection
            try:
                connection.add_termination_listener(self._lose)
                await connection.add_listener(CHANNEL, self._wake)
            except CONNECTION_LOST:
                self._connection = None
                await self._hang_up(connection)
            # What was appended while nobody listened.
            self._grown.set()

    async def _hang_up(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        # Ended, not handed on: the next user of it should not be woken. The pool takes a connection
        # back by itself when the server ends it, and then there is nothing to do.
        with suppress(*CONNECTION_LOST):
            connection.terminate()
        with suppress(*CONNECTION_LOST):
            await self._pool.release(connection)

    def _lose(self, _: object) -> None:
        self._connection = None
        self._grown.set()

    def _wake(self, *_: object) -> None:
        self._grown.set()

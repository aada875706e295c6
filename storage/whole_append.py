"""Facts in many streams that enter the log together or not at all."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from storage.errors import LogOutOfReach
from storage.event import AppendRequest
from storage.group_commit import APPEND, MAX_REQUESTS, columns_of
from storage.patience import BUSY, CONNECTION_LOST

CAREFUL: Final = False


class _NotAsExpected(Exception):
    pass


async def append_whole(pool: asyncpg.Pool, requests: Sequence[AppendRequest]) -> bool:
    """Store all requests in one transaction; False, and nothing stored, if a stream has moved.

    Each request is about another stream and names the version it expects. Other writers wait until
    the last one is in, so this is for what people do seldom and want whole, such as an import.

    Raises:
        LogOutOfReach: the database did not answer; whether the facts were stored is unknown.
    """
    try:
        async with pool.acquire() as connection, connection.transaction():
            for first in range(0, len(requests), MAX_REQUESTS):
                await _append(connection, requests[first : first + MAX_REQUESTS])
    except _NotAsExpected:
        return False
    except (*CONNECTION_LOST, *BUSY) as trouble:
        raise LogOutOfReach from trouble
    return True


async def _append(connection: asyncpg.Connection, requests: Sequence[AppendRequest]) -> None:
    row = await connection.fetchrow(APPEND, *columns_of(requests), CAREFUL)
    # Outcomes are told only where a stream did not stand as expected.
    if row["outcomes"] is not None:
        raise _NotAsExpected

"""How often something was tried, counted for all gateways together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from storage.patience import ask

KEPT_FOR: Final = timedelta(days=1)

# take_turn: who counts the same thing at the same time counts one after the other.
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))"

# note_attempt: count one more, unless there were as many as may be.
NOTE_ATTEMPT: Final = """
INSERT INTO web.attempt (who, at)
SELECT $1, $2
WHERE (SELECT count(*) FROM web.attempt WHERE who = $1 AND at > $3) < $4
RETURNING at
"""

# oldest_that_counts: when the first of the latest so many attempts was.
OLDEST_THAT_COUNTS: Final = """
SELECT at FROM web.attempt WHERE who = $1 ORDER BY at DESC OFFSET $2 - 1 LIMIT 1
"""

# sweep_attempts: forget what counts for nothing any more.
SWEEP_ATTEMPTS: Final = "DELETE FROM web.attempt WHERE at < $1"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in such a while, and no more."""

    times: int
    within: timedelta


class Attempts:
    """Counts through `pool` (a host's); `who` is a digest of at least 16 bytes."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def count(self, who: bytes, limit: Limit, at: datetime) -> datetime | None:
        """Count an attempt; None when it is within the limit, else when the next one will be.

        What is refused is not counted, so waiting helps.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(TAKE_TURN, who)
            since = at - limit.within
            noted = await connection.fetch(NOTE_ATTEMPT, who, at, since, limit.times)
        if noted:
            await ask(self._pool, SWEEP_ATTEMPTS, at - KEPT_FOR)
            return None
        rows = await ask(self._pool, OLDEST_THAT_COUNTS, who, limit.times)
        return rows[0]["at"] + limit.within if rows else None

    async def counts(self, who: bytes, limit: Limit, at: datetime) -> bool:
        """Tell whether the limit is reached, without counting."""
        rows = await ask(self._pool, OLDEST_THAT_COUNTS, who, limit.times)
        return bool(rows) and rows[0]["at"] > at - limit.within

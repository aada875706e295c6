"""What reviews asked for and nobody has set going yet."""

from typing import Final

import asyncpg

from storage.read_models.asking import row_of

# count_waiting: how many things that reviews asked for still wait to be set going.
COUNT_WAITING: Final = "SELECT count(*) AS number FROM read.follow_ups WHERE state = 'waiting'"


async def count_waiting(pool: asyncpg.Pool) -> int:
    """Count the follow-ups that wait; a moment after a submission there are none."""
    row = await row_of(pool, COUNT_WAITING)
    return int(row["number"]) if row else 0

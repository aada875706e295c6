"""How often people were nudged of late, and what became of a change HR made to many reviews."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId
from storage.read_models.asking import rows_of

# nudged_since: how often each person was asked after something in a cycle since a moment of it.
NUDGED_SINCE: Final = """
SELECT recipient, count(*) AS times FROM read.notices
WHERE cycle = $1 AND reason = 'nudge' AND made_at > $2
GROUP BY recipient
"""

# followed: the reviews of a cycle in which an event of some types tells of a request.
FOLLOWED: Final = """
SELECT DISTINCT t.stream FROM read.reviews AS r
JOIN read.timeline AS t ON t.stream = r.review
WHERE r.cycle = $1 AND t.type = ANY($2::text[]) AND t.facts::jsonb ->> 'request' = $3
"""


async def nudged_since(pool: asyncpg.Pool, cycle: CycleId, since: datetime) -> dict[PersonId, int]:
    """Count the nudges of each person since a moment of the cycle's time."""
    rows = await rows_of(pool, NUDGED_SINCE, cycle, since)
    return {PersonId(row["recipient"]): row["times"] for row in rows}


async def followed(
    pool: asyncpg.Pool, cycle: CycleId, types: Sequence[str], request: str
) -> set[ReviewId]:
    """Name the reviews that have done what was asked of many."""
    rows = await rows_of(pool, FOLLOWED, cycle, list(types), request)
    return {ReviewId(row["stream"]) for row in rows}

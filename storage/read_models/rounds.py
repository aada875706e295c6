"""What a round of delivery asks: whose turn it is, and whose comes later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId
from storage.read_models.asking import rows_of

NOBODY: Final = PersonId(UUID(int=0))
"""Comes before everybody."""

# recipients_due: the next people for whom something of a cycle waits that may go out by now.
RECIPIENTS_DUE: Final = """
SELECT DISTINCT recipient FROM read.notices
WHERE cycle = $1 AND state = 'waiting' AND not_before <= $2 AND recipient > $3
ORDER BY recipient
LIMIT $4
"""

# upcoming: for whom something may go out later, and from when on, the first of them first.
UPCOMING: Final = """
SELECT recipient, min(not_before) AS not_before FROM read.notices
WHERE cycle = $1 AND state = 'waiting' AND not_before > $2
GROUP BY recipient
ORDER BY not_before, recipient
LIMIT $3
"""

# sent_since: how many messages, of whichever cycle, went out to some people since a moment of each.
SENT_SINCE: Final = """
SELECT d.recipient, count(*) AS messages
FROM unnest($1::uuid[], $2::timestamptz[]) AS asked (recipient, since)
JOIN read.deliveries AS d ON d.recipient = asked.recipient AND d.at >= asked.since
WHERE d.at <= $3 AND d.state <> 'failed'
GROUP BY d.recipient
"""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Somebody for whom something may go out from that moment of the cycle on, not before."""

    recipient: PersonId
    not_before: datetime


async def recipients_due(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, after: PersonId, limit: int
) -> list[PersonId]:
    """List the next people after one, by id, for whom something may go out by then."""
    rows = await rows_of(pool, RECIPIENTS_DUE, cycle, at, after, limit)
    return [row["recipient"] for row in rows]


async def sent_since(
    pool: asyncpg.Pool, since: Mapping[PersonId, datetime], until: datetime
) -> dict[PersonId, int]:
    """Count the messages that went out to people between a moment of each and one of all."""
    rows = await rows_of(pool, SENT_SINCE, list(since), list(since.values()), until)
    return {row["recipient"]: row["messages"] for row in rows}


async def upcoming(
    pool: asyncpg.Pool, cycle: CycleId, after: datetime, limit: int
) -> list[Upcoming]:
    """List for whom something may go out after a moment, each once, the first of them first."""
    rows = await rows_of(pool, UPCOMING, cycle, after, limit)
    return [Upcoming(**row) for row in rows]

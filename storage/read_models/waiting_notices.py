"""What waits to be told of one review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.ids import PersonId, ReviewId
from domain.views.notices import Reason
from storage.read_models.asking import rows_of

# waiting_about: what is to be told of a review and has not gone out, the next first.
WAITING_ABOUT: Final = """
SELECT recipient, reason, not_before FROM read.notices
WHERE stream = $1 AND state = 'waiting' ORDER BY not_before, position
"""


@dataclass(frozen=True, slots=True)
class WaitsToBeTold:
    """Somebody is to be told something, not before that moment of the cycle."""

    recipient: PersonId
    reason: Reason
    not_before: datetime


async def waiting_about(pool: asyncpg.Pool, review: ReviewId) -> list[WaitsToBeTold]:
    """List what is to be told of a review and has not gone out, the next first."""
    return [
        WaitsToBeTold(row["recipient"], Reason(row["reason"]), row["not_before"])
        for row in await rows_of(pool, WAITING_ABOUT, review)
    ]

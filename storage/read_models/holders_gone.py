"""Steps that lie before somebody who has left."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import asyncpg

from domain.definition.words import Role
from domain.ids import CycleId, ReviewId, StepId
from storage.read_models.asking import rows_of

# holders_gone: open steps of a cycle whose holder has left by a day, or is not there any more.
HOLDERS_GONE: Final = """
SELECT s.review, s.step, s.role, s.opens_at AS since
FROM read.steps AS s
JOIN read.reviews AS r ON r.review = s.review AND r.state = 'open'
LEFT JOIN read.people AS p ON p.person = s.assignee
WHERE s.cycle = $1 AND s.state = 'open' AND s.assignee IS NOT NULL
  AND (p.person IS NULL OR p.termination_date < $2)
ORDER BY s.review, s.step, s.seat
"""


@dataclass(frozen=True, slots=True)
class HolderGone:
    """A step that nobody will do; who had it is not said."""

    review: ReviewId
    step: StepId
    role: Role
    since: datetime


async def holders_gone(pool: asyncpg.Pool, cycle: CycleId, on: date) -> list[HolderGone]:
    """List the open steps of a cycle whose holder has left before that day of it."""
    return [
        HolderGone(row["review"], row["step"], Role(row["role"]), row["since"])
        for row in await rows_of(pool, HOLDERS_GONE, cycle, on)
    ]

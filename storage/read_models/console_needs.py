"""How many reviews of a cycle there are, and what in it waits for HR.

Both questions take `unit`: the HR partner whose people are meant, or None for everybody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId
from storage.read_models.asking import row_of

# reviews_by_state: how many reviews are open, completed, cancelled, how many of those rest, and how
# many stages all of them together have behind them.
REVIEWS_BY_STATE: Final = """
SELECT count(*)::integer AS reviews,
       count(*) FILTER (WHERE r.state = 'completed')::integer AS completed,
       count(*) FILTER (WHERE r.state = 'cancelled')::integer AS cancelled,
       count(*) FILTER (WHERE r.state = 'open' AND r.paused_at IS NOT NULL)::integer AS paused,
       coalesce(sum(r.stages_done) FILTER (WHERE r.state <> 'cancelled'), 0)::integer AS stages_done
FROM read.reviews AS r LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE r.cycle = $1 AND ($2::uuid IS NULL OR p.hr_partner = $2)
"""

# what_needs_hr: how many steps are overdue or blocked, how many people wait for more time, and how
# many messages could not be delivered.
WHAT_NEEDS_HR: Final = """
WITH standing AS (
    SELECT s.review, s.step, s.seat, s.round, s.state, s.due FROM read.steps AS s
    WHERE s.cycle = $1 AND s.state = 'open' AND s.due < $2
    UNION ALL
    SELECT s.review, s.step, s.seat, s.round, s.state, s.due FROM read.steps AS s
    WHERE s.cycle = $1 AND s.state = 'blocked'
), mine AS (
    SELECT n.state FROM standing AS n
    JOIN read.reviews AS r USING (review)
    LEFT JOIN read.people AS p ON p.person = r.reviewee
    WHERE $3::uuid IS NULL OR p.hr_partner = $3
)
SELECT
    (SELECT count(*) FROM mine WHERE state = 'open')::integer AS overdue,
    (SELECT count(*) FROM mine WHERE state = 'blocked')::integer AS blocked,
    (
        SELECT count(DISTINCT (a.review, a.step, a.seat, a.round)) FROM read.notices AS a
        JOIN read.steps AS s USING (review, step, seat, round)
        JOIN read.reviews AS r USING (review)
        LEFT JOIN read.people AS p ON p.person = r.reviewee
        WHERE a.cycle = $1 AND a.reason = 'more_time_asked' AND s.state = 'open'
          AND ($3::uuid IS NULL OR p.hr_partner = $3) AND NOT EXISTS (
              SELECT FROM read.notices AS b
              WHERE b.stream = a.stream AND b.step = a.step AND b.seat = a.seat
                AND b.round = a.round AND b.reason = 'deadline_moved' AND b.position > a.position)
    )::integer AS more_time,
    (
        SELECT count(*) FROM read.deliveries AS d
        LEFT JOIN read.people AS p ON p.person = d.recipient
        WHERE d.cycle = $1 AND d.state = 'failed' AND ($3::uuid IS NULL OR p.hr_partner = $3)
    )::integer AS failed
"""


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many reviews there are, and how many of them are over or rest."""

    reviews: int
    completed: int
    cancelled: int
    paused: int
    stages_done: int

    @property
    def open(self) -> int:
        """How many are not over."""
        return self.reviews - self.completed - self.cancelled


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for HR: steps overdue and blocked, people asking for more time, lost messages."""

    overdue: int = 0
    blocked: int = 0
    more_time: int = 0
    failed: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing waits for HR."""
        return not (self.overdue or self.blocked or self.more_time or self.failed)


async def reviews_by_state(
    pool: asyncpg.Pool, cycle: CycleId, *, unit: PersonId | None = None
) -> ReviewCounts:
    """Count the reviews of a cycle."""
    row = await row_of(pool, REVIEWS_BY_STATE, cycle, unit)
    return ReviewCounts(**row) if row else ReviewCounts(0, 0, 0, 0, 0)


async def what_needs_hr(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, *, unit: PersonId | None = None
) -> Needs:
    """Say what HR has to look after in a cycle; `at` is the cycle's present."""
    row = await row_of(pool, WHAT_NEEDS_HR, cycle, at, unit)
    return Needs(**row) if row else Needs()

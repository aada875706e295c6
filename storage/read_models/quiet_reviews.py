"""Reviews and the last feedback in them, as far as the manager can know of it."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.definition.words import Role
from domain.feedback.quiet import Silence
from domain.ids import ReviewId
from storage.read_models.asking import rows_of
from storage.read_models.cycles import Cycle

FIRST: Final = ReviewId(UUID(int=0))
"""Comes before every review."""

# silences: the next open reviews of a cycle by id, each with its manager, the last feedback that
# the reviewee got and the manager can know of, and what the manager was told before. Of a form
# without names it is known neither who has handed it in nor when, so it counts from its deadline
# on, and only when so many have handed it in that it is shown.
SILENCES: Final = """
WITH page AS (
    SELECT r.review, r.reviewee, r.opened_at, (
        SELECT s.person FROM read.seats AS s
        WHERE s.review = r.review AND s.role = 'manager' AND s.person IS NOT NULL
        ORDER BY s.step, s.seat LIMIT 1
    ) AS manager
    FROM read.reviews AS r
    WHERE r.cycle = $1 AND r.state = 'open' AND r.paused_at IS NULL AND r.review > $2
    ORDER BY r.review LIMIT $3
)
SELECT p.review, p.reviewee, p.manager, p.opened_at, greatest(f.last, w.last) AS last,
       q.quiet_since AS pointed_out, q.review IS NOT NULL AS was_pointed_out
FROM page AS p
CROSS JOIN LATERAL (
    SELECT max(given.at) AS last FROM read.feedback AS given
    WHERE given.receiver = p.reviewee AND given.withdrawn_at IS NULL AND given.at <= $4
      AND (given.visible_to IN ('both', 'everyone')
           OR (given.visible_to = 'receiver' AND given.giver = p.manager))
) AS f
CROSS JOIN LATERAL (
    SELECT max(known.at) AS last FROM (
        SELECT CASE
            WHEN a.step IS NULL THEN max(s.done_at) FILTER (WHERE s.verdict = 'submitted')
            WHEN count(*) FILTER (WHERE s.state IN ('open', 'blocked')) = 0
                AND count(DISTINCT s.seat) FILTER (WHERE s.verdict = 'submitted') >= a.threshold
                THEN max(s.due)
        END AS at
        FROM read.steps AS s
        LEFT JOIN unnest($5::text[], $6::integer[]) AS a (step, threshold) ON a.step = s.step
        WHERE s.review = p.review AND s.role = 'peer'
        GROUP BY s.step, a.step, a.threshold
    ) AS known WHERE known.at <= $4
) AS w
LEFT JOIN read.quiet_reviews AS q ON q.review = p.review AND q.manager = p.manager
ORDER BY p.review
"""


async def silences(
    pool: asyncpg.Pool, cycle: Cycle, at: datetime, after: ReviewId = FIRST, limit: int = 500
) -> list[Silence]:
    """List how it stands with feedback in the next open reviews of a cycle after one, by id.

    Args:
        pool: connections of a reader.
        cycle: whose reviews; those that are paused are left out.
        at: the cycle's present; what happens later is not looked at.
        after: the review that comes before the first.
        limit: how many at most.
    """
    nameless = _thresholds(cycle)
    rows = await rows_of(
        pool, SILENCES, cycle.cycle, after, limit, at, list(nameless), list(nameless.values())
    )
    return [Silence(**row) for row in rows]


def _thresholds(cycle: Cycle) -> dict[str, int]:
    """Name the steps of peers whose forms are without names, and how many make them shown."""
    forms = cycle.definition.forms
    return {
        step.id: forms[step.form].threshold
        for step in cycle.definition.steps
        if step.role is Role.PEER and step.form and forms[step.form].anonymous
    }

"""The people somebody leads: where the review of each stands, and what waits for whom in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId, StageId
from storage.read_models.asking import rows_of
from storage.read_models.reviews import StepLine

# team_of: whom a person leads, in the directory or as manager in an open review, with the latest
# review of each.
TEAM_OF: Final = """
WITH led AS (
    SELECT person FROM read.people WHERE manager = $1
    UNION
    SELECT r.reviewee FROM read.seats AS s JOIN read.reviews AS r USING (review)
    WHERE s.person = $1 AND s.role = 'manager' AND s.is_named AND r.state = 'open'
)
SELECT p.person, p.display_full_name AS name, p.job_title, p.employment_status = 'inactive' AS gone,
       r.review, r.cycle, r.stage, r.state, r.paused_at IS NOT NULL AS is_paused
FROM led JOIN read.people AS p USING (person)
LEFT JOIN LATERAL (
    SELECT * FROM read.reviews AS x WHERE x.reviewee = p.person ORDER BY x.opened_at DESC LIMIT 1
) AS r ON TRUE
WHERE p.person <> $1
ORDER BY r.state = 'open' DESC NULLS LAST, p.display_full_name, p.person
"""

# steps_waiting: the steps of some reviews that wait for somebody, or for anybody at all.
STEPS_WAITING: Final = """
SELECT review, step, seat, round, stage, role, act, state, assignee, owner, opens_at, due, done_at,
       verdict, submission, actor, reminders, rungs
FROM read.steps WHERE review = ANY($1::uuid[]) AND state IN ('open', 'blocked')
ORDER BY review, opens_at, step, seat, round
"""

# quiet_reports: the open reviews that a manager was told nobody gives feedback in, and in which
# nobody has since, as far as the manager can know.
QUIET_REPORTS: Final = """
SELECT r.reviewee, q.quiet_since AS since
FROM read.quiet_reviews AS q JOIN read.reviews AS r USING (review)
WHERE q.manager = $1 AND r.state = 'open' AND NOT EXISTS (
    SELECT FROM read.feedback AS f
    WHERE f.receiver = r.reviewee AND f.withdrawn_at IS NULL AND f.at > q.at
      AND (f.visible_to IN ('both', 'everyone')
           OR (f.visible_to = 'receiver' AND f.giver = q.manager))
)
ORDER BY q.quiet_since NULLS FIRST, r.reviewee
"""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """Somebody who is led, and their latest review if they ever had one."""

    person: PersonId
    name: str
    job_title: str
    gone: bool
    review: ReviewId | None
    cycle: CycleId | None
    stage: StageId | None
    state: Literal["open", "completed", "cancelled"] | None
    is_paused: bool


@dataclass(frozen=True, slots=True)
class QuietReport:
    """Somebody whom nobody has told anything; `since` is the day of the last feedback, if any."""

    reviewee: PersonId
    since: date | None


async def team_of(pool: asyncpg.Pool, manager: PersonId) -> list[TeamLine]:
    """List whom somebody leads, those in review first; who has left is there while in review."""
    lines = [TeamLine(**row) for row in await rows_of(pool, TEAM_OF, manager)]
    return [line for line in lines if not line.gone or line.state == "open"]


async def steps_waiting(
    pool: asyncpg.Pool, reviews: Collection[ReviewId]
) -> dict[ReviewId, list[StepLine]]:
    """List the open and blocked steps of some reviews, each review in the order of opening."""
    found: dict[ReviewId, list[StepLine]] = {review: [] for review in reviews}
    for row in await rows_of(pool, STEPS_WAITING, list(reviews)) if reviews else ():
        values = dict(row)
        found[values.pop("review")].append(StepLine(**values))
    return found


async def quiet_reports(pool: asyncpg.Pool, manager: PersonId) -> list[QuietReport]:
    """List whom a manager was told to be without feedback and still are, the longest first."""
    return [QuietReport(**row) for row in await rows_of(pool, QUIET_REPORTS, manager)]

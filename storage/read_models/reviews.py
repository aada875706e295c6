"""The reviews of a cycle: which are open, how far each is, and where it stands still."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import asyncpg

from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId, StageId, StepId
from domain.review.verdict import Verdict
from storage.read_models.asking import row_of, rows_of

_COLUMNS: Final = """
    r.review, r.cycle, r.reviewee, r.session, r.stage, r.stages_done, r.state, r.cause,
    r.signature, r.opened_at, r.closed_at, r.paused_at, r.version
"""

# open_reviews: the reviews of a cycle that are not over.
OPEN_REVIEWS: Final = """
SELECT review FROM read.reviews WHERE cycle = $1 AND state = 'open' ORDER BY review
"""

# count_open: how many reviews of a cycle are not over.
COUNT_OPEN: Final = """
SELECT count(*) AS number FROM read.reviews WHERE cycle = $1 AND state = 'open'
"""

# review_of: one review by its id.
REVIEW_OF: Final = f"SELECT {_COLUMNS} FROM read.reviews AS r WHERE r.review = $1"  # noqa: S608

# cycles_of_reviews: which cycle each of some reviews belongs to.
CYCLES_OF_REVIEWS: Final = "SELECT review, cycle FROM read.reviews WHERE review = ANY($1::uuid[])"

# find_review: the review of a person in the cycle launched under a key.
FIND_REVIEW: Final = f"""
SELECT {_COLUMNS}
FROM read.reviews AS r JOIN read.cycles AS c USING (cycle)
WHERE c.organisation = $1 AND c.key = $2 AND r.reviewee = $3
"""  # noqa: S608 - our own columns

# reviews_of_person: every review about a person, the latest first.
REVIEWS_OF_PERSON: Final = f"""
SELECT {_COLUMNS} FROM read.reviews AS r WHERE r.reviewee = $1 ORDER BY r.opened_at DESC
"""  # noqa: S608 - our own columns

# reviews_of_cycle: every review of a cycle.
REVIEWS_OF_CYCLE: Final = f"""
SELECT {_COLUMNS} FROM read.reviews AS r WHERE r.cycle = $1 ORDER BY r.review
"""  # noqa: S608 - our own columns

# steps_of_review: every step of a review that ever opened, in that order.
STEPS_OF_REVIEW: Final = """
SELECT step, seat, round, stage, role, act, state, assignee, owner, opens_at, due, done_at,
       verdict, submission, actor, reminders, rungs
FROM read.steps WHERE review = $1 ORDER BY opens_at, step, seat, round
"""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review as a whole; `stage` is the one it is in, or was in last."""

    review: ReviewId
    cycle: CycleId
    reviewee: PersonId
    session: SessionId | None
    stage: StageId | None
    stages_done: int
    state: Literal["open", "completed", "cancelled"]
    cause: str | None
    signature: Verdict | None
    opened_at: datetime
    closed_at: datetime | None
    paused_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it lay before one seat in one round."""

    step: StepId
    seat: int
    round: int
    stage: StageId
    role: str
    act: str
    state: Literal[
        "open", "blocked", "done", "sent_back", "reopened", "withdrawn", "expired", "cancelled"
    ]
    assignee: PersonId | None
    owner: PersonId | None
    opens_at: datetime
    due: datetime | None
    done_at: datetime | None
    verdict: str | None
    submission: str | None
    actor: PersonId | None
    reminders: int
    rungs: int


async def open_reviews(pool: asyncpg.Pool, cycle: CycleId) -> list[ReviewId]:
    """List the reviews of a cycle that are neither completed nor cancelled."""
    return [row["review"] for row in await rows_of(pool, OPEN_REVIEWS, cycle)]


async def count_open(pool: asyncpg.Pool, cycle: CycleId) -> int:
    """Count the reviews of a cycle that are neither completed nor cancelled."""
    row = await row_of(pool, COUNT_OPEN, cycle)
    return int(row["number"]) if row else 0


async def review_of(pool: asyncpg.Pool, review: ReviewId) -> ReviewLine | None:
    """Give a review by its id."""
    row = await row_of(pool, REVIEW_OF, review)
    return _line(row) if row else None


async def cycles_of_reviews(
    pool: asyncpg.Pool, reviews: Collection[UUID]
) -> dict[ReviewId, CycleId]:
    """Give the cycle of each of these reviews that there is."""
    rows = await rows_of(pool, CYCLES_OF_REVIEWS, list(reviews)) if reviews else []
    return {row["review"]: row["cycle"] for row in rows}


async def find_review(
    pool: asyncpg.Pool, organisation: OrganisationId, key: str, person: PersonId
) -> ReviewLine | None:
    """Find the review of a person in the cycle of that key."""
    row = await row_of(pool, FIND_REVIEW, organisation, key, person)
    return _line(row) if row else None


async def reviews_of_person(pool: asyncpg.Pool, person: PersonId) -> list[ReviewLine]:
    """List every review about a person, the latest first."""
    return [_line(row) for row in await rows_of(pool, REVIEWS_OF_PERSON, person)]


async def reviews_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[ReviewLine]:
    """List every review of a cycle."""
    return [_line(row) for row in await rows_of(pool, REVIEWS_OF_CYCLE, cycle)]


async def steps_of_review(pool: asyncpg.Pool, review: ReviewId) -> list[StepLine]:
    """List every step of a review that ever opened, in the order in which they opened."""
    return [StepLine(**row) for row in await rows_of(pool, STEPS_OF_REVIEW, review)]


def _line(row: asyncpg.Record) -> ReviewLine:
    values = dict(row)
    signature = values.pop("signature")
    return ReviewLine(**values, signature=Verdict(signature) if signature else None)

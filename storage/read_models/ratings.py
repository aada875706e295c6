"""Ratings before and after the panel: of a cycle as a chart, of a session as its board."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import asyncpg

from domain.fairness import Grouping, Rated
from domain.ids import CycleId, PersonId, ReviewId, SessionId
from storage.read_models.asking import row_of, rows_of

# ratings_of_cycle: the rating of every review of a cycle that has one.
RATINGS_OF_CYCLE: Final = """
SELECT t.review, r.reviewee, t.session, t.proposed, t.calibrated, t.amended, t.final, t.is_moved,
       t.moved_by, t.reason_code
FROM read.ratings AS t JOIN read.reviews AS r USING (review)
WHERE t.cycle = $1 ORDER BY t.review
"""

# rating_of: the level that stands for one review.
RATING_OF: Final = "SELECT final FROM read.ratings WHERE review = $1"

# rating_of_review: the rating of one review as it came about.
RATING_OF_REVIEW: Final = """
SELECT t.review, r.reviewee, t.session, t.proposed, t.calibrated, t.amended, t.final, t.is_moved,
       t.moved_by, t.reason_code
FROM read.ratings AS t JOIN read.reviews AS r USING (review)
WHERE t.review = $1
"""

# rated_of_cycle: who rated whom and how, with what those reviewed have in common.
RATED_OF_CYCLE: Final = """
SELECT t.proposed_by AS rater, t.proposed, t.calibrated, t.final,
       p.department, p.location, p.level, p.employment_type
FROM read.ratings AS t JOIN read.reviews AS r USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE t.cycle = $1 AND r.state <> 'cancelled' AND t.proposed IS NOT NULL AND t.final IS NOT NULL
ORDER BY t.review
"""

# board: the reviews of a session with their ratings, and from whom each is hidden.
BOARD: Final = """
SELECT m.review, m.reviewee, m.hidden_from, m.moves, t.proposed, t.on_board, t.reason_code,
       t.moved_by
FROM read.session_members AS m LEFT JOIN read.ratings AS t USING (review)
WHERE m.session = $1 AND NOT m.is_withdrawn ORDER BY m.reviewee
"""

# sessions_of_cycle: the sessions of a cycle and how far they are.
SESSIONS_OF_CYCLE: Final = """
SELECT s.session, s.cycle, s.facilitator, s.panel, s.co_facilitators, s.opens_at, s.due, s.state,
       s.moves, s.missing, s.locked_at, s.locked_by,
       count(m.review) FILTER (WHERE NOT m.is_withdrawn) AS reviews
FROM read.sessions AS s LEFT JOIN read.session_members AS m USING (session)
WHERE s.cycle = $1 GROUP BY s.session ORDER BY s.due, s.session
"""


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of a review as it came about; `final` is the one that stands."""

    review: ReviewId
    reviewee: PersonId
    session: SessionId | None
    proposed: int | None
    calibrated: int | None
    amended: int | None
    final: int | None
    is_moved: bool
    moved_by: PersonId | None
    reason_code: str | None


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How many reviews stood at a level before the panel met, and how many do now."""

    level: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A review on the panel's board: the manager's level, and the one the panel tries."""

    review: ReviewId
    reviewee: PersonId
    hidden_from: frozenset[str]
    moves: int
    proposed: int | None
    on_board: int | None
    reason_code: str | None
    moved_by: PersonId | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A calibration session; `missing` counts the ratings it was locked without."""

    session: SessionId
    cycle: CycleId
    facilitator: PersonId
    panel: tuple[str, ...]
    co_facilitators: tuple[str, ...]
    opens_at: datetime
    due: datetime
    state: Literal["open", "locked"]
    moves: int
    missing: int
    locked_at: datetime | None
    locked_by: PersonId | None
    reviews: int


async def ratings_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[Rating]:
    """List the ratings of a cycle."""
    return [Rating(**row) for row in await rows_of(pool, RATINGS_OF_CYCLE, cycle)]


async def rating_of(pool: asyncpg.Pool, review: ReviewId) -> int | None:
    """Give the level that stands for a review; None before anybody has rated."""
    row = await row_of(pool, RATING_OF, review)
    level: int | None = row["final"] if row else None
    return level


async def rating_of_review(pool: asyncpg.Pool, review: ReviewId) -> Rating | None:
    """Give the rating of a review as it came about; None when nobody has rated it."""
    row = await row_of(pool, RATING_OF_REVIEW, review)
    return Rating(**row) if row else None


async def rated_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[Rated]:
    """List who rated whom in a cycle, without names of those reviewed; cancelled reviews are out.

    What groups people belong to is what the directory says of them today.
    """
    return [
        Rated(
            rater=row["rater"],
            proposed=row["proposed"],
            calibrated=row["calibrated"],
            final=row["final"],
            groups={grouping: row[grouping.value] or "" for grouping in Grouping},
        )
        for row in await rows_of(pool, RATED_OF_CYCLE, cycle)
    ]


def before_and_after(ratings: Iterable[Rating], levels: Iterable[int]) -> list[LevelCounts]:
    """Count the reviews at each level of the scale before the panel met, and now."""
    ratings = list(ratings)
    return [
        LevelCounts(
            level,
            before=sum(rating.proposed == level for rating in ratings),
            after=sum(rating.final == level for rating in ratings),
        )
        for level in levels
    ]


async def board(pool: asyncpg.Pool, session: SessionId) -> list[BoardRow]:
    """List the reviews of a session as its panel sees them; hiding rows is for the page."""
    return [
        BoardRow(**dict(row) | {"hidden_from": frozenset(json.loads(row["hidden_from"]))})
        for row in await rows_of(pool, BOARD, session)
    ]


async def sessions_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[SessionLine]:
    """List the sessions of a cycle, the one due first in front."""
    return [
        SessionLine(
            **dict(row)
            | {name: tuple(json.loads(row[name])) for name in ("panel", "co_facilitators")}
        )
        for row in await rows_of(pool, SESSIONS_OF_CYCLE, cycle)
    ]

"""The people of a cycle as HR goes through them: who is late, blocked or at risk, page by page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, assert_never
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId, StageId, StepId
from storage.read_models.asking import rows_of

PAGE: Final = 50

Condition = tuple[str, list[object]]
"""A condition, and a value for each place in it."""


class Trouble(StrEnum):
    """Why HR looks at a review."""

    LATE = "late"  # a step of it is overdue
    BLOCKED = "blocked"  # nobody can do a step of it
    AT_RISK = "at_risk"  # a step of it is due soon, and nothing of it is done
    MORE_TIME = "more_time"  # somebody asked for more time and waits for an answer


_REVIEWS_IN: Final = "r.review IN (SELECT s.review FROM read.steps AS s WHERE s.cycle = $1 AND {})"
_LATE: Final = _REVIEWS_IN.format("s.state = 'open' AND s.due < $2")
_BLOCKED: Final = _REVIEWS_IN.format("s.state = 'blocked'")
_AT_RISK: Final = _REVIEWS_IN.format("""s.state = 'open' AND s.opens_at <= $2
    AND s.due >= $2 AND s.due <= {} AND NOT EXISTS (
        SELECT FROM unnest({}::uuid[], {}::text[], {}::integer[]) AS d (review, step, seat)
        WHERE d.review = s.review AND d.step = s.step AND d.seat = s.seat)""")
_MORE_TIME: Final = """r.review IN (
    SELECT a.review FROM read.notices AS a JOIN read.steps AS s USING (review, step, seat, round)
    WHERE a.cycle = $1 AND a.reason = 'more_time_asked' AND s.state = 'open' AND NOT EXISTS (
        SELECT FROM read.notices AS b
        WHERE b.stream = a.stream AND b.step = a.step AND b.seat = a.seat AND b.round = a.round
          AND b.reason = 'deadline_moved' AND b.position > a.position))"""
_NAMED: Final = "(strpos(lower(p.display_full_name), lower({})) > 0 OR p.employee_number = {})"
_AFTER: Final = """(coalesce(p.display_full_name, ''), r.review) > (
    SELECT coalesce(b.display_full_name, ''), a.review
    FROM read.reviews AS a LEFT JOIN read.people AS b ON b.person = a.reviewee
    WHERE a.review = {})"""

# people_of_cycle: the next reviews of a cycle by the name of the person, each with its most urgent
# step. Who was erased has no name and comes first. Only the conditions that are asked for stand in
# it, so that the database plans for them alone.
PEOPLE_OF_CYCLE: Final = """
WITH page AS (
    SELECT r.review, r.reviewee, coalesce(p.display_full_name, '') AS name, p.department, p.manager,
           r.stage, r.state, r.paused_at IS NOT NULL AS is_paused
    FROM read.reviews AS r LEFT JOIN read.people AS p ON p.person = r.reviewee
    WHERE {conditions}
    ORDER BY coalesce(p.display_full_name, ''), r.review
    LIMIT $3
)
SELECT page.*, m.display_full_name AS manager_name, u.step, u.state AS step_state, u.due,
       u.assignee, w.display_full_name AS with_whom, c.open, c.overdue, c.blocked,
       m.manager AS second_line
FROM page
LEFT JOIN read.people AS m ON m.person = page.manager
LEFT JOIN LATERAL (
    SELECT s.step, s.state, s.due, s.assignee FROM read.steps AS s
    WHERE s.review = page.review AND s.state IN ('open', 'blocked')
    ORDER BY s.state, s.due, s.step, s.seat LIMIT 1
) AS u ON TRUE
LEFT JOIN read.people AS w ON w.person = u.assignee
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.state = 'open')::integer AS open,
           count(*) FILTER (WHERE s.state = 'open' AND s.due < $2)::integer AS overdue,
           count(*) FILTER (WHERE s.state = 'blocked')::integer AS blocked
    FROM read.steps AS s WHERE s.review = page.review
) AS c
ORDER BY page.name, page.review
"""

# departments_of_cycle: the departments of the people of a cycle.
DEPARTMENTS_OF_CYCLE: Final = """
SELECT DISTINCT p.department
FROM read.reviews AS r JOIN read.people AS p ON p.person = r.reviewee
WHERE r.cycle = $1 AND ($2::uuid IS NULL OR p.hr_partner = $2)
ORDER BY p.department
"""

# numbers_of_reviews: the employee numbers of those whom some reviews of a cycle are about.
NUMBERS_OF_REVIEWS: Final = """
SELECT p.employee_number
FROM read.reviews AS r JOIN read.people AS p ON p.person = r.reviewee
WHERE r.cycle = $1 AND r.review = ANY($2::uuid[]) AND ($3::uuid IS NULL OR p.hr_partner = $3)
ORDER BY p.display_full_name, r.review
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which people of a cycle are asked for.

    Attributes:
        unit: the HR partner whose people are meant; None for everybody.
        but: whose own review is left out, if there is somebody.
        words: part of a name, or a whole employee number.
        soon: until when something due counts as at risk.
        begun: steps (review, step, seat) that somebody has begun to write; they are not at risk.
    """

    unit: PersonId | None = None
    but: PersonId | None = None
    trouble: Trouble | None = None
    stage: StageId | None = None
    department: str | None = None
    manager: PersonId | None = None
    words: str | None = None
    soon: datetime | None = None
    begun: Collection[tuple[ReviewId, StepId, int]] = field(default=())


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A review on HR's list: whose, how far, and its most urgent step, if any is open."""

    review: ReviewId
    reviewee: PersonId
    name: str
    department: str | None
    manager: PersonId | None
    manager_name: str | None
    stage: StageId | None
    state: Literal["open", "completed", "cancelled"]
    is_paused: bool
    step: StepId | None
    step_state: Literal["open", "blocked"] | None
    due: datetime | None
    assignee: PersonId | None
    with_whom: str | None
    open: int
    overdue: int
    blocked: int
    second_line: PersonId | None = None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list; `following` is where the next one goes on, None at the end."""

    lines: tuple[PersonLine, ...]
    following: ReviewId | None


async def people_of_cycle(
    pool: asyncpg.Pool,
    cycle: CycleId,
    at: datetime,
    asked: Filter,
    *,
    after: ReviewId | None = None,
    limit: int = PAGE,
) -> PeoplePage:
    """Give the next people of a cycle by name; `after` is the review the page before ended with."""
    values: list[object] = [cycle, at, limit + 1]
    conditions = ["r.cycle = $1"]
    for condition, given in _asked(asked, at, after):
        first = len(values) + 1
        values += given
        conditions.append(condition.format(*(f"${first + n}" for n in range(len(given)))))
    query = PEOPLE_OF_CYCLE.format(conditions=" AND ".join(conditions))
    rows = await rows_of(pool, query, *values)
    lines = tuple(PersonLine(**row) for row in rows[:limit])
    return PeoplePage(lines, lines[-1].review if len(rows) > limit else None)


def _asked(asked: Filter, at: datetime, after: ReviewId | None) -> Iterator[Condition]:
    """Give each condition that is asked for, and the values it needs."""
    plain: dict[str, object] = {
        "p.hr_partner = {}": asked.unit,
        "r.reviewee <> {}": asked.but,
        "r.stage = {}": asked.stage,
        "p.department = {}": asked.department,
        "p.manager = {}": asked.manager,
        _AFTER: after,
    }
    yield from ((condition, [value]) for condition, value in plain.items() if value is not None)
    if asked.words:
        yield _NAMED, [asked.words, asked.words]
    match asked.trouble:
        case Trouble.LATE:
            yield _LATE, []
        case Trouble.BLOCKED:
            yield _BLOCKED, []
        case Trouble.AT_RISK:
            begun = list(asked.begun)
            yield _AT_RISK, [asked.soon or at, *([each[n] for each in begun] for n in range(3))]
        case Trouble.MORE_TIME:
            yield _MORE_TIME, []
        case None:
            return
        case _:
            assert_never(asked.trouble)


async def departments_of_cycle(
    pool: asyncpg.Pool, cycle: CycleId, *, unit: PersonId | None = None
) -> list[str]:
    """Name the departments whose people a cycle reviews."""
    rows = await rows_of(pool, DEPARTMENTS_OF_CYCLE, cycle, unit)
    return [row["department"] for row in rows]


async def numbers_of_reviews(
    pool: asyncpg.Pool,
    cycle: CycleId,
    reviews: Collection[UUID],
    *,
    unit: PersonId | None = None,
) -> list[str]:
    """Give the employee numbers of those whom these reviews of a cycle are about, by name."""
    rows = await rows_of(pool, NUMBERS_OF_REVIEWS, cycle, list(reviews), unit)
    return [row["employee_number"] for row in rows]

"""A whole cycle at a glance: where its steps stand, day by day, with whom, and what HR must mend.

Every question takes `unit`: the HR partner whose people are meant, or None for everybody.
"""

from asyncio import gather
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId, StageId
from storage.read_models.asking import row_of, rows_of
from storage.read_models.progress import Counts


class GroupedBy(StrEnum):
    """What people have in common by whom progress is told apart."""

    DEPARTMENT = "department"
    LOCATION = "location"
    MANAGER = "manager"


_GROUPS: Final = {
    GroupedBy.DEPARTMENT: "p.department",
    GroupedBy.LOCATION: "p.location",
    GroupedBy.MANAGER: "p.manager::text",
}

# steps_standing: the steps of a cycle that have opened, by stage and group, by where they stand.
# What was sent back counts as its new round.
STEPS_STANDING: Final = """
SELECT s.stage, {group} AS grouped,
       count(*) FILTER (WHERE s.state = 'open' AND s.opens_at > $2) AS planned,
       count(*) FILTER (WHERE s.state = 'open' AND s.opens_at <= $2) AS open,
       count(*) FILTER (WHERE s.state = 'blocked') AS blocked,
       count(*) FILTER (WHERE s.state = 'open' AND s.due < $2) AS overdue,
       count(*) FILTER (WHERE s.state = 'done') AS done,
       count(*) FILTER (WHERE s.state = 'expired') AS expired
FROM read.steps AS s
JOIN read.reviews AS r USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE s.cycle = $1 AND ($3::uuid IS NULL OR p.hr_partner = $3)
GROUP BY s.stage, {group}
"""

# seats_planned: the steps that have not opened yet, by stage and group. A step that depends on a
# dispute or a refused signature counts once it exists.
SEATS_PLANNED: Final = """
SELECT t.stage, {group} AS grouped, count(*) AS planned, 0 AS open, 0 AS blocked, 0 AS overdue,
       0 AS done, 0 AS expired
FROM read.reviews AS r
JOIN read.seats AS t USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE r.cycle = $1 AND r.state = 'open' AND t.is_named AND NOT t.is_opened
  AND NOT t.is_conditional AND ($2::uuid IS NULL OR p.hr_partner = $2)
GROUP BY t.stage, {group}
"""

# done_by_day: how many steps of each stage were done on which day, in the zone of the reader.
DONE_BY_DAY: Final = """
SELECT s.stage, (s.done_at AT TIME ZONE $3)::date AS day, count(*)::integer AS steps
FROM read.steps AS s
WHERE s.cycle = $1 AND s.state = 'done' AND ($2::uuid IS NULL OR EXISTS (
    SELECT FROM read.reviews AS r JOIN read.people AS p ON p.person = r.reviewee
    WHERE r.review = s.review AND p.hr_partner = $2))
GROUP BY s.stage, day
"""

# workloads: the open steps that lie with managers, the most overdue first.
WORKLOADS: Final = """
SELECT s.assignee AS person, max(m.display_full_name) AS name, count(*)::integer AS open,
       count(*) FILTER (WHERE s.due < $2)::integer AS overdue
FROM read.steps AS s
JOIN read.reviews AS r USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
LEFT JOIN read.people AS m ON m.person = s.assignee
WHERE s.cycle = $1 AND s.state = 'open' AND s.opens_at <= $2
  AND s.role IN ('manager', 'second_line_manager') AND ($3::uuid IS NULL OR p.hr_partner = $3)
GROUP BY s.assignee
ORDER BY overdue DESC, open DESC, name
"""

# spread_of_ratings: how many reviews were proposed at a level, and how many stand at it.
SPREAD_OF_RATINGS: Final = """
SELECT t.proposed, t.final, count(*)::integer AS reviews
FROM read.ratings AS t
JOIN read.reviews AS r USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE t.cycle = $1 AND r.state <> 'cancelled' AND t.proposed IS NOT NULL
  AND ($2::uuid IS NULL OR p.hr_partner = $2)
GROUP BY t.proposed, t.final
"""

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
class GroupLine:
    """One stage in one group; whoever was erased belongs to the group without a name."""

    stage: StageId
    group: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class DoneOn:
    """How many steps of a stage were done on a day."""

    stage: StageId
    day: date
    steps: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What is open with a manager, and how much of it is overdue; erased people have no name."""

    person: PersonId | None
    name: str | None
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class RatedAlike:
    """So many reviews that were proposed at one level stand at the other."""

    proposed: int
    final: int | None
    reviews: int


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


async def standing(
    pool: asyncpg.Pool,
    cycle: CycleId,
    at: datetime,
    *,
    by: GroupedBy = GroupedBy.DEPARTMENT,
    unit: PersonId | None = None,
) -> list[GroupLine]:
    """Count the steps of a cycle by stage and group; `at` is the cycle's present.

    The group of managers is the id of the manager.
    """
    group = _GROUPS[by]
    opened, planned = await gather(
        rows_of(pool, STEPS_STANDING.format(group=group), cycle, at, unit),
        rows_of(pool, SEATS_PLANNED.format(group=group), cycle, unit),
    )
    found: dict[tuple[str, StageId], Counts] = {}
    for row in (*opened, *planned):
        key = (row["grouped"] or "", row["stage"])
        counts = Counts(*(row[name] for name in Counts.__dataclass_fields__))
        found[key] = found[key].plus(counts) if key in found else counts
    return [GroupLine(stage, name, found[name, stage]) for name, stage in sorted(found)]


async def done_by_day(
    pool: asyncpg.Pool, cycle: CycleId, zone: str, *, unit: PersonId | None = None
) -> list[DoneOn]:
    """Say how many steps of each stage were done on which day of that zone."""
    return [DoneOn(**row) for row in await rows_of(pool, DONE_BY_DAY, cycle, unit, zone)]


async def workloads(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, *, unit: PersonId | None = None
) -> list[Workload]:
    """List what is open with each manager, the most overdue first."""
    return [Workload(**row) for row in await rows_of(pool, WORKLOADS, cycle, at, unit)]


async def spread_of_ratings(
    pool: asyncpg.Pool, cycle: CycleId, *, unit: PersonId | None = None
) -> list[RatedAlike]:
    """Count the reviews by the level proposed and the level that stands; nobody is named."""
    return [RatedAlike(**row) for row in await rows_of(pool, SPREAD_OF_RATINGS, cycle, unit)]


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

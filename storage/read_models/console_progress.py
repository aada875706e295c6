"""A whole cycle at a glance: where its steps stand, day by day, with whom, and how it is rated.

Every question takes `unit`: the HR partner whose people are meant, or None for everybody.
"""

from asyncio import gather
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId, StageId
from storage.read_models.asking import rows_of
from storage.read_models.progress import Counts


class GroupedBy(StrEnum):
    """What people have in common by whom progress is told apart."""

    DEPARTMENT = "department"
    LOCATION = "location"
    MANAGER = "manager"


_GROUPS: Final = {
    GroupedBy.DEPARTMENT: "p.department",
    GroupedBy.LOCATION: "p.location",
    GroupedBy.MANAGER: "p.manager",
}

# steps_standing: the steps of a cycle that have opened, by stage and group, by where they stand.
# What was sent back counts as its new round.
STEPS_STANDING: Final = """
SELECT s.stage, {group}::text AS grouped,
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
SELECT t.stage, {group}::text AS grouped, count(*) AS planned, 0 AS open, 0 AS blocked,
       0 AS overdue, 0 AS done, 0 AS expired
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

"""How far a cycle is: by stage and group, as a funnel, and where it stands still."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.definition.words import Role
from domain.ids import CycleId, PersonId, ReviewId, StageId, StepId
from storage.read_models.asking import rows_of

# progress: the steps of every stage and department, by where they stand. A step that depends on a
# dispute or a refused signature counts once it exists; what was sent back counts as its new round.
PROGRESS: Final = """
WITH standing AS (
    SELECT s.review, s.stage, s.state, s.opens_at, s.due
    FROM read.steps AS s WHERE s.cycle = $1
    UNION ALL
    SELECT t.review, t.stage, 'planned', NULL, NULL
    FROM read.seats AS t JOIN read.reviews AS r USING (review)
    WHERE r.cycle = $1 AND r.state = 'open'
      AND t.is_named AND NOT t.is_opened AND NOT t.is_conditional
)
SELECT
    n.stage,
    coalesce(p.department, '') AS department,
    count(*) FILTER (
        WHERE n.state = 'planned' OR n.state = 'open' AND n.opens_at > $2
    ) AS planned,
    count(*) FILTER (WHERE n.state = 'open' AND n.opens_at <= $2) AS open,
    count(*) FILTER (WHERE n.state = 'blocked') AS blocked,
    count(*) FILTER (WHERE n.state = 'open' AND n.due < $2) AS overdue,
    count(*) FILTER (WHERE n.state = 'done') AS done,
    count(*) FILTER (WHERE n.state = 'expired') AS expired
FROM standing AS n
JOIN read.reviews AS r USING (review)
LEFT JOIN read.people AS p ON p.person = r.reviewee
WHERE n.state IN ('planned', 'open', 'blocked', 'done', 'expired')
GROUP BY n.stage, department
ORDER BY n.stage, department
"""

# funnel: how many reviews have reached each number of completed stages.
FUNNEL: Final = """
SELECT stages_done, state, count(*) AS reviews FROM read.reviews WHERE cycle = $1
GROUP BY stages_done, state
"""

# blocked_steps: steps that nobody can do, with their owner, the longest standing first.
BLOCKED_STEPS: Final = """
SELECT s.review, r.reviewee, s.step, s.seat, s.stage, s.role, s.owner, s.opens_at AS since, s.due,
       s.rungs
FROM read.steps AS s JOIN read.reviews AS r USING (review)
WHERE s.cycle = $1 AND s.state = 'blocked'
ORDER BY s.opens_at, s.review, s.step
"""

# overdue_steps: open steps past their due date, the most overdue first.
OVERDUE_STEPS: Final = """
SELECT s.review, r.reviewee, s.step, s.seat, s.stage, s.assignee, s.due, s.reminders, s.rungs
FROM read.steps AS s JOIN read.reviews AS r USING (review)
WHERE s.cycle = $1 AND s.state = 'open' AND s.due < $2
ORDER BY s.due, s.review, s.step
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Steps by where they stand; those that are overdue count as open as well."""

    planned: int = 0
    open: int = 0
    blocked: int = 0
    overdue: int = 0
    done: int = 0
    expired: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Give both together."""
        return Counts(
            self.planned + other.planned,
            self.open + other.open,
            self.blocked + other.blocked,
            self.overdue + other.overdue,
            self.done + other.done,
            self.expired + other.expired,
        )


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One stage in one department; the department of people who were erased is empty."""

    stage: StageId
    department: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Funnel:
    """How the reviews of a cycle stand: `through` counts those past each number of stages."""

    reviews: int
    completed: int
    cancelled: int
    through: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlockedStep:
    """A step that nobody can do: whose review, which part is missing, and who looks after it."""

    review: ReviewId
    reviewee: PersonId
    step: StepId
    seat: int
    stage: StageId
    role: Role
    owner: PersonId
    since: datetime
    due: datetime
    rungs: int


@dataclass(frozen=True, slots=True)
class OverdueStep:
    """An open step past its due date, and what was done about it."""

    review: ReviewId
    reviewee: PersonId
    step: StepId
    seat: int
    stage: StageId
    assignee: PersonId
    due: datetime
    reminders: int
    rungs: int


async def progress(pool: asyncpg.Pool, cycle: CycleId, at: datetime) -> list[ProgressLine]:
    """Count the steps of a cycle by stage and department; `at` is the cycle's present."""
    rows = await rows_of(pool, PROGRESS, cycle, at)
    return [
        ProgressLine(
            row["stage"],
            row["department"],
            Counts(*(row[name] for name in Counts.__dataclass_fields__)),
        )
        for row in rows
    ]


def total(lines: Iterable[ProgressLine]) -> Counts:
    """Add lines up."""
    counts = Counts()
    for line in lines:
        counts = counts.plus(line.counts)
    return counts


def by_stage(lines: Iterable[ProgressLine]) -> dict[StageId, Counts]:
    """Add the departments of each stage up."""
    stages: dict[StageId, Counts] = {}
    for line in lines:
        stages[line.stage] = stages.get(line.stage, Counts()).plus(line.counts)
    return stages


async def funnel(pool: asyncpg.Pool, cycle: CycleId, stages: int) -> Funnel:
    """Count how many reviews are past each of so many stages."""
    rows = await rows_of(pool, FUNNEL, cycle)
    through = [
        sum(row["reviews"] for row in rows if row["stages_done"] > place) for place in range(stages)
    ]
    ended = {
        state: sum(row["reviews"] for row in rows if row["state"] == state)
        for state in ("completed", "cancelled")
    }
    return Funnel(
        reviews=sum(row["reviews"] for row in rows),
        completed=ended["completed"],
        cancelled=ended["cancelled"],
        through=tuple(through),
    )


async def blocked_steps(pool: asyncpg.Pool, cycle: CycleId) -> list[BlockedStep]:
    """List the steps of a cycle that nobody can do, the longest standing first."""
    rows = await rows_of(pool, BLOCKED_STEPS, cycle)
    return [BlockedStep(**dict(row) | {"role": Role(row["role"])}) for row in rows]


async def overdue_steps(pool: asyncpg.Pool, cycle: CycleId, at: datetime) -> list[OverdueStep]:
    """List the open steps past their due date, the most overdue first."""
    return [OverdueStep(**row) for row in await rows_of(pool, OVERDUE_STEPS, cycle, at)]

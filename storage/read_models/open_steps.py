"""Every step of a cycle that waits for somebody at present, blocked ones included."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.definition.words import Act, Role
from domain.ids import CycleId, PersonId, ReviewId, StepId
from storage.read_models.asking import rows_of

# open_steps: what is open or blocked in reviews that are open; the panel's step has no due date.
OPEN_STEPS: Final = """
SELECT s.review, r.reviewee, s.step, s.seat, s.round, s.role, s.act, s.assignee, s.owner,
       s.opens_at, s.due, s.reminders, s.rungs, s.times
FROM read.steps AS s
JOIN read.reviews AS r ON r.review = s.review
WHERE s.cycle = $1 AND s.state IN ('open', 'blocked') AND r.state = 'open' AND s.due IS NOT NULL
ORDER BY s.opens_at, s.review, s.step, s.seat
"""


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step as it lies before one seat in one round; `assignee` is None while it is blocked."""

    review: ReviewId
    reviewee: PersonId
    step: StepId
    seat: int
    round: int
    role: Role
    act: Act
    assignee: PersonId | None
    owner: PersonId | None
    opens_at: datetime
    due: datetime
    reminders: int
    rungs: int
    times: int


async def open_steps(pool: asyncpg.Pool, cycle: CycleId) -> list[WaitingStep]:
    """Answer what waits in a cycle, what opened first at the top."""
    rows = await rows_of(pool, OPEN_STEPS, cycle)
    return [
        WaitingStep(**{**row, "role": Role(row["role"]), "act": Act(row["act"])}) for row in rows
    ]

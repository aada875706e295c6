"""Every review of a cycle on a line of its own, for those who go on with it in a sheet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId, StageId
from storage.read_models.asking import rows_of

AT_A_TIME: Final = 2000
NOTHING: Final = UUID(int=0)
"""Comes before every review."""

# lines_of_cycle: the next reviews of a cycle after one, with who they are about, what is open, what
# is late, and how the rating came about.
LINES_OF_CYCLE: Final = """
SELECT r.review, r.reviewee, p.employee_number AS number, p.display_full_name AS name,
       p.department, p.location, p.hr_partner, p.manager AS manager_id,
       m.display_full_name AS manager,
       r.state, r.cause, r.stage, r.stages_done, r.signature, r.opened_at, r.closed_at, r.paused_at,
       s.open, s.blocked, s.late, s.due, s.reminders,
       t.proposed, t.calibrated, t.amended, t.final, t.is_moved, t.reason_code
FROM (
    SELECT * FROM read.reviews WHERE cycle = $1 AND review > $3 ORDER BY review LIMIT $4
) AS r
LEFT JOIN read.people AS p ON p.person = r.reviewee
LEFT JOIN read.people AS m ON m.person = p.manager
LEFT JOIN read.ratings AS t ON t.review = r.review
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'open' AND opens_at <= $2) AS open,
           count(*) FILTER (WHERE state = 'blocked') AS blocked,
           count(*) FILTER (WHERE state = 'open' AND due < $2) AS late,
           min(due) FILTER (WHERE state = 'open') AS due,
           sum(reminders) AS reminders
    FROM read.steps WHERE review = r.review
) AS s ON TRUE
ORDER BY r.review
"""


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A review: about whom, how far, what waits, and the rating; levels are levels of the scale."""

    review: ReviewId
    reviewee: PersonId
    number: str | None
    name: str | None
    department: str | None
    location: str | None
    hr_partner: PersonId | None
    manager_id: PersonId | None
    manager: str | None
    state: str
    cause: str | None
    stage: StageId | None
    stages_done: int
    signature: str | None
    opened_at: datetime
    closed_at: datetime | None
    paused_at: datetime | None
    open: int
    blocked: int
    late: int
    due: datetime | None
    reminders: int | None
    proposed: int | None
    calibrated: int | None
    amended: int | None
    final: int | None
    is_moved: bool | None
    reason_code: str | None


async def lines_of_cycle(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime
) -> AsyncIterator[ExportLine]:
    """Give every review of a cycle, a few thousand at a time; `at` says what is late."""
    last = ReviewId(NOTHING)
    while True:
        rows = await rows_of(pool, LINES_OF_CYCLE, cycle, at, last, AT_A_TIME)
        for row in rows:
            yield ExportLine(**row)
        if len(rows) < AT_A_TIME:
            return
        last = rows[-1]["review"]

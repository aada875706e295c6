"""Development plans: whose they are, what waits in them for whom, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

import asyncpg

from domain.development.events import Cause
from domain.development.refusals import NoPlan, NotYoursToReadPlan
from domain.development.state import CheckIn, PlanState
from domain.ids import CycleId, OrganisationId, PersonId, PlanId, ReviewId
from domain.tempo import Tempo
from storage.development import read_plan_stream
from storage.journal import Journal
from storage.read_models.asking import row_of, rows_of

_COLUMNS: Final = """
    p.plan, p.cycle, p.review, p.reviewee, p.manager,
    coalesce((SELECT w.hr_partner FROM read.people AS w WHERE w.person = p.reviewee), p.hr_partner)
        AS hr_partner, p.begun_at, p.edition,
    p.waits_for, p.waits_since, p.closing_for, p.state, p.cause, p.closed_at
"""

# plans_of: every plan of a person, the latest first.
PLANS_OF: Final = f"""
SELECT {_COLUMNS} FROM read.plans AS p WHERE p.reviewee = $1 ORDER BY p.begun_at DESC
"""  # noqa: S608 - our own columns

# plan_line: one plan by its id.
PLAN_LINE: Final = f"SELECT {_COLUMNS} FROM read.plans AS p WHERE p.plan = $1"  # noqa: S608

# open_plans: every plan of an organisation that is not closed.
OPEN_PLANS: Final = f"""
SELECT {_COLUMNS} FROM read.plans AS p WHERE p.organisation = $1 AND p.state = 'open'
ORDER BY p.plan
"""  # noqa: S608 - our own columns

# plans_led: the open plans of those a manager stands beside.
PLANS_LED: Final = f"""
SELECT {_COLUMNS} FROM read.plans AS p WHERE p.manager = $1 AND p.state = 'open'
ORDER BY p.plan
"""  # noqa: S608 - our own columns

# plans_waiting: open plans that somebody has not acknowledged, the longest waiting first.
PLANS_WAITING: Final = f"""
SELECT {_COLUMNS} FROM read.plans AS p
WHERE p.organisation = $1 AND p.state = 'open' AND p.waits_for IS NOT NULL
ORDER BY p.waits_since, p.plan
"""  # noqa: S608 - our own columns

# plan_duties: what waits for a person in plans: their word on an edition, on a closing or on a
# talk, and talks that were announced to both.
PLAN_DUTIES: Final = """
SELECT 'acknowledge' AS what, p.plan, p.reviewee, p.waits_since AS since, NULL::date AS due, c.tempo
FROM read.plans AS p LEFT JOIN read.cycles AS c ON c.cycle = p.cycle
WHERE p.waits_for = $1 AND p.state = 'open'
UNION ALL
SELECT 'agree_to_close', p.plan, p.reviewee, NULL, NULL, c.tempo
FROM read.plans AS p LEFT JOIN read.cycles AS c ON c.cycle = p.cycle
WHERE p.closing_for = $1 AND p.state = 'open'
UNION ALL
SELECT 'acknowledge_talk', p.plan, p.reviewee, t.held_at, NULL, c.tempo
FROM read.check_ins AS t JOIN read.plans AS p USING (plan)
LEFT JOIN read.cycles AS c ON c.cycle = p.cycle
WHERE t.waits_for = $1 AND p.state = 'open'
UNION ALL
SELECT 'talk', p.plan, p.reviewee, NULL, t.due, c.tempo
FROM read.check_ins AS t JOIN read.plans AS p USING (plan)
LEFT JOIN read.cycles AS c ON c.cycle = p.cycle
WHERE t.state = 'announced' AND $1 IN (p.reviewee, p.manager) AND p.state = 'open'
  AND p.waits_for IS NULL
ORDER BY 5 NULLS LAST, 4, 2
"""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan without its words; `hr_partner` is who cares for the reviewee today."""

    plan: PlanId
    cycle: CycleId
    review: ReviewId
    reviewee: PersonId
    manager: PersonId | None
    hr_partner: PersonId | None
    begun_at: datetime
    edition: int
    waits_for: PersonId | None
    waits_since: datetime | None
    closing_for: PersonId | None
    state: Literal["open", "closed"]
    cause: Cause | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanDuty:
    """Something that waits for a person in a plan; `due` is a day of the cycle, for a talk."""

    what: Literal["acknowledge", "agree_to_close", "acknowledge_talk", "talk"]
    plan: PlanId
    reviewee: PersonId
    since: datetime | None
    due: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ComingTalk:
    """The next check-in of a plan, opened for the manager who holds it."""

    plan: PlanId
    reviewee: PersonId
    check_in: CheckIn


async def plans_of(pool: asyncpg.Pool, person: PersonId) -> list[PlanLine]:
    """List every plan of a person, the latest first."""
    return [PlanLine(**row) for row in await rows_of(pool, PLANS_OF, person)]


async def plan_line(pool: asyncpg.Pool, plan: PlanId) -> PlanLine | None:
    """Give one plan."""
    row = await row_of(pool, PLAN_LINE, plan)
    return PlanLine(**row) if row else None


async def open_plans(pool: asyncpg.Pool, organisation: OrganisationId) -> list[PlanLine]:
    """List the plans of an organisation that are not closed."""
    return [PlanLine(**row) for row in await rows_of(pool, OPEN_PLANS, organisation)]


async def plans_waiting(pool: asyncpg.Pool, organisation: OrganisationId) -> list[PlanLine]:
    """List the open plans that somebody has not acknowledged, the longest waiting first."""
    return [PlanLine(**row) for row in await rows_of(pool, PLANS_WAITING, organisation)]


async def duties_in_plans(
    pool: asyncpg.Pool, person: PersonId, at: datetime, *, is_virtual: bool = False
) -> list[PlanDuty]:
    """List what waits for a person in plans, talks first by their day.

    Args:
        pool: connections of a reader.
        person: whose duties.
        at: the real present, which each cycle turns into a present of its own.
        is_virtual: take `at` for the present of every cycle instead.
    """
    return [_duty(row, at, is_virtual) for row in await rows_of(pool, PLAN_DUTIES, person)]


async def opened_plan(journal: Journal, line: PlanLine, reader: PersonId) -> PlanState:
    """Open a plan for somebody.

    Raises:
        NotYoursToReadPlan: they are neither the person it is for, nor the manager or HR partner.
        WordsWereErased: nobody can read it any more.
    """
    if reader not in (line.reviewee, line.manager, line.hr_partner):
        raise NotYoursToReadPlan
    state = await read_plan_stream(journal, line.plan)
    if state.begun is None:
        raise NoPlan
    _ = state.agreed
    return state


async def coming_talks(
    pool: asyncpg.Pool, journal: Journal, manager: PersonId
) -> Sequence[ComingTalk]:
    """List the next check-in of every plan a manager stands beside, the earliest first.

    The days are opened from the log for this; no table tells them.
    """
    found: list[ComingTalk] = []
    for row in await rows_of(pool, PLANS_LED, manager):
        state = await read_plan_stream(journal, PlanId(row["plan"]))
        following = state.following
        if following is not None and not state.is_over:
            found.append(ComingTalk(row["plan"], row["reviewee"], following))
    return sorted(found, key=lambda talk: (talk.check_in.due, talk.plan))


def _duty(row: asyncpg.Record, at: datetime, is_virtual: bool) -> PlanDuty:  # noqa: FBT001
    values = dict(row)
    tempo = values.pop("tempo")
    now = at if is_virtual or tempo is None else Tempo.model_validate_json(tempo).virtual(at)
    due = values["due"]
    return PlanDuty(**values, is_overdue=due is not None and due < now.date())

"""What lies before a person: steps to do or to come, blocked steps, sessions, actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.definition.words import Act, Role
from domain.ids import CycleId, PersonId, ReviewId, SessionId, StageId, StepId
from domain.tempo import Tempo
from storage.read_models.actions import ActionLine, actions_of
from storage.read_models.asking import rows_of
from storage.read_models.development import PlanDuty, duties_in_plans

# steps_held: the open steps of a person in reviews that are not over.
STEPS_HELD: Final = """
SELECT s.review, s.cycle, r.reviewee, s.step, s.seat, s.round, s.stage, s.role, s.act,
       s.opens_at, s.due, r.paused_at IS NOT NULL AS is_paused, c.tempo
FROM read.steps AS s
JOIN read.reviews AS r USING (review)
LEFT JOIN read.cycles AS c ON c.cycle = s.cycle
WHERE s.assignee = $1 AND s.state = 'open'
ORDER BY s.due, s.review, s.step, s.seat
"""

# steps_owned: the blocked steps that a person in HR looks after.
STEPS_OWNED: Final = """
SELECT s.review, s.cycle, r.reviewee, s.step, s.seat, s.round, s.stage, s.role, s.act,
       s.opens_at, s.due, r.paused_at IS NOT NULL AS is_paused, c.tempo
FROM read.steps AS s
JOIN read.reviews AS r USING (review)
LEFT JOIN read.cycles AS c ON c.cycle = s.cycle
WHERE s.owner = $1 AND s.state = 'blocked'
ORDER BY s.opens_at, s.review, s.step, s.seat
"""

# sessions_led: the sessions a person leads, alone or with others, that are not locked.
SESSIONS_LED: Final = """
SELECT s.session, s.cycle, s.opens_at, s.due, c.tempo,
       (SELECT count(*) FROM read.session_members AS m
        WHERE m.session = s.session AND NOT m.is_withdrawn) AS reviews
FROM read.sessions AS s
LEFT JOIN read.cycles AS c ON c.cycle = s.cycle
WHERE (s.facilitator = $1 OR s.co_facilitators ? ($1::uuid)::text) AND s.state = 'open'
ORDER BY s.due, s.session
"""


@dataclass(frozen=True, slots=True)
class InboxStep:
    """A step before somebody, in whose review, and when it is due."""

    review: ReviewId
    cycle: CycleId
    reviewee: PersonId
    step: StepId
    seat: int
    round: int
    stage: StageId
    role: Role
    act: Act
    opens_at: datetime
    due: datetime | None
    is_paused: bool
    is_open: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class InboxSession:
    """A session to lead, with how many reviews."""

    session: SessionId
    cycle: CycleId
    opens_at: datetime
    due: datetime
    reviews: int
    is_open: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """What lies before a person, each part in the order of what is due first."""

    to_do: tuple[InboxStep, ...]
    upcoming: tuple[InboxStep, ...]
    blocked: tuple[InboxStep, ...]
    sessions: tuple[InboxSession, ...]
    actions: tuple[ActionLine, ...] = ()
    plans: tuple[PlanDuty, ...] = ()


async def inbox(
    pool: asyncpg.Pool, person: PersonId, at: datetime, *, is_virtual: bool = False
) -> Inbox:
    """Give what lies before a person.

    Args:
        pool: connections of a reader.
        person: whose inbox.
        at: the real present, which each cycle turns into a present of its own.
        is_virtual: take `at` for the present of every cycle instead.
    """
    held = [_step(row, at, is_virtual) for row in await rows_of(pool, STEPS_HELD, person)]
    owned = [_step(row, at, is_virtual) for row in await rows_of(pool, STEPS_OWNED, person)]
    led = [_session(row, at, is_virtual) for row in await rows_of(pool, SESSIONS_LED, person)]
    return Inbox(
        to_do=tuple(step for step in held if step.is_open),
        upcoming=tuple(step for step in held if not step.is_open),
        blocked=tuple(owned),
        sessions=tuple(led),
        actions=tuple(await actions_of(pool, person, at, is_virtual=is_virtual)),
        plans=tuple(await duties_in_plans(pool, person, at, is_virtual=is_virtual)),
    )


def _present(row: asyncpg.Record, at: datetime, is_virtual: bool) -> datetime:  # noqa: FBT001
    if is_virtual or row["tempo"] is None:
        return at
    return Tempo.model_validate_json(row["tempo"]).virtual(at)


def _step(row: asyncpg.Record, at: datetime, is_virtual: bool) -> InboxStep:  # noqa: FBT001
    now, values = _present(row, at, is_virtual), dict(row)
    del values["tempo"]
    due = values["due"]
    return InboxStep(
        **values | {"role": Role(values["role"]), "act": Act(values["act"])},
        is_open=values["opens_at"] <= now,
        is_overdue=due is not None and due < now,
    )


def _session(row: asyncpg.Record, at: datetime, is_virtual: bool) -> InboxSession:  # noqa: FBT001
    now, values = _present(row, at, is_virtual), dict(row)
    del values["tempo"]
    return InboxSession(**values, is_open=values["opens_at"] <= now, is_overdue=values["due"] < now)

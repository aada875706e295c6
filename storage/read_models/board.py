"""A calibration session as its board shows it: rows with names and ratings, and who owes one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId, SessionId
from storage.read_models.asking import row_of, rows_of

# session_of: one calibration session.
SESSION_OF: Final = """
SELECT session, cycle, facilitator, panel, co_facilitators, opens_at, due, state, moves, missing,
       locked_at, locked_by, version
FROM read.sessions WHERE session = $1
"""

# rows_of_board: the reviews of a session with the ratings and what people are called.
ROWS_OF_BOARD: Final = """
SELECT m.review, m.reviewee, m.hidden_from, m.moves, m.last_move, v.version,
       t.proposed, t.proposed_by, t.on_board, t.calibrated, t.reason_code, t.moved_by,
       p.display_full_name AS name, p.job_title, p.department, p.manager,
       EXISTS (SELECT FROM read.steps AS s WHERE s.review = m.review AND s.act = 'calibrate'
               AND s.state = 'open') AS waits
FROM read.session_members AS m
JOIN read.reviews AS v ON v.review = m.review
LEFT JOIN read.ratings AS t ON t.review = m.review
LEFT JOIN read.people AS p ON p.person = m.reviewee
WHERE m.session = $1 AND NOT m.is_withdrawn
ORDER BY p.display_full_name, m.review
"""

# owed_ratings: who has yet to rate a review of a session, and until when.
OWED_RATINGS: Final = """
SELECT m.review, coalesce(o.assignee, o.owner, s.person) AS person, o.due
FROM read.session_members AS m
JOIN read.seats AS s ON s.review = m.review AND s.act = 'rate'
LEFT JOIN read.ratings AS t ON t.review = m.review
LEFT JOIN LATERAL (
    SELECT assignee, owner, due FROM read.steps
    WHERE review = m.review AND step = s.step AND seat = s.seat
    ORDER BY round DESC LIMIT 1
) AS o ON TRUE
WHERE m.session = $1 AND NOT m.is_withdrawn AND t.proposed IS NULL
"""

# pulse_of_session: two numbers that grow with whatever the board would show differently.
PULSE_OF_SESSION: Final = """
SELECT s.version AS session, coalesce(sum(v.version), 0) AS reviews
FROM read.sessions AS s
LEFT JOIN read.session_members AS m ON m.session = s.session
LEFT JOIN read.reviews AS v ON v.review = m.review
WHERE s.session = $1 GROUP BY s.session, s.version
"""

# sessions_at_which: the sessions that are not locked at which somebody sits, the next due first.
SESSIONS_AT_WHICH: Final = """
SELECT session, cycle, facilitator, panel, co_facilitators, opens_at, due, state, moves, missing,
       locked_at, locked_by, version
FROM read.sessions
WHERE state = 'open' AND (facilitator = $1 OR panel ? $2 OR co_facilitators ? $2)
ORDER BY due, session
"""

# sessions_of_cycle: every session of a cycle and how many reviews it settles, the next due first.
SESSIONS_OF_CYCLE: Final = """
SELECT s.session, s.cycle, s.facilitator, s.panel, s.co_facilitators, s.opens_at, s.due, s.state,
       s.moves, s.missing, s.locked_at, s.locked_by, s.version, count(m.review) AS reviews
FROM read.sessions AS s
LEFT JOIN read.session_members AS m ON m.session = s.session AND NOT m.is_withdrawn
WHERE s.cycle = $1 GROUP BY s.session ORDER BY s.due, s.session
"""

# manager_today: to whom somebody reports.
MANAGER_TODAY: Final = "SELECT manager FROM read.people WHERE person = $1"


@dataclass(frozen=True, slots=True)
class BoardSession:
    """A calibration session and who sits at it; `leaders` may lock it."""

    session: SessionId
    cycle: CycleId
    facilitator: PersonId
    panel: tuple[PersonId, ...]
    co_facilitators: tuple[PersonId, ...]
    opens_at: datetime
    due: datetime
    state: Literal["open", "locked"]
    moves: int
    missing: int
    locked_at: datetime | None
    locked_by: PersonId | None
    version: int

    @property
    def leaders(self) -> tuple[PersonId, ...]:
        """Give the facilitator, and whoever was named beside them."""
        return (self.facilitator, *self.co_facilitators)

    @property
    def is_locked(self) -> bool:
        """Whether the ratings are locked."""
        return self.state == "locked"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A review on the board; who was erased from the directory has no name.

    `last_move` is the content of the last move, by which a mover says what they saw. `waits` says
    that the review stands still until the panel has settled it.
    """

    review: ReviewId
    reviewee: PersonId
    hidden_from: frozenset[PersonId]
    moves: int
    last_move: UUID | None
    version: int
    proposed: int | None
    proposed_by: PersonId | None
    on_board: int | None
    calibrated: int | None
    reason_code: str | None
    moved_by: PersonId | None
    name: str | None
    job_title: str | None
    department: str | None
    manager: PersonId | None
    waits: bool

    @property
    def level(self) -> int | None:
        """Give the level at which the row lies: where the panel moved it, else the manager's."""
        return self.proposed if self.on_board is None else self.on_board

    @property
    def is_missing(self) -> bool:
        """Whether nobody has rated yet."""
        return self.proposed is None


@dataclass(frozen=True, slots=True)
class Owed:
    """A rating that is still missing: who has to give it, if anybody has, and until when."""

    review: ReviewId
    person: PersonId | None
    due: datetime | None


async def session_of(pool: asyncpg.Pool, session: SessionId) -> BoardSession | None:
    """Give a session by its id."""
    row = await row_of(pool, SESSION_OF, session)
    return _session(row) if row else None


async def sessions_at_which(pool: asyncpg.Pool, person: PersonId) -> list[BoardSession]:
    """List the open sessions at which somebody sits, be it as one of the panel."""
    return [_session(row) for row in await rows_of(pool, SESSIONS_AT_WHICH, person, str(person))]


async def sessions_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[tuple[BoardSession, int]]:
    """List the sessions of a cycle, locked ones as well, each with how many reviews it settles."""
    found = []
    for row in await rows_of(pool, SESSIONS_OF_CYCLE, cycle):
        values = dict(row)
        reviews = values.pop("reviews")
        found.append((_session(values), reviews))
    return found


async def rows_of_board(pool: asyncpg.Pool, session: SessionId) -> list[TableRow]:
    """List the reviews of a session by name; hiding rows is for whoever shows them."""
    return [
        TableRow(**dict(row) | {"hidden_from": frozenset(_people(row["hidden_from"]))})
        for row in await rows_of(pool, ROWS_OF_BOARD, session)
    ]


async def owed_ratings(pool: asyncpg.Pool, session: SessionId) -> dict[ReviewId, Owed]:
    """Say of each rating that is missing who owes it."""
    return {row["review"]: Owed(**row) for row in await rows_of(pool, OWED_RATINGS, session)}


async def pulse_of_session(pool: asyncpg.Pool, session: SessionId) -> tuple[int, int]:
    """Give two numbers that grow with whatever the board would show differently."""
    row = await row_of(pool, PULSE_OF_SESSION, session)
    return (row["session"], int(row["reviews"])) if row else (0, 0)


async def manager_today(pool: asyncpg.Pool, person: PersonId) -> PersonId | None:
    """Say to whom somebody reports, if to anybody."""
    row = await row_of(pool, MANAGER_TODAY, person)
    return PersonId(row["manager"]) if row and row["manager"] else None


def _session(row: Mapping[str, Any]) -> BoardSession:
    values = dict(row)
    values["panel"] = _people(values["panel"])
    values["co_facilitators"] = _people(values["co_facilitators"])
    return BoardSession(**values)


def _people(text: str) -> tuple[PersonId, ...]:
    return tuple(PersonId(UUID(each)) for each in json.loads(text))

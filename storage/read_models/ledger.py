"""The delivery ledger: what was sent to whom, when, why, and what did not arrive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId
from domain.views.notices import Reason
from storage.read_models.asking import rows_of

_LINES: Final = """
SELECT d.message, d.cycle, d.recipient, d.channel, d.at, d.state, d.failure,
       n.notice, n.reason, n.review, n.session, n.about, n.step,
       coalesce(n.subject, r.reviewee) AS subject
FROM read.deliveries AS d LEFT JOIN read.notices AS n ON n.message = d.message
LEFT JOIN read.reviews AS r ON r.review = n.review
"""

# ledger_of_person: every message to a person, the latest first, with what it was for.
LEDGER_OF_PERSON: Final = f"""
{_LINES} WHERE d.recipient = $1 ORDER BY d.at DESC, d.message, n.position
"""

# ledger_of_message: one message, with what it was for.
LEDGER_OF_MESSAGE: Final = f"{_LINES} WHERE d.message = $1 ORDER BY n.position"

# ledger_of_review: every message in which a review was spoken of.
LEDGER_OF_REVIEW: Final = f"""
{_LINES} WHERE n.stream = $1 ORDER BY d.at DESC, d.message, n.position
"""

# ledger_of_cycle: every message of a cycle.
LEDGER_OF_CYCLE: Final = f"""
{_LINES} WHERE d.cycle = $1 ORDER BY d.at DESC, d.message, n.position
"""

# notices_by_reason: how many notices of each kind a cycle made, and what became of them.
NOTICES_BY_REASON: Final = """
SELECT reason, state, count(*) AS notices FROM read.notices WHERE cycle = $1
GROUP BY reason, state ORDER BY reason, state
"""

# untold_of_person: what somebody was or is to be told that went out in no message.
UNTOLD_OF_PERSON: Final = """
SELECT n.notice, n.reason, n.review, n.session, n.about, n.step, n.state, n.not_before,
       n.settled_at, n.cycle, coalesce(n.subject, r.reviewee) AS subject
FROM read.notices AS n LEFT JOIN read.reviews AS r ON r.review = n.review
WHERE n.recipient = $1 AND n.state IN ('waiting', 'dropped')
ORDER BY n.position DESC
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a message told: why, and about which review, session and step.

    `about` is the action, the plan or whose feedback it told of, where that belongs to no cycle;
    `subject` is the person under review, or whom it is for.
    """

    notice: UUID
    reason: Reason
    review: ReviewId | None
    session: UUID | None
    about: UUID | None
    step: str | None
    subject: PersonId | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message and what became of it; `failure` is a code of the channel."""

    message: UUID
    cycle: CycleId
    recipient: PersonId
    channel: str
    at: datetime
    state: Literal["sent", "failed", "bounced"]
    failure: str | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """One thing somebody was not told: it still waits, or it lost its point before it went out.

    `at` is from when on it may go out, or when it lost its point.
    """

    cycle: CycleId
    state: Literal["waiting", "dropped"]
    at: datetime
    told: Told


@dataclass(frozen=True, slots=True)
class NoticeCount:
    """How many notices of a kind came to the same end."""

    reason: Reason
    state: Literal["waiting", "sent", "failed", "dropped"]
    notices: int


async def ledger_of_person(pool: asyncpg.Pool, person: PersonId) -> list[LedgerLine]:
    """List every message to a person, the latest first."""
    return _lines(await rows_of(pool, LEDGER_OF_PERSON, person))


async def untold_of_person(pool: asyncpg.Pool, person: PersonId) -> list[Untold]:
    """List what somebody was not told, and why not; what came up last is first."""
    return [
        Untold(
            cycle=row["cycle"],
            state=row["state"],
            at=row["settled_at"] or row["not_before"],
            told=_told(row),
        )
        for row in await rows_of(pool, UNTOLD_OF_PERSON, person)
    ]


async def ledger_of_message(pool: asyncpg.Pool, message: UUID) -> LedgerLine | None:
    """Give one message; None where no message of that name went out or was refused."""
    lines = _lines(await rows_of(pool, LEDGER_OF_MESSAGE, message))
    return lines[0] if lines else None


async def ledger_of_review(pool: asyncpg.Pool, review: ReviewId) -> list[LedgerLine]:
    """List the messages that spoke of a review, each with what it said of this one alone."""
    return _lines(await rows_of(pool, LEDGER_OF_REVIEW, review))


async def ledger_of_cycle(pool: asyncpg.Pool, cycle: CycleId) -> list[LedgerLine]:
    """List every message of a cycle, the latest first."""
    return _lines(await rows_of(pool, LEDGER_OF_CYCLE, cycle))


async def notices_by_reason(pool: asyncpg.Pool, cycle: CycleId) -> list[NoticeCount]:
    """Count the notices of a cycle by kind and end."""
    return [
        NoticeCount(Reason(row["reason"]), row["state"], row["notices"])
        for row in await rows_of(pool, NOTICES_BY_REASON, cycle)
    ]


_TOLD: Final = ("notice", "review", "session", "about", "step", "subject")


def _lines(rows: Iterable[asyncpg.Record]) -> list[LedgerLine]:
    by_message: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        by_message.setdefault(row["message"], []).append(row)
    return [_line(told) for told in by_message.values()]


def _line(rows: list[asyncpg.Record]) -> LedgerLine:
    first = rows[0]
    return LedgerLine(
        message=first["message"],
        cycle=first["cycle"],
        recipient=first["recipient"],
        channel=first["channel"],
        at=first["at"],
        state=first["state"],
        failure=first["failure"],
        told=tuple(_told(row) for row in rows if row["notice"] is not None),
    )


def _told(row: asyncpg.Record) -> Told:
    return Told(reason=Reason(row["reason"]), **{name: row[name] for name in _TOLD})

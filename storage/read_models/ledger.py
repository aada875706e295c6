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
       n.notice, n.reason, n.review, n.session, n.about, n.step
FROM read.deliveries AS d LEFT JOIN read.notices AS n ON n.message = d.message
"""

# ledger_of_person: every message to a person, the latest first, with what it was for.
LEDGER_OF_PERSON: Final = f"""
{_LINES} WHERE d.recipient = $1 ORDER BY d.at DESC, d.message, n.position
"""

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


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a message told: why, and about which review, session and step.

    `about` is the action, the plan or whose feedback it told of, where that belongs to no cycle.
    """

    notice: UUID
    reason: Reason
    review: ReviewId | None
    session: UUID | None
    about: UUID | None
    step: str | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message and what became of it; `failure` is a code of the channel."""

    message: UUID
    cycle: CycleId
    recipient: PersonId
    channel: str
    at: datetime
    state: Literal["sent", "failed"]
    failure: str | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class NoticeCount:
    """How many notices of a kind came to the same end."""

    reason: Reason
    state: Literal["waiting", "sent", "failed", "dropped"]
    notices: int


async def ledger_of_person(pool: asyncpg.Pool, person: PersonId) -> list[LedgerLine]:
    """List every message to a person, the latest first."""
    return _lines(await rows_of(pool, LEDGER_OF_PERSON, person))


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


_TOLD: Final = ("notice", "review", "session", "about", "step")


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
        told=tuple(
            Told(reason=Reason(row["reason"]), **{name: row[name] for name in _TOLD})
            for row in rows
            if row["notice"] is not None
        ),
    )

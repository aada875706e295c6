"""The outbox as the delivery empties it: who is to be told of what, and from when on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId, SessionId
from domain.views.notices import Instance, Notice, Reason
from storage.read_models.asking import row_of, rows_of

_WAITING: Final = """
SELECT n.notice, n.recipient, n.review, n.session, n.step, n.seat, n.round, n.reason,
       n.not_before, n.due, n.made_at, n.about, n.position,
       coalesce(n.subject, r.reviewee) AS reviewee,
       coalesce(n.holder, s.assignee, e.facilitator) AS holder
FROM read.notices AS n
LEFT JOIN read.reviews AS r ON r.review = n.review
LEFT JOIN read.steps AS s
    ON (s.review, s.step, s.seat, s.round) = (n.review, n.step, n.seat, n.round)
LEFT JOIN read.sessions AS e ON e.session = n.session
WHERE n.cycle = $1 AND n.state = 'waiting'
"""

# due_notices: the notices of a cycle that may go out by now, in the order of the log.
DUE_NOTICES: Final = f"{_WAITING} AND n.not_before <= $2 ORDER BY n.position"

# due_of_recipients: all that may go out to some people by now, in the order of the log.
DUE_OF_RECIPIENTS: Final = f"""
{_WAITING} AND n.not_before <= $2 AND n.recipient = ANY($3::uuid[]) ORDER BY n.position
"""

# waiting_notices: every notice of a cycle that has not gone out.
WAITING_NOTICES: Final = f"{_WAITING} ORDER BY n.not_before, n.position"

# next_not_before: when the next notice of a cycle may go out.
NEXT_NOT_BEFORE: Final = """
SELECT min(not_before) AS at FROM read.notices WHERE cycle = $1 AND state = 'waiting'
"""

# still_waiting: which of these notices have neither gone out nor become pointless.
STILL_WAITING: Final = """
SELECT notice FROM read.notices WHERE notice = ANY($1::uuid[]) AND state = 'waiting'
"""

# first_told: in which message its recipient first heard of the thing that a notice is about.
FIRST_TOLD: Final = """
SELECT DISTINCT ON (n.notice) n.notice, e.message
FROM read.notices AS n JOIN read.notices AS e
    ON e.stream = n.stream AND e.recipient = n.recipient AND e.state = 'sent'
    AND (e.step, e.seat) IS NOT DISTINCT FROM (n.step, n.seat)
WHERE n.notice = ANY($1::uuid[])
ORDER BY n.notice, e.settled_at, e.position
"""


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice that waits: what is told, about which thing, and how it stands.

    `about` is a review, a session, or something that belongs to no cycle: an action, a plan,
    feedback; `reviewee` is then whom it is for. `holder` has the step or the action now, or leads
    the session; nobody, while the step is blocked.
    """

    id: UUID
    notice: Notice
    about: UUID
    review: ReviewId | None
    session: SessionId | None
    reviewee: PersonId | None
    holder: PersonId | None
    made_at: datetime
    position: int


async def due_notices(pool: asyncpg.Pool, cycle: CycleId, at: datetime) -> list[WaitingNotice]:
    """List the notices that may go out at that moment of the cycle, oldest first."""
    return [_waiting(row) for row in await rows_of(pool, DUE_NOTICES, cycle, at)]


async def due_of(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, recipients: Sequence[PersonId]
) -> list[WaitingNotice]:
    """List what may go out to these people at that moment of the cycle, oldest first."""
    rows = await rows_of(pool, DUE_OF_RECIPIENTS, cycle, at, recipients)
    return [_waiting(row) for row in rows]


async def waiting_notices(pool: asyncpg.Pool, cycle: CycleId) -> list[WaitingNotice]:
    """List every notice that has not gone out, the next one first."""
    return [_waiting(row) for row in await rows_of(pool, WAITING_NOTICES, cycle)]


async def next_not_before(pool: asyncpg.Pool, cycle: CycleId) -> datetime | None:
    """Say when the next notice of a cycle may go out; None when none is waiting."""
    row = await row_of(pool, NEXT_NOT_BEFORE, cycle)
    at: datetime | None = row["at"] if row else None
    return at


async def still_waiting(pool: asyncpg.Pool, notices: Sequence[UUID]) -> frozenset[UUID]:
    """Say which of these notices still wait: the last look before a message goes out."""
    rows = await rows_of(pool, STILL_WAITING, list(notices))
    return frozenset(row["notice"] for row in rows)


async def first_told(pool: asyncpg.Pool, notices: Sequence[UUID]) -> dict[UUID, UUID]:
    """Give, for each of these notices, the message that began its thread, if one has gone out.

    A thread is what one person is told of one step, action, plan or session.
    """
    rows = await rows_of(pool, FIRST_TOLD, list(notices))
    return {row["notice"]: row["message"] for row in rows}


def _waiting(row: asyncpg.Record) -> WaitingNotice:
    step = row["step"]
    return WaitingNotice(
        id=row["notice"],
        notice=Notice(
            recipient=row["recipient"],
            reason=Reason(row["reason"]),
            not_before=row["not_before"],
            due=row["due"],
            instance=Instance(step, row["seat"], row["round"]) if step else None,
        ),
        about=row["about"] or row["review"] or row["session"],
        review=row["review"],
        session=row["session"],
        reviewee=row["reviewee"],
        holder=row["holder"],
        made_at=row["made_at"],
        position=row["position"],
    )

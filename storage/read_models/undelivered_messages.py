"""Messages that reached nobody, with how what they told of stands now; and those told again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import asyncpg

from domain.delivery.events import delivery_stream, resent_key
from domain.delivery.point import NoticeTold, has_point
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, event_id
from domain.views.notices import Reason
from storage.patience import ask
from storage.read_models.asking import rows_of

_MESSAGES: Final = """
SELECT d.message, d.cycle, d.recipient, d.at, d.state, d.failure, n.notice, n.reason,
       s.state AS step, s.assignee, coalesce(e.state, a.state, p.state) AS matter
FROM read.deliveries AS d
JOIN read.notices AS n ON n.message = d.message
LEFT JOIN read.steps AS s
    ON (s.review, s.step, s.seat, s.round) = (n.review, n.step, n.seat, n.round)
LEFT JOIN read.sessions AS e ON e.session = n.session
LEFT JOIN read.actions AS a ON n.kind = 'action' AND a.action = n.about
LEFT JOIN read.plans AS p ON n.kind = 'plan' AND p.plan = n.about
"""

# message_told: one message, however it ended, with how what it told of stands now.
MESSAGE_TOLD: Final = f"{_MESSAGES} WHERE d.message = $1 ORDER BY n.position"

# undelivered_in: the messages of a cycle, or of what belongs to none, that reached nobody.
UNDELIVERED_IN: Final = f"""
{_MESSAGES} WHERE d.cycle = $1 AND d.state IN ('failed', 'bounced')
ORDER BY d.at, d.message, n.position
"""

# undelivered_about: the messages that reached nobody and spoke of a review.
UNDELIVERED_ABOUT: Final = f"""
{_MESSAGES} WHERE d.state IN ('failed', 'bounced') AND d.message IN (
    SELECT o.message FROM read.notices AS o WHERE o.stream = $1 AND o.message IS NOT NULL
)
ORDER BY d.at, d.message, n.position
"""  # noqa: S608 - our own text

# known_events: which of these events are in the log.
KNOWN_EVENTS: Final = "SELECT event_id FROM log.event WHERE event_id = ANY($1::uuid[])"


@dataclass(frozen=True, slots=True)
class MessageTold:
    """A message: how it ended, and which of its notices still have a point."""

    message: UUID
    cycle: CycleId | OrganisationId
    recipient: PersonId
    at: datetime
    state: Literal["sent", "failed", "bounced"]
    failure: str | None
    notices: tuple[UUID, ...]


async def message_told(pool: asyncpg.Pool, message: UUID) -> MessageTold | None:
    """Give one message; None where none of that name went out or was refused."""
    found = _messages(await rows_of(pool, MESSAGE_TOLD, message))
    return found[0] if found else None


async def undelivered_in(pool: asyncpg.Pool, cycle: CycleId | OrganisationId) -> list[MessageTold]:
    """List the messages of a cycle, or of what belongs to none, that reached nobody."""
    return _messages(await rows_of(pool, UNDELIVERED_IN, cycle))


async def undelivered_about(pool: asyncpg.Pool, review: ReviewId) -> list[MessageTold]:
    """List the messages that reached nobody and spoke of a review, the oldest first."""
    return _messages(await rows_of(pool, UNDELIVERED_ABOUT, review))


async def told_again(writers: asyncpg.Pool, messages: Collection[MessageTold]) -> frozenset[UUID]:
    """Say which of these messages were told again, by what the log says."""
    names = {_name_of(each): each.message for each in messages}
    rows = await ask(writers, KNOWN_EVENTS, list(names)) if names else []
    return frozenset(names[UUID(bytes=row["event_id"].bytes)] for row in rows)


def _messages(rows: Iterable[asyncpg.Record]) -> list[MessageTold]:
    found: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        found.setdefault(row["message"], []).append(row)
    return [_message(own) for own in found.values()]


def _message(rows: list[asyncpg.Record]) -> MessageTold:
    first = rows[0]
    return MessageTold(
        message=first["message"],
        cycle=first["cycle"],
        recipient=first["recipient"],
        at=first["at"],
        state=first["state"],
        failure=first["failure"],
        notices=tuple(row["notice"] for row in rows if has_point(_told(row))),
    )


def _told(row: asyncpg.Record) -> NoticeTold:
    return NoticeTold(
        recipient=row["recipient"],
        reason=Reason(row["reason"]),
        step=row["step"],
        assignee=row["assignee"],
        matter=row["matter"],
    )


def _name_of(message: MessageTold) -> UUID:
    """Name the fact that what a message told was told again."""
    return event_id(delivery_stream(message.cycle), resent_key(message.message))

"""Takes a mail that came back into the ledger: which message it was, and that nobody got it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage, Message
from typing import ClassVar, Final
from uuid import UUID

from domain.delivery.events import MessageBounced, delivery_stream
from domain.errors import ReviewError
from domain.ids import CycleId
from domain.tempo import Tempo
from storage.archive import Archive
from storage.journal import Entry
from storage.read_models.cycles import cycle_of
from storage.read_models.ledger import LedgerLine, ledger_of_message

FAILED: Final = "failed"
LARGEST: Final = 10 * 1024 * 1024

_MESSAGE_ID: Final = re.compile(
    r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>", re.IGNORECASE
)
_STATUS: Final = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}")


class NotABounce(ReviewError):
    """This mail does not say that a message of ours came back for good; nothing was recorded."""

    code: ClassVar[str] = "not_a_bounce"


async def record_bounce(archive: Archive, raw: bytes) -> LedgerLine:
    """Record that a message came back, and give the message; doing it again adds nothing.

    Args:
        archive: whose ledger it is.
        raw: a delivery status notification as the mail server handed it over (RFC 3464).

    Raises:
        NotABounce: it is no such notification, only a delay, or not about a message of ours.
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    mail = message_from_bytes(raw[:LARGEST], policy=policy.default)
    reason = _reason(mail)
    if reason is None:
        raise NotABounce
    for name in _named(mail):
        line = await ledger_of_message(archive.readers, name)
        if line is not None and line.state != FAILED:
            await _record(archive, line, reason)
            return line
    raise NotABounce


async def _record(archive: Archive, line: LedgerLine, reason: str) -> None:
    cycle = await cycle_of(archive.readers, CycleId(line.cycle))
    tempo = cycle.tempo if cycle is not None else Tempo()
    event = MessageBounced(
        at=tempo.virtual(datetime.now(UTC)),
        cycle=line.cycle,
        recipient=line.recipient,
        message=line.message,
        channel=line.channel,
        notices=tuple(each.notice for each in line.told),
        sent_at=line.at,
        reason=reason,
    )
    await archive.journal.append(delivery_stream(line.cycle), None, [Entry(event)])


def _reason(mail: EmailMessage) -> str | None:
    """Say with which code a server gave up; None where none did."""
    for block in _statuses(mail):
        if str(block["Action"] or "").strip().casefold() == FAILED:
            status = _STATUS.match(str(block["Status"] or "").strip())
            return f"dsn_{status[0]}" if status else "dsn_failed"
    return None


def _statuses(mail: EmailMessage) -> Iterator[Message]:
    """Give the blocks of fields in which a server says what became of a mail."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from _inner(part)


def _named(mail: EmailMessage) -> Iterator[UUID]:
    """Name the messages that a notification may be about, the one it returns first."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            for returned in _inner(part):
                yield from _ids(str(returned["Message-ID"] or ""))
        elif part.get_content_type() == "text/rfc822-headers":
            head = message_from_string(str(part.get_content()), policy=policy.default)
            yield from _ids(str(head["Message-ID"] or ""))
    yield from _ids(f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}")


def _inner(part: Message) -> Iterator[Message]:
    held = part.get_payload()
    if isinstance(held, list):
        yield from (each for each in held if isinstance(each, Message))


def _ids(text: str) -> Iterator[UUID]:
    yield from (UUID(found) for found in _MESSAGE_ID.findall(text))

"""A caught mail as its file holds it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Final

from gateway.site.front import Caught

_ADDRESS: Final = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a list shows of a mail; `at` is None where the mail does not say when it was sent."""

    number: int
    to: str
    subject: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole mail. `html` is empty where it has none; `attached` names what hangs on it."""

    envelope: Envelope
    text: str
    html: str
    attached: tuple[str, ...]

    @property
    def passages(self) -> list[tuple[str, bool]]:
        """Give the text in pieces, and of each whether it is an address to follow."""
        pieces = _ADDRESS.split(self.text)
        return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def envelope_of(caught: Caught) -> Envelope:
    """Read the head of a mail; one whose file is gone has no subject."""
    try:
        with caught.path.open("rb") as file:
            head = BytesHeaderParser(policy=policy.default).parse(file)
    except FileNotFoundError:
        return Envelope(caught.number, ", ".join(caught.recipients), "", None)
    return _envelope(caught, head)


def letter_of(caught: Caught) -> Letter:
    """Read a whole mail; raises FileNotFoundError when somebody removed its file."""
    with caught.path.open("rb") as file:
        mail = message_from_binary_file(file, _class=EmailMessage, policy=policy.default)
    attached = tuple(
        part.get_filename() or part.get_content_type() for part in mail.iter_attachments()
    )
    return Letter(_envelope(caught, mail), _part(mail, "plain"), _part(mail, "html"), attached)


def _envelope(caught: Caught, mail: EmailMessage) -> Envelope:
    to = str(mail["To"] or ", ".join(caught.recipients))
    return Envelope(caught.number, to, str(mail["Subject"] or ""), _sent_at(mail))


def _sent_at(mail: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        return None
    return sent if sent.tzinfo is not None else None


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""

"""A message written as a mail."""

from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from activities.notify.channel import Message, Refused

_SPECIAL: Final = frozenset('()<>[]:;@\\,."')


def written(message: Message, sender: str, domain: str) -> EmailMessage:
    """Write the message as a mail: text first, then the same as HTML, then what is due by when.

    Args:
        message: what is written to whom.
        sender: in whose name.
        domain: where mails and lists are numbered.

    Raises:
        Refused: there is no way to write to this address.
    """
    mail = EmailMessage()
    try:
        mail["To"] = Address(_plain(message.name), addr_spec=message.address)
    except (ValueError, IndexError, MessageError):
        raise Refused("address_unusable") from None
    mail["From"] = sender
    mail["Subject"] = _plain(message.words.subject)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = _angled(message.id, domain)
    _thread(mail, message, domain)
    mail["List-Id"] = f"{_phrase(message.list_name)}<{message.cycle}.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.words.text)
    if message.words.html:
        mail.add_alternative(message.words.html, subtype="html")
    if message.calendar:
        _attach(mail, message.calendar)
    return mail


def _thread(mail: EmailMessage, message: Message, domain: str) -> None:
    """Have mail programs show the mail with those about the same thing."""
    references = [message.thread] if message.follows is None else [message.thread, message.follows]
    mail["References"] = " ".join(_angled(name, domain) for name in references)
    if message.follows is not None:
        mail["In-Reply-To"] = _angled(message.follows, domain)


def _attach(mail: EmailMessage, calendar: bytes) -> None:
    mail.add_attachment(
        calendar, maintype="text", subtype="calendar", cte="base64", filename="due.ics"
    )
    *_, part = mail.iter_attachments()
    part.set_param("charset", "utf-8")
    part.set_param("method", "PUBLISH")


def _phrase(name: str) -> str:
    """Write the name of a list before its id, as far as a header can hold it."""
    kept = "".join(sign for sign in _plain(name) if sign not in _SPECIAL)
    return f"{kept} " if kept else ""


def _angled(name: UUID, domain: str) -> str:
    return f"<{name}@{domain}>"


def _plain(words: str) -> str:
    """Make one line of it: a header ends where a line ends."""
    return " ".join(words.split())

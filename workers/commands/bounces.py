"""`perennial bounces`: mails that came back, taken into the ledger."""

import sys
from pathlib import Path
from typing import Annotated, ClassVar, Final

import typer

from domain.errors import ReviewError
from gateway.bounces import LARGEST, record_bounce
from workers.attach import reading
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

STANDARD_INPUT: Final = Path("-")


class MailUnreadable(ReviewError):
    """The mail cannot be read."""

    code: ClassVar[str] = "mail_unreadable"


async def read_bounces(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The mail as it came; - reads standard input.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Record that a message came back, from the notification a mail server sent about it.

    Let the mail server hand over whatever comes to the sender of our mails; what is no such
    notification is refused, and nothing of it is kept.

    Example: perennial bounces read - < returned.eml
    """
    raw = _read(file)
    async with reading(load_settings()) as archive:
        line = await record_bounce(archive, raw)
    if as_json:
        say_json({"message": line.message, "recipient": line.recipient})
        return
    console.print(f"Message {line.message} came back; the ledger says so now.", markup=False)


def _read(file: Path) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST)
    try:
        return file.read_bytes()
    except OSError as error:
        raise MailUnreadable(f"{file} cannot be read: {error.strerror}.") from None

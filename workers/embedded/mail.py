"""Catches every mail instead of sending it: a file each, and a list to read in the program."""

import asyncio
import email
import email.policy
import re
from collections.abc import Collection
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from workers.embedded.ports import LOCALHOST


@dataclass(frozen=True)
class CaughtMail:
    """One mail that would have been sent; `path` is the file that holds it whole."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    path: Path

    def read(self) -> EmailMessage:
        """The mail itself, parsed again from its file."""
        return email.message_from_bytes(self.path.read_bytes(), policy=email.policy.default)


class MailCatcher:
    """A mail server on 127.0.0.1 that delivers nothing and keeps everything, across restarts."""

    def __init__(self, folder: Path, port: int) -> None:
        """Keep mails in `folder` as 000001.eml and so on; it is made when it is absent."""
        self._folder = folder
        self._server: asyncio.Server | None = None
        self._caught: list[CaughtMail] = []
        self.host = LOCALHOST
        self.port = port

    @property
    def caught(self) -> tuple[CaughtMail, ...]:
        """Every mail in this folder, oldest first; what an erasure took away is not there."""
        return tuple(each for each in self._caught if each.path.exists())

    async def start(self) -> None:
        """Read what was caught before and take mail from now on.

        Raises:
            OSError: the port is taken or the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._caught = [_remembered(path) for path in sorted(self._folder.glob("*.eml"))]
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._speak, self.host, self.port)

    async def stop(self) -> None:
        """Take no more mail; what was caught stays in the folder."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            await server.wait_closed()

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls a handler by the SMTP verb
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail; called by aiosmtpd when all of it has arrived."""
        number = self._caught[-1].number + 1 if self._caught else 1
        recipients = tuple(envelope.rcpt_tos)
        sender = envelope.mail_from or ""
        path = self._folder / f"{number:06d}.eml"
        draft = path.with_suffix(".part")
        # The envelope goes on top as headers, where a restart finds it again.
        draft.write_bytes(
            f"Return-Path: <{sender}>\nX-Envelope-To: {', '.join(recipients)}\n".encode()
            + (envelope.original_content or b"").replace(b"\r\n", b"\n")
        )
        draft.rename(path)
        self._caught.append(CaughtMail(number, sender, recipients, path))
        return "250 Kept"

    def _speak(self) -> SMTP:
        return SMTP(self, hostname=self.host, ident="Perennial", enable_SMTPUTF8=True)


def forget_mails(folder: Path, marks: Collection[str]) -> int:
    """Take away every mail to somebody, and every one that names them; give how many.

    `marks` are the address, the name and the number of the person.
    """
    wanted = [mark.casefold() for mark in marks if mark]
    found = [path for path in sorted(folder.glob("*.eml")) if _names(path, wanted)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _names(path: Path, wanted: Collection[str]) -> bool:
    source = path.read_bytes()
    mail = email.message_from_bytes(source, policy=email.policy.default)
    texts = [source.decode("utf-8", "replace"), *map(str, mail.values())]
    texts += [
        str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"
    ]
    whole = "\n".join(texts).casefold()
    return any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", whole) for mark in wanted)


def _remembered(path: Path) -> CaughtMail:
    headers = email.message_from_bytes(path.read_bytes().partition(b"\n\n")[0])
    recipients = tuple(name.strip() for name in headers.get("X-Envelope-To", "").split(","))
    return CaughtMail(int(path.stem), headers.get("Return-Path", "<>")[1:-1], recipients, path)

"""Messages as mail, through an SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import ClassVar, Final, Literal

import aiosmtplib
from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from activities.notify.channel import Deferred, Message, Refused, Unreachable
from activities.notify.mail import written

TIMEOUT_SECONDS: Final = 30.0
"""Some servers look at a mail for long before they answer."""

Security = Literal["none", "starttls", "tls"]

_CLOSING: Final = 421
_PERMANENT: Final = range(500, 600)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, in whose name, and how that is kept private."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    security: Security = "none"

    @property
    def domain(self) -> str:
        """The domain in whose name mails are numbered."""
        return self.sender.rpartition("@")[2].strip("> ") or "perennial.invalid"

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port}, {self.security})"


class Email:
    """Sends mails one after the other over one connection, which it opens when it needs one."""

    name: ClassVar[str] = "email"

    def __init__(self, server: MailServer) -> None:
        """Hand mails in at this server."""
        self._server = server
        self._connection: aiosmtplib.SMTP | None = None
        self._turn = asyncio.Lock()

    async def send(self, message: Message) -> str:
        """Hand one mail in; see `Channel.send` for what it raises."""
        mail = written(message, self._server.sender, self._server.domain)
        async with self._turn:
            try:
                await self._hand_in(mail)
            except _ConnectionWentStale:
                # Servers end a connection after some time or some mails; that is no failure.
                await self._hand_in(mail)
        return self.name

    async def rest(self) -> None:
        """Take leave of the server."""
        async with self._turn:
            await self._hang_up()

    async def _hand_in(self, mail: EmailMessage) -> None:
        is_reused = self._connection is not None
        async with self._connected() as connection:
            try:
                await connection.send_message(mail)
            except (OSError, ValueError, SMTPException) as trouble:
                # Not chained: the answer of a server names the address.
                raise _meaning(trouble, is_reused=is_reused) from None

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Lend the connection; one that anything went wrong on is not used again."""
        if self._connection is None or not self._connection.is_connected:
            self._connection = await self._connect()
        try:
            yield self._connection
        except Refused:
            raise
        except BaseException:
            await self._hang_up()
            raise

    async def _connect(self) -> aiosmtplib.SMTP:
        server = self._server
        connection = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await connection.connect()
        except (OSError, ValueError, SMTPException) as trouble:
            connection.close()
            reason = type(trouble).__name__
            raise Unreachable(f"The mail server lets nobody in ({reason}).") from None
        return connection

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(OSError, SMTPException):
            await connection.quit(timeout=1)
        connection.close()


class _ConnectionWentStale(Deferred):
    """The server ended a connection that had been good before."""


def _meaning(
    trouble: OSError | ValueError | SMTPException, *, is_reused: bool
) -> Refused | Deferred | Unreachable:
    """Say what an answer of the server, or its silence, means for the message."""
    match trouble:
        case SMTPRecipientsRefused():
            return _verdict(trouble.recipients[0].code, is_reused=is_reused)
        case SMTPDataError():
            return _verdict(trouble.code, is_reused=is_reused)
        case SMTPSenderRefused() if trouble.code != _CLOSING:
            return Unreachable(f"The mail server takes no mail of ours (smtp_{trouble.code}).")
        case SMTPNotSupported() | ValueError():
            return Refused("address_unusable")
        case TimeoutError():
            # The server may have taken the mail: whoever asks again sends the same id.
            return Deferred("The mail server did not answer in time.")
        case _:
            return _lost(is_reused=is_reused)


def _verdict(answer: int, *, is_reused: bool) -> Refused | Deferred:
    if answer in _PERMANENT:
        return Refused(f"smtp_{answer}")
    if answer == _CLOSING:
        return _lost(is_reused=is_reused)
    return Deferred(f"The mail server asks to try later (smtp_{answer}).")


def _lost(*, is_reused: bool) -> Deferred:
    if is_reused:
        return _ConnectionWentStale()
    return Deferred("The mail server broke off in the middle of a mail.")

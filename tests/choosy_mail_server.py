"""A mail server that says no, for good or for now."""

from email.message import EmailMessage
from pathlib import Path
from weakref import WeakKeyDictionary

from aiosmtpd.smtp import SMTP, Envelope, Session

from workers.embedded.mail import MailCatcher


class ChoosyMailServer(MailCatcher):
    """Keeps mails as the mail catcher does, but answers as it was told to.

    `answers` holds what is said to a recipient instead of taking the mail, `data` what is said to
    every mail; `mails_a_connection` is how many it takes before it wants a new connection.
    """

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self.answers: dict[str, str] = {}
        self.data: str | None = None
        self.mails_a_connection: int | None = None
        self.connections = 0
        self._offered: WeakKeyDictionary[Session, int] = WeakKeyDictionary()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls a handler by the SMTP verb
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Count connections."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - as above
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer as told for this address."""
        answer = self.answers.get(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802 - as above
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take so many mails, then ask for a new connection."""
        self._offered[session] = self._offered.get(session, 0) + 1
        limit = self.mails_a_connection
        if limit is not None and self._offered[session] > limit:
            return "421 Enough for now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail unless told otherwise."""
        if self.data is not None:
            return self.data
        return await super().handle_DATA(server, session, envelope)


def read_all(server: MailCatcher) -> list[EmailMessage]:
    """Read every mail that was kept."""
    return [mail.read() for mail in server.caught]


def text_of(mail: EmailMessage) -> str:
    """Give the plain text of a mail, whatever else it holds."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())

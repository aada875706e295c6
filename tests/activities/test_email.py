"""Mails go out over a real socket; what a mail server says decides what becomes of a message."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

import pytest

from activities.notify.channel import Deferred, Message, Refused, Unreachable, Words, message_id
from activities.notify.email import Email, MailServer
from activities.notify.mail import written
from domain.ids import CycleId
from tests.choosy_mail_server import ChoosyMailServer, read_all
from workers.embedded.ports import settle_ports

CYCLE = CycleId(UUID(int=1))
MESSAGE = Message(
    id=UUID(int=2),
    cycle=CYCLE,
    name="Jörg Ørsted",
    address="joerg@halden.example",
    thread=UUID(int=3),
    words=Words("Due Fri 30 Jan: Ziele für das Jahr", "Dear Jörg,\n.\nyours\n"),
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ChoosyMailServer]:
    ports, _ = settle_ports({"mail": 0})
    server = ChoosyMailServer(tmp_path / "mail", ports["mail"])
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def email(server: ChoosyMailServer) -> AsyncIterator[Email]:
    email = Email(MailServer(server.host, server.port, "reviews@halden.example"))
    yield email
    await email.rest()


def to(address: str) -> Message:
    return replace(MESSAGE, address=address)


async def test_a_mail_says_who_writes_to_whom_and_that_a_program_does(
    server: ChoosyMailServer, email: Email
) -> None:
    await email.send(MESSAGE)
    [mail] = read_all(server)
    assert mail["To"] == "Jörg Ørsted <joerg@halden.example>"
    assert mail["From"] == "reviews@halden.example"
    assert mail["Subject"] == "Due Fri 30 Jan: Ziele für das Jahr"
    assert mail["Message-ID"] == f"<{UUID(int=2)}@halden.example>"
    assert mail["References"] == f"<{UUID(int=3)}@halden.example>"
    assert mail["List-Id"] == f"<{CYCLE}.halden.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Dear Jörg,\n.\nyours\n"
    sent = parsedate_to_datetime(mail["Date"])
    assert abs(datetime.now(UTC) - sent) < timedelta(minutes=1)


async def test_mails_of_a_round_share_a_connection(server: ChoosyMailServer, email: Email) -> None:
    for number in range(5):
        await email.send(to(f"p{number}@halden.example"))
    assert len(server.caught) == 5
    assert server.connections == 1


async def test_a_server_that_hangs_up_after_some_mails_gets_the_next_one_anew(
    server: ChoosyMailServer, email: Email
) -> None:
    server.mails_a_connection = 2
    for number in range(5):
        await email.send(to(f"p{number}@halden.example"))
    assert [mail.recipients for mail in server.caught] == [
        (f"p{number}@halden.example",) for number in range(5)
    ]
    assert server.connections == 3


async def test_a_recipient_refused_for_good_is_refused_and_the_next_is_served(
    server: ChoosyMailServer, email: Email
) -> None:
    server.answers = {"gone@halden.example": "550 No such user"}
    with pytest.raises(Refused) as refused:
        await email.send(to("gone@halden.example"))
    assert refused.value.why == "smtp_550"
    await email.send(to("here@halden.example"))
    assert [mail.recipients for mail in server.caught] == [("here@halden.example",)]
    assert server.connections == 1


async def test_a_full_mailbox_may_be_empty_later(server: ChoosyMailServer, email: Email) -> None:
    server.answers = {"full@halden.example": "452 Mailbox full"}
    with pytest.raises(Deferred):
        await email.send(to("full@halden.example"))
    await email.send(to("here@halden.example"))
    assert len(server.caught) == 1


@pytest.mark.parametrize(
    "answer, refusal",
    [("554 Spam", Refused), ("451 Try later", Deferred), ("421 Closing", Deferred)],
)
async def test_the_answer_to_the_mail_itself_counts_as_well(
    server: ChoosyMailServer, email: Email, answer: str, refusal: type[Exception]
) -> None:
    server.data = answer
    with pytest.raises(refusal):
        await email.send(MESSAGE)


async def test_a_server_that_is_down_is_unreachable_and_found_again(
    server: ChoosyMailServer, email: Email
) -> None:
    await server.stop()
    with pytest.raises(Unreachable):
        await email.send(MESSAGE)
    await server.start()
    await email.send(MESSAGE)
    assert len(server.caught) == 1


async def test_a_server_that_speaks_no_tls_gets_no_mail_that_asks_for_it(
    server: ChoosyMailServer,
) -> None:
    for security in ("starttls", "tls"):
        plain = MailServer(server.host, server.port, "reviews@halden.example", security=security)
        with pytest.raises(Unreachable):
            await Email(plain).send(MESSAGE)
    assert server.caught == ()


@pytest.mark.parametrize("address", ["", "nobody", "two@@signs", "a\r\nBcc: b@halden.example"])
async def test_an_address_nobody_can_write_to_is_refused(
    server: ChoosyMailServer, email: Email, address: str
) -> None:
    with pytest.raises(Refused) as refused:
        await email.send(to(address))
    assert refused.value.why == "address_unusable"
    assert server.caught == ()


def test_no_name_or_title_can_add_a_header() -> None:
    evil = replace(
        MESSAGE,
        name="A\r\nBcc: all@halden.example",
        words=Words("Goals\u2028Bcc: all@halden.example\nX: y", "Text"),
    )
    mail = written(evil, "reviews@halden.example", "halden.example")
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Goals Bcc: all@halden.example X: y"
    assert mail["To"].addresses[0].addr_spec == "joerg@halden.example"


def test_the_same_notices_make_the_same_message_in_any_order() -> None:
    first, second, third = UUID(int=11), UUID(int=12), UUID(int=13)
    assert message_id(CYCLE, (first, second)) == message_id(CYCLE, (second, first))
    assert message_id(CYCLE, (first, second)) != message_id(CYCLE, (first, third))


def test_a_mail_server_shows_its_password_to_nobody() -> None:
    secret = MailServer("mail.halden.example", 25, "a@halden.example", "me", "hush", "tls")
    assert "hush" not in f"{secret!r} {secret}"

"""The mail catcher keeps every mail and delivers none."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from workers.embedded.mail import MailCatcher
from workers.embedded.ports import settle_ports


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[MailCatcher]:
    ports, _ = settle_ports({"mail": 0})
    catcher = MailCatcher(tmp_path / "mail", ports["mail"])
    await catcher.start()
    yield catcher
    await catcher.stop()


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "reviews@example.invalid"
    message["To"] = "somebody@example.invalid"
    message["Subject"] = subject
    message.set_content("Your step is open.\n.\nEnd")
    return message


async def test_a_mail_can_be_read_as_it_was_sent(catcher: MailCatcher) -> None:
    await aiosmtplib.send(mail("Ziele für das Jahr"), hostname=catcher.host, port=catcher.port)
    [caught] = catcher.caught
    assert caught.sender == "reviews@example.invalid"
    assert caught.recipients == ("somebody@example.invalid",)
    assert caught.read()["Subject"] == "Ziele für das Jahr"
    assert caught.read().get_content() == "Your step is open.\n.\nEnd\n"


async def test_mails_are_numbered_in_the_order_they_came(catcher: MailCatcher) -> None:
    for subject in ("first", "second"):
        await aiosmtplib.send(mail(subject), hostname=catcher.host, port=catcher.port)
    assert [(one.number, one.read()["Subject"]) for one in catcher.caught] == [
        (1, "first"),
        (2, "second"),
    ]


async def test_a_restart_remembers_what_was_caught(catcher: MailCatcher) -> None:
    await aiosmtplib.send(mail("kept"), hostname=catcher.host, port=catcher.port)
    before = catcher.caught
    await catcher.stop()
    await catcher.start()
    assert catcher.caught == before
    await aiosmtplib.send(mail("next"), hostname=catcher.host, port=catcher.port)
    assert [one.number for one in catcher.caught] == [1, 2]

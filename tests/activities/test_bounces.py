"""What a mail server could not deliver comes back and is in the ledger from then on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from activities.notify.email import Email, MailServer
from domain.delivery.events import MessageBounced
from gateway.bounces import NotABounce, record_bounce
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.read_models.ledger import ledger_of_person
from tests.choosy_mail_server import ChoosyMailServer, read_all
from tests.delivery_scene import BOSS, MONDAY, ORGANISATION, Scene, report
from workers.embedded.ports import settle_ports


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield Scene(archive, pool)


@pytest.fixture
async def mail(scene: Scene, tmp_path: Path) -> EmailMessage:
    """A mail that went out to the boss."""
    ports, _ = settle_ports({"mail": 0})
    server = ChoosyMailServer(tmp_path / "mail", ports["mail"])
    await server.start()
    await scene.launch([report(10)])
    await scene.deliver(
        Email(MailServer(server.host, server.port, "reviews@halden.example")), MONDAY
    )
    await scene.catch_up()
    await server.stop()
    [mail] = read_all(server)
    return mail


def returned(mail: EmailMessage, action: str = "failed", *, headers_only: bool = False) -> bytes:
    """Write what a mail server sends back, after RFC 3464."""
    kind, part = "message/rfc822", mail.as_string()
    if headers_only:
        kind, part = "text/rfc822-headers", f"Message-ID: {mail['Message-ID']}\n"
    return (
        "From: MAILER-DAEMON@mx.halden.example\nTo: reviews@halden.example\n"
        "Subject: Undelivered Mail\nMIME-Version: 1.0\nAuto-Submitted: auto-replied\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI could not deliver it.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.halden.example\n\n"
        f"Final-Recipient: rfc822; p3@halden.example\nAction: {action}\nStatus: 5.1.1 (no user)\n\n"
        f"--b\nContent-Type: {kind}\n\n{part}\n--b--\n"
    ).encode()


@pytest.mark.parametrize("headers_only", [False, True])
async def test_a_message_that_came_back_is_in_the_ledger_with_the_reason(
    scene: Scene, mail: EmailMessage, *, headers_only: bool
) -> None:
    told = await record_bounce(scene.archive, returned(mail, headers_only=headers_only))
    await scene.catch_up()
    [line] = await ledger_of_person(scene.archive.readers, BOSS.id)
    assert (line.message, line.state, line.failure) == (told.message, "bounced", "dsn_5.1.1")
    assert line.at == MONDAY
    assert len(line.told) == 1
    assert await scene.deliver(Email(MailServer("127.0.0.1", 9, "a@b")), MONDAY) is None


async def test_a_message_that_comes_back_twice_is_recorded_once(
    scene: Scene, mail: EmailMessage
) -> None:
    await record_bounce(scene.archive, returned(mail))
    await scene.catch_up()
    await record_bounce(scene.archive, returned(mail))
    events = [each for each in await scene.ledger() if isinstance(each, MessageBounced)]
    assert len(events) == 1
    assert events[0].at > MONDAY + timedelta(hours=1)


async def test_a_delay_is_no_failure(scene: Scene, mail: EmailMessage) -> None:
    for action in ("delayed", "delivered", ""):
        with pytest.raises(NotABounce):
            await record_bounce(scene.archive, returned(mail, action))


async def test_what_is_about_no_message_of_ours_is_refused(
    scene: Scene, mail: EmailMessage
) -> None:
    foreign = returned(mail).replace(str(mail["Message-ID"]).encode(), b"<1@elsewhere.example>")
    foreign = foreign.replace(b"References:", b"X-References:")
    for raw in (foreign, mail.as_bytes(), b"", b"\xff\x00 no mail at all"):
        with pytest.raises(NotABounce):
            await record_bounce(scene.archive, raw)
    assert not any(isinstance(each, MessageBounced) for each in await scene.ledger())

"""A message leads to exactly the thing it tells of, keeps its thread, and does not nag."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest

from activities.notify.email import Email, MailServer
from activities.notify.linking import Linker
from domain.delivery.events import MessageSent
from domain.ids import PersonId, StepId
from domain.reach import Link, StepReach
from domain.review.commands import NudgeReview, PassTime
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.links import LinkBook
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from tests.choosy_mail_server import ChoosyMailServer, read_all, text_of
from tests.delivery_scene import BOSS, CYCLE, HEAD, HR, MONDAY, ORGANISATION, Scene, report
from workers.embedded.ports import settle_ports

BASE = "https://reviews.halden.example"
SIGNER = LinkSigner([b"k" * 32])
LATE = datetime(2026, 1, 19, 17, 30, tzinfo=UTC)  # Monday, 18:30 in Berlin
TUESDAY = datetime(2026, 1, 20, 8, tzinfo=UTC)


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield Scene(archive, pool, linker=Linker(LinkBook(archive.hosts), SIGNER, BASE))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ChoosyMailServer]:
    ports, _ = settle_ports({"mail": 0})
    server = ChoosyMailServer(tmp_path / "mail", ports["mail"])
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def email(server: ChoosyMailServer) -> Email:
    return Email(MailServer(server.host, server.port, "reviews@halden.example"))


class Buttons(HTMLParser):
    """Collects where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets += [value or "" for name, value in attrs if name == "href"]


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def targets(mail: EmailMessage) -> list[str]:
    buttons = Buttons()
    buttons.feed(html_of(mail))
    return buttons.targets


async def opened_by(scene: Scene, address: str) -> Link:
    kept = await LinkBook(scene.archive.hosts).find(SIGNER.read(address.rpartition("/")[2]))
    assert kept is not None
    return kept.link


def to(server: ChoosyMailServer, name: str) -> list[EmailMessage]:
    return [mail for mail in read_all(server) if mail["To"].startswith(name)]


async def test_each_thing_has_a_button_that_opens_just_that_step(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    reviewees = [report(10), report(11)]
    await scene.launch(reviewees)
    await scene.deliver(email, MONDAY)
    [mail] = to(server, "Mara")
    *steps, work = targets(mail)
    assert work == f"{BASE}/work"
    assert {await opened_by(scene, address) for address in steps} == {
        Link(
            person=BOSS.id,
            reach=StepReach(
                review=scene.reviews[one.employee_number].planned.review,
                step=StepId("rate"),
                seat=0,
                round=1,
            ),
        )
        for one in reviewees
    }
    assert all(address in text_of(mail) for address in steps)
    assert "perennial inbox" not in text_of(mail)


async def test_who_only_hears_of_a_late_step_gets_no_way_into_it(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10)])
    await scene.ask(report(10), PassTime(at=LATE))
    await scene.deliver(email, TUESDAY)
    [mail] = to(server, HEAD.display_full_name)
    assert set(targets(mail)) == {f"{BASE}/work"}


async def test_titles_and_names_cannot_put_html_into_a_mail(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    odd = report(10).model_copy(update={"display_full_name": "<img src=x>\u202eAnn"})
    await scene.launch([odd])
    await scene.deliver(email, MONDAY)
    [mail] = to(server, "Mara")
    assert "&lt;img src=x&gt;Ann" in html_of(mail)
    assert "<img" not in html_of(mail)
    assert "<script" not in html_of(mail)


async def test_who_reads_german_gets_german(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10)], [BOSS.model_copy(update={"language": "de"})])
    await scene.deliver(email, MONDAY)
    [mail] = to(server, "Mara")
    assert mail["Subject"] == "Fällig Do., 15. Jan.: Rate the year"
    assert "in „Annual review 2026“ gibt es eine Sache für Sie:" in text_of(mail)
    assert '<html lang="de">' in html_of(mail)


async def test_what_follows_on_a_step_answers_the_first_message_about_it(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10)])
    await scene.deliver(email, MONDAY)
    await scene.ask(report(10), PassTime(at=LATE))
    await scene.deliver(email, TUESDAY)
    first, second = to(server, "Mara")
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"] == f"{first['References']} {first['Message-ID']}"
    assert first["List-Id"].strip() == f"Annual review 2026 <{CYCLE}.halden.example>"


async def test_what_hr_writes_beside_a_nudge_is_in_the_message(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10)])
    await scene.deliver(email, MONDAY)
    line = {"reason": "Payroll closes on <Friday>,\nplease."}
    words = await scene.archive.vault.stage(UUID(int=77), PersonId(ORGANISATION), line)
    noon = MONDAY + timedelta(hours=5)
    await scene.ask(report(10), NudgeReview(at=noon, request="n1", by=HR.id, content=words))
    await scene.deliver(email, noon)
    mail = to(server, "Mara")[-1]
    assert 'HR writes: "Payroll closes on <Friday>, please."' in text_of(mail)
    assert "&lt;Friday&gt;" in html_of(mail)


async def send_three(scene: Scene, email: Email) -> None:
    """Write to the boss as often as is right on one day."""
    for number in (10, 11, 12):
        await scene.launch_more(report(number), TUESDAY)
        await scene.deliver(email, TUESDAY)


async def test_above_the_cap_of_a_day_reminders_wait_for_the_next_working_day(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(20)])
    await scene.deliver(email, MONDAY)
    await send_three(scene, email)
    await scene.ask(report(20), PassTime(at=LATE))
    wednesday = datetime(2026, 1, 21, 7, tzinfo=UTC)
    assert await scene.deliver(email, TUESDAY + timedelta(hours=1)) == wednesday
    assert len(to(server, "Mara")) == 4
    await scene.deliver(email, wednesday)
    assert len(to(server, "Mara")) == 5


async def test_a_task_nobody_knew_of_goes_out_above_the_cap_and_takes_the_rest_along(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(20)])
    await scene.deliver(email, MONDAY)
    await send_three(scene, email)
    await scene.ask(report(20), PassTime(at=LATE))
    await scene.launch_more(report(13), TUESDAY)
    await scene.deliver(email, TUESDAY + timedelta(hours=1))
    latest = to(server, "Mara")[-1]
    assert latest["Subject"].endswith("and 1 more thing")
    sent = [each for each in await scene.ledger() if isinstance(each, MessageSent)]
    assert len([each for each in sent if each.recipient == BOSS.id]) == 5

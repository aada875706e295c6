"""Rounds of delivery against a real log, real read models and a real mail server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from temporalio.exceptions import ApplicationError

from activities.deliver import Deliverer, PutOff, Round
from activities.notify.channel import Message
from activities.notify.email import Email, MailServer
from domain.delivery.events import MessageFailed, MessageSent
from domain.people import Leave
from domain.people_events import differences
from domain.review.commands import PassTime
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from tests.choosy_mail_server import ChoosyMailServer, read_all, text_of
from tests.delivery_scene import BOSS, HEAD, MONDAY, ORGANISATION, Scene, report
from workers.embedded.ports import settle_ports

REPORTS = [report(number) for number in range(10, 20)]
DUE = datetime(2026, 1, 15, 17, tzinfo=UTC)  # Thursday, 18:00 in Berlin


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    # The right to build schemas belongs to the database and is not copied from the template.
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield Scene(archive, pool)


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


class ProcessDied(Exception):
    """Nothing after this happened."""


@dataclass
class DiesAfterSending:
    """A channel that sends, and then takes the whole process with it."""

    email: Email
    name: ClassVar[str] = "email"

    async def send(self, message: Message) -> str:
        await self.email.send(message)
        raise ProcessDied

    async def rest(self) -> None:
        await self.email.rest()


@dataclass
class DoesTheRestMeanwhile:
    """A channel so slow that both steps are done before the first message is out."""

    email: Email
    scene: Scene
    name: ClassVar[str] = "email"

    async def send(self, message: Message) -> str:
        for reviewee, actor in ((report(10), BOSS), (report(11, HEAD), HEAD)):
            await self.scene.submit(reviewee, actor, MONDAY + timedelta(seconds=1))
        await self.scene.catch_up()
        return await self.email.send(message)

    async def rest(self) -> None:
        await self.email.rest()


def addressees(server: ChoosyMailServer) -> list[str]:
    return sorted(address for mail in server.caught for address in mail.recipients)


async def test_a_manager_with_ten_reports_gets_one_mail(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS)
    assert await scene.deliver(email, MONDAY) is None
    [mail] = read_all(server)
    assert mail["To"] == "Mara Lind <p3@halden.example>"
    assert mail["Subject"] == "Due Thu 15 Jan: Rate the year \u2014 and 9 more things"
    [sent] = await scene.ledger()
    assert isinstance(sent, MessageSent)
    assert (sent.recipient, len(sent.notices), sent.at) == (BOSS.id, 10, MONDAY)
    assert mail["Message-ID"] == f"<{sent.message}@halden.example>"


async def test_what_was_sent_is_not_sent_again(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:2])
    await scene.deliver(email, MONDAY)
    assert await scene.deliver(email, MONDAY + timedelta(hours=4)) is None
    assert len(server.caught) == 1


async def test_nobody_is_written_to_at_night(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    night = datetime(2026, 1, 12, 21, tzinfo=UTC)
    morning = datetime(2026, 1, 13, 7, tzinfo=UTC)
    assert await scene.deliver(email, night) == morning
    assert server.caught == ()
    assert await scene.deliver(email, morning) is None
    assert addressees(server) == ["p3@halden.example"]


async def test_nobody_is_written_to_on_a_holiday_of_their_own_place(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    values = {"country": "US", "time_zone": "America/New_York"}
    abroad = BOSS.model_copy(update={**values, "id": report(4).id, "employee_number": "4"})
    abroad = abroad.model_copy(update={"work_email": "p4@halden.example"})
    await scene.launch([report(10), report(11, abroad)], [abroad])
    king_day = datetime(2026, 1, 19, 15, tzinfo=UTC)  # a working day in Berlin
    tuesday = datetime(2026, 1, 20, 13, tzinfo=UTC)  # 8:00 in New York
    assert await scene.deliver(email, king_day) == tuesday
    assert addressees(server) == ["p3@halden.example"]
    assert await scene.deliver(email, tuesday) is None
    assert addressees(server) == ["p3@halden.example", "p4@halden.example"]


async def test_who_is_on_leave_hears_of_it_when_they_are_back(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    leave = Leave(start=date(2026, 1, 12), end=date(2026, 1, 16))
    away = BOSS.model_copy(update={"leaves": (leave,)})
    await scene.launch(REPORTS[:1], [away])
    back = datetime(2026, 1, 19, 7, tzinfo=UTC)
    assert await scene.deliver(email, MONDAY) == back
    assert server.caught == ()
    assert await scene.deliver(email, back) is None
    assert addressees(server) == ["p3@halden.example"]


async def test_a_step_that_was_done_before_the_round_is_not_mentioned(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    await scene.submit(REPORTS[0], BOSS, MONDAY + timedelta(minutes=1))
    await scene.deliver(email, MONDAY + timedelta(minutes=2))
    [mail] = read_all(server)  # of the next step, to the reviewee
    assert mail["To"] == "Person 10 <p10@halden.example>"
    assert mail["Subject"] == "Due Thu 15 Jan: Read the result"


async def test_reminders_and_rungs_go_to_whom_they_concern(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:3])
    await scene.deliver(email, MONDAY)
    late = datetime(2026, 1, 19, 17, 30, tzinfo=UTC)
    for reviewee in REPORTS[:3]:
        await scene.ask(reviewee, PassTime(at=late))
    tuesday = datetime(2026, 1, 20, 8, tzinfo=UTC)
    assert await scene.deliver(email, late) == datetime(2026, 1, 20, 7, tzinfo=UTC)
    await scene.deliver(email, tuesday)
    assert addressees(server)[0] == "p1@halden.example"
    to_head = next(mail for mail in read_all(server) if mail["To"].startswith("Hedda"))
    assert to_head["Subject"] == "Overdue since Thu 15 Jan: Rate the year \u2014 and 2 more things"
    assert "It is overdue with Mara Lind; you are told as their manager." in text_of(to_head)


async def test_the_last_round_waits_for_nobody(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    night = datetime(2026, 1, 12, 21, tzinfo=UTC)
    assert await scene.deliver(email, night, is_last=True) is None
    assert addressees(server) == ["p3@halden.example"]


async def test_a_notice_of_later_tells_when_the_next_round_is_due(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    before = datetime(2026, 1, 10, 12, tzinfo=UTC)  # a Saturday
    assert await scene.deliver(email, before) == MONDAY
    assert server.caught == ()


async def test_one_refused_for_good_is_recorded_and_the_others_go_out(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10), report(11, HEAD)])
    server.answers["p3@halden.example"] = "550 No such user"
    assert await scene.deliver(email, MONDAY) is None
    assert addressees(server) == ["p1@halden.example"]
    [failed] = [each for each in await scene.ledger() if isinstance(each, MessageFailed)]
    assert (failed.recipient, failed.reason) == (BOSS.id, "smtp_550")
    server.answers.clear()
    assert await scene.deliver(email, MONDAY + timedelta(hours=4)) is None
    assert len(server.caught) == 1


async def test_one_put_off_is_tried_again_and_the_others_go_out_once(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10), report(11, HEAD)])
    server.answers["p3@halden.example"] = "451 Try later"
    with pytest.raises(ApplicationError) as failure:
        await scene.deliver(email, MONDAY)
    assert (failure.value.type, failure.value.non_retryable) == ("messages_deferred", False)
    assert addressees(server) == ["p1@halden.example"]
    server.answers.clear()
    assert await scene.deliver(email, MONDAY, attempt=2) is None
    assert addressees(server) == ["p1@halden.example", "p3@halden.example"]


async def test_one_put_off_again_and_again_does_not_hold_up_the_cycle(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    server.answers["p3@halden.example"] = "452 Mailbox full"
    put_off = PutOff(until=MONDAY + timedelta(hours=4))
    assert await scene.deliver(email, MONDAY, attempt=4) == put_off
    assert await scene.ledger() == []


async def test_a_cycle_does_not_stay_open_for_ever_for_one_full_mailbox(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    server.answers["p3@halden.example"] = "452 Mailbox full"
    with pytest.raises(ApplicationError):
        await scene.deliver(email, MONDAY, is_last=True, attempt=4)
    assert await scene.deliver(email, MONDAY, is_last=True, attempt=60) is None
    [failed] = await scene.ledger()
    assert isinstance(failed, MessageFailed)
    assert failed.reason == "deferred_too_long"


async def test_nothing_is_lost_while_the_mail_server_is_down(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch([report(10), report(11, HEAD)])
    await server.stop()
    with pytest.raises(ApplicationError) as failure:
        await scene.deliver(email, MONDAY)
    assert (failure.value.type, failure.value.non_retryable) == ("cut_off", False)
    await server.start()
    assert await scene.deliver(email, MONDAY, attempt=2) is None
    assert await scene.deliver(email, MONDAY, attempt=3) is None
    assert addressees(server) == ["p1@halden.example", "p3@halden.example"]


async def test_a_crash_between_sending_and_recording_sends_the_same_message_again(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:2])
    with pytest.RaisesGroup(ProcessDied):
        await scene.deliver(DiesAfterSending(email), MONDAY)
    assert await scene.ledger() == []
    await scene.deliver(email, MONDAY, attempt=2)
    first, second = read_all(server)
    assert first["Message-ID"] == second["Message-ID"]
    assert len(await scene.ledger()) == 1


async def test_who_has_left_is_not_written_to_and_hr_sees_it(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    gone = BOSS.model_copy(update={"termination_date": date(2026, 1, 9)})
    await scene.enter(differences(BOSS, 1, gone, MONDAY))
    assert await scene.deliver(email, MONDAY) is None
    assert server.caught == ()
    [failed] = await scene.ledger()
    assert isinstance(failed, MessageFailed)
    assert failed.reason == "has_left"


async def test_who_is_not_in_the_directory_any_more_gets_nothing(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1], erased=[BOSS])
    assert await scene.deliver(email, MONDAY) is None
    assert server.caught == ()
    [failed] = await scene.ledger()
    assert isinstance(failed, MessageFailed)
    assert failed.reason == "unknown_recipient"


async def test_a_round_that_is_tried_into_the_night_waits_for_the_morning(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    morning = datetime(2026, 1, 13, 7, tzinfo=UTC)
    ten_hours = timedelta(hours=10)
    assert await scene.deliver(email, MONDAY, attempt=40, passed=ten_hours) == morning
    assert server.caught == ()


async def test_a_round_waits_until_the_read_models_show_what_was_sent(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:2])
    await scene.deliver(email, MONDAY)
    again = Round(cycle=scene.cycle, at=MONDAY + timedelta(hours=4))
    round_ = asyncio.create_task(Deliverer(scene.archive, email).deliver(again))
    too_early, _ = await asyncio.wait([round_], timeout=0.2)
    assert not too_early
    await scene.catch_up()
    assert await round_ is None
    assert len(server.caught) == 1


async def test_read_models_that_stay_behind_stop_the_round(
    scene: Scene, server: ChoosyMailServer, email: Email, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.deliver.LAG_SECONDS", 0.2)
    await scene.launch(REPORTS[:1])
    with pytest.raises(ApplicationError) as failure:
        await Deliverer(scene.archive, email).deliver(Round(cycle=scene.cycle, at=MONDAY))
    assert (failure.value.type, failure.value.non_retryable) == ("read_models_behind", False)
    assert server.caught == ()


async def test_everybody_is_served_however_many_there_are(
    scene: Scene, server: ChoosyMailServer, email: Email, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.deliver.RECIPIENTS", 2)
    bosses = [report(number, HEAD) for number in range(20, 25)]
    await scene.launch([report(30 + n, boss) for n, boss in enumerate(bosses)], bosses)
    assert await scene.deliver(email, MONDAY - timedelta(days=2)) == MONDAY
    assert await scene.deliver(email, MONDAY) is None
    assert addressees(server) == [f"p{number}@halden.example" for number in range(20, 25)]
    assert len(await scene.ledger()) == 5


async def test_what_is_done_while_a_round_lasts_is_not_asked_for_any_more(
    scene: Scene, server: ChoosyMailServer, email: Email, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.notify.posting.AT_ONCE", 1)
    await scene.launch([report(10), report(11, HEAD)])
    await scene.deliver(DoesTheRestMeanwhile(email, scene), MONDAY)
    assert len(server.caught) == 1
    assert len(await scene.ledger()) == 1


async def test_who_is_away_without_an_end_in_sight_hears_of_it_at_the_end_of_the_cycle(
    scene: Scene, server: ChoosyMailServer, email: Email
) -> None:
    await scene.launch(REPORTS[:1])
    leave = Leave(start=date(2026, 1, 12), end=date(2028, 1, 16))
    away = BOSS.model_copy(update={"leaves": (leave,)})
    await scene.enter(differences(BOSS, 1, away, MONDAY))
    assert await scene.deliver(email, MONDAY) is None
    assert server.caught == ()
    assert await scene.deliver(email, MONDAY + timedelta(days=300), is_last=True) is None
    assert addressees(server) == ["p3@halden.example"]

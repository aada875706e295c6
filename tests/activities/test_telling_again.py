"""An operator stops all messages, lets them go on, and has told again what reached nobody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from temporalio.exceptions import ApplicationError

from activities.notify.channel import Message, Refused
from domain.delivery.events import MessageFailed, MessageSent, NoticesResent
from domain.ids import PersonId
from domain.offices import Office
from domain.operations.events import OperationEvent, operations_stream
from gateway.offices import give_office
from gateway.operators import NotAnOperator, Order, ReasonMissing, RequestTaken, note_steered
from gateway.outgoing_mail import set_outgoing
from gateway.resending import DeliveredAlready, DeliveryIsOver, resend
from gateway.stuck import StuckSort, find_stuck
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from tests.delivery_scene import BOSS, HR, MONDAY, ORGANISATION, Scene, report

REPORTS = [report(number) for number in range(10, 12)]
WHY = "The mail server refused us"
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@dataclass
class Channel:
    """Refuses every message until it is mended, and then keeps them."""

    refuses: bool = False
    kept: list[Message] = field(default_factory=list)
    name: ClassVar[str] = "channel"

    async def send(self, message: Message) -> str:
        if self.refuses:
            raise Refused("mailbox_full")
        self.kept.append(message)
        return self.name

    async def rest(self) -> None:
        return


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        scene = Scene(archive, pool)
        await scene.launch(REPORTS)
        await give_office(archive, HR.id, Office.OPS, datetime.now(UTC))
        yield scene


def order(by: PersonId = HR.id, reason: str = WHY, *, is_dry: bool = False) -> Order:
    return Order(by, reason, is_dry=is_dry)


async def failed_once(scene: Scene, channel: Channel) -> MessageFailed:
    """The one message to the boss is refused, and the channel is mended."""
    channel.refuses = True
    await scene.deliver(channel, MONDAY)
    channel.refuses = False
    await scene.catch_up()
    (failed,) = await scene.ledger()
    assert isinstance(failed, MessageFailed)
    return failed


async def test_what_failed_is_told_again_once_with_all_that_it_told(scene: Scene) -> None:
    channel = Channel()
    await failed_once(scene, channel)
    done = await resend(scene.archive, "annual-2026", order())
    assert done.outcome == "done"
    assert "1 message to 1 person" in done.sentences[0]
    for at in (TOMORROW, TOMORROW + timedelta(hours=4)):
        await scene.deliver(channel, at, is_last=True)  # whatever hour it is
    (message,) = channel.kept
    assert message.address == BOSS.work_email
    _, again, sent = await scene.ledger()
    assert isinstance(again, NoticesResent)
    assert isinstance(sent, MessageSent)
    assert len(sent.notices) == len(again.notices) == 2


async def test_asked_twice_it_is_told_again_once(scene: Scene) -> None:
    failed = await failed_once(scene, Channel())
    assert (await resend(scene.archive, "annual-2026", order())).outcome == "done"
    await scene.catch_up()
    twice = await resend(scene.archive, str(failed.message), order())
    assert twice.outcome == "was_so"
    assert "1 that were told again before" in " ".join(twice.sentences)
    assert len([e for e in await scene.ledger() if isinstance(e, NoticesResent)]) == 1


async def test_a_dry_run_counts_and_records_nothing(scene: Scene) -> None:
    await failed_once(scene, Channel())
    head = await scene.archive.store.head()
    would = await resend(scene.archive, "annual-2026", order(is_dry=True))
    assert would.outcome == "would_be_done"
    assert would.sentences == ("1 message to 1 person would be told again.",)
    assert await scene.archive.store.head() == head


async def test_what_has_lost_its_point_is_left_out(scene: Scene) -> None:
    await failed_once(scene, Channel())
    for reviewee in REPORTS:
        await scene.submit(reviewee, BOSS, MONDAY + timedelta(hours=1))
    await scene.catch_up()
    done = await resend(scene.archive, "annual-2026", order())
    assert done.outcome == "was_so"
    assert "1 whose steps are done" in " ".join(done.sentences)


async def test_what_went_out_is_told_again_only_when_that_is_said(scene: Scene) -> None:
    channel = Channel()
    await scene.deliver(channel, MONDAY)
    await scene.catch_up()
    (sent,) = await scene.ledger()
    assert isinstance(sent, MessageSent)
    with pytest.raises(DeliveredAlready):
        await resend(scene.archive, str(sent.message), order())
    await resend(scene.archive, str(sent.message), order(), even_if_sent=True)
    await scene.deliver(channel, TOMORROW, is_last=True)
    assert len(channel.kept) == 2


async def test_in_a_closed_cycle_nothing_is_told_again(scene: Scene) -> None:
    failed = await failed_once(scene, Channel())
    async with scene.pool.acquire() as connection:
        await connection.execute("UPDATE read.cycles SET state = 'closed'")
    with pytest.raises(DeliveryIsOver):
        await resend(scene.archive, str(failed.message), order())


async def test_only_an_operator_with_a_reason_may_do_so(scene: Scene) -> None:
    await failed_once(scene, Channel())
    head = await scene.archive.store.head()
    with pytest.raises(NotAnOperator, match="office give"):
        await resend(scene.archive, "annual-2026", order(BOSS.id))
    with pytest.raises(ReasonMissing):
        await set_outgoing(scene.archive, "pause", order(reason=" "))
    assert await scene.archive.store.head() == head


async def test_while_messages_are_stopped_none_goes_out_and_then_all_do(scene: Scene) -> None:
    channel, archive = Channel(), scene.archive
    assert (await set_outgoing(archive, "pause", order())).outcome == "done"
    with pytest.raises(ApplicationError, match="stopped all messages") as stopped:
        await scene.deliver(channel, MONDAY)
    assert stopped.value.next_retry_delay == timedelta(minutes=1)
    assert channel.kept == []
    assert (await set_outgoing(archive, "resume", order())).outcome == "done"
    await scene.deliver(channel, MONDAY, attempt=9, passed=timedelta(minutes=9))
    assert len(channel.kept) == 1


async def test_stopping_twice_is_stopping_once_and_may_be_done_again_later(scene: Scene) -> None:
    outcomes = []
    for change in ("pause", "pause", "resume", "resume", "pause"):
        done = await set_outgoing(
            scene.archive, "pause" if change == "pause" else "resume", order()
        )
        outcomes.append(done.outcome)
    assert outcomes == ["done", "was_so", "done", "was_so", "done"]
    stream = operations_stream(ORGANISATION)
    recorded = await scene.archive.journal.read(stream, unseal=True)
    events = [each.event for each in recorded if isinstance(each.event, OperationEvent)]
    assert [each.by for each in events] == [HR.id] * 3
    assert recorded[0].confidential == {ORGANISATION: {"reason": WHY}}


async def test_a_request_stops_messages_once_and_never_says_that_it_did_when_it_did_not(
    scene: Scene,
) -> None:
    first = Order(HR.id, WHY, "incident-7")
    assert (await set_outgoing(scene.archive, "pause", first)).outcome == "done"
    assert (await set_outgoing(scene.archive, "resume", order())).outcome == "done"
    head = await scene.archive.store.head()
    again = await set_outgoing(scene.archive, "pause", first)
    assert again.outcome == "was_so"
    assert "they do go out again" in again.sentences[0]
    assert await scene.archive.store.head() == head


async def test_no_request_covers_what_somebody_else_did_or_something_else(scene: Scene) -> None:
    """It would be done, and the log would go on naming whoever took that name first."""
    archive, mine = scene.archive, Order(HR.id, WHY)
    await note_steered(archive, mine, "r1", "drain", "2026.10.1")
    await note_steered(archive, mine, "r1", "drain", "2026.10.1")
    head = await archive.store.head()
    with pytest.raises(RequestTaken):
        await note_steered(archive, mine, "r1", "drain", "2026.11.1")
    with pytest.raises(RequestTaken):
        await note_steered(archive, Order(BOSS.id, WHY), "r1", "drain", "2026.10.1")
    assert await archive.store.head() == head


async def test_failed_and_stopped_messages_are_among_what_stands_still(scene: Scene) -> None:
    await failed_once(scene, Channel())
    await set_outgoing(scene.archive, "pause", order())
    found = await find_stuck(scene.archive, None)
    counts = found.counts()
    assert (counts[StuckSort.MESSAGE_FAILED], counts[StuckSort.MAIL_STOPPED]) == (1, 1)
    assert not found.is_temporal_asked
    assert any("only the log was looked at" in remark for remark in found.remarks)
    (failed,) = [each for each in found.things if each.sort is StuckSort.MESSAGE_FAILED]
    assert "perennial ops resend annual-2026" in failed.mend
    await resend(scene.archive, "annual-2026", order())
    again = await find_stuck(scene.archive, None)
    assert again.counts()[StuckSort.MESSAGE_FAILED] == 0

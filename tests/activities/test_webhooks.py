"""Other programs are told what happens: signed, in order, at least once, and ids only."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from aiohttp import web
from cloudevents.core.bindings.http import HTTPMessage, from_http_event

from activities.notify.webhook_signature import WebhookForged, WebhookStale, signed_headers, verify
from activities.notify.webhook_terms import WebhookRefused, checked_types, checked_url, secret_of
from activities.notify.webhooks import WebhookSender
from domain.ids import StepId
from domain.process_facts import KINDS, Place, process_fact
from domain.review.events import StepSubmitted
from domain.review.verdict import Verdict
from storage.archive import Archive
from storage.event_types import EVENT_TYPES
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.webhooks import WebhookBook
from tests.activities.pretended_http import Asked, PretendedServer, pretended
from tests.delivery_scene import BOSS, MONDAY, ORGANISATION, Scene, report

NAME = UUID(int=9)
SECRET = secret_of(b"n" * 32, NAME)
PLACE = Place(
    organisation=ORGANISATION,
    stream=UUID(int=1),
    event=UUID(int=2),
    position=3,
    recorded_at=MONDAY,
)


@dataclass
class Receiver:
    """A program that takes what it is told, or answers something else."""

    statuses: list[int] = field(default_factory=list)

    def answer(self, _: Asked) -> web.Response:
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def server(receiver: Receiver) -> AsyncIterator[PretendedServer]:
    async with pretended(receiver.answer) as server:
        yield server


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    await migrate(database)
    async with (
        Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(database, Role.PROJECTOR) as pool,
    ):
        yield Scene(archive, pool)


@pytest.fixture
def book(scene: Scene) -> WebhookBook:
    return WebhookBook(scene.archive.hosts, ORGANISATION)


async def send(scene: Scene, at: datetime | None = None) -> int:
    await scene.catch_up()
    async with httpx2.AsyncClient(timeout=5) as client:
        return await WebhookSender(scene.archive, client).send_round(at or datetime.now(UTC))


def types(server: PretendedServer) -> list[str]:
    return [event_in(asked)["type"] for asked in server.asked]


def event_in(asked: Asked) -> dict[str, str]:
    """Read a request as any program would that speaks CloudEvents, and checks them."""
    event = from_http_event(HTTPMessage(asked.headers, asked.body))
    return {
        "id": event.get_id(),
        "type": event.get_type(),
        "source": event.get_source(),
        "subject": event.get_subject() or "",
        "data": str(event.get_data()),
    }


async def test_a_program_is_told_of_each_fact_once_in_order_and_can_check_who_tells_it(
    scene: Scene, book: WebhookBook, server: PretendedServer
) -> None:
    await book.enter(NAME, f"{server.url}/hook", (), 0, datetime.now(UTC))
    await scene.launch([report(10)])
    assert await send(scene) == 1
    assert await send(scene) == 0
    expected = ["CycleLaunched", "ReviewOpened", "StageOpened", "StepOpened"]
    assert types(server) == [f"perennial.{each}" for each in expected]
    secret = secret_of(await scene.archive.naming_key(), NAME)
    for asked in server.asked:
        assert verify(secret, asked.headers, asked.body, datetime.now(UTC)) == event_in(asked)["id"]
        assert asked.headers["content-type"].startswith("application/cloudevents+json")


async def test_what_is_told_holds_no_person_no_word_and_no_verdict(
    scene: Scene, book: WebhookBook, server: PretendedServer
) -> None:
    await book.enter(NAME, server.url, (), 0, datetime.now(UTC))
    reviewee = report(10)
    await scene.launch([reviewee])
    await scene.submit(reviewee, BOSS, MONDAY + timedelta(hours=1))
    await send(scene)
    told = b"".join(asked.body for asked in server.asked).decode()
    assert "perennial.StepSubmitted" in told
    for secret in (str(reviewee.id), str(BOSS.id), "submitted", "optics", reviewee.work_email):
        assert secret not in told


async def test_a_program_hears_only_of_the_types_it_asked_for(
    scene: Scene, book: WebhookBook, server: PretendedServer
) -> None:
    await book.enter(NAME, server.url, ("StepOpened",), 0, datetime.now(UTC))
    await scene.launch([report(10)])
    await send(scene)
    assert types(server) == ["perennial.StepOpened"]
    [webhook] = await book.everyone()
    assert webhook.position == await scene.archive.store.head()


async def test_what_was_not_taken_is_sent_again_later_under_the_same_id(
    scene: Scene, book: WebhookBook, server: PretendedServer, receiver: Receiver
) -> None:
    receiver.statuses = [204, 503]
    now = datetime.now(UTC)
    await book.enter(NAME, server.url, (), 0, now)
    await scene.launch([report(10)])
    await send(scene)
    assert len(server.asked) == 2
    [webhook] = await book.everyone()
    assert (webhook.tries, webhook.last_answer) == (1, "503")
    assert await send(scene, now) == 0
    await send(scene, now + timedelta(minutes=1))
    ids = [asked.headers["webhook-id"] for asked in server.asked]
    assert ids[1] == ids[2]
    assert len(set(ids)) == 4


async def test_a_program_that_is_gone_is_asked_no_more(
    scene: Scene, book: WebhookBook, server: PretendedServer, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    await book.enter(NAME, server.url, (), 0, datetime.now(UTC))
    await scene.launch([report(10)])
    await send(scene)
    assert await send(scene, datetime.now(UTC) + timedelta(days=1)) == 0
    [webhook] = await book.everyone()
    assert webhook.ended_at is not None
    assert await book.remove(NAME)
    assert await book.everyone() == []


async def test_one_program_that_does_not_answer_holds_up_no_other(
    scene: Scene, book: WebhookBook, server: PretendedServer
) -> None:
    await book.enter(UUID(int=8), "http://127.0.0.1:9/", (), 0, datetime.now(UTC))
    await book.enter(NAME, server.url, (), 0, datetime.now(UTC))
    await scene.launch([report(10)])
    assert await send(scene) == 2
    assert len(server.asked) == 4
    dead = next(each for each in await book.everyone() if each.id == UUID(int=8))
    assert (dead.position, dead.last_answer) == (4, "ConnectError")  # four people were entered


def test_of_an_anonymous_step_nothing_is_told() -> None:
    event = StepSubmitted(
        at=MONDAY,
        step=StepId("peers"),
        seat=2,
        round=1,
        actor=BOSS.id,
        verdict=Verdict.SUBMITTED,
        submission="s",
    )
    assert process_fact(event, event.type, PLACE, {StepId("peers")}) is None
    told = process_fact(event, event.type, PLACE)
    assert told is not None
    assert told.data == {"step": "peers", "round": 1}


def test_only_types_that_there_are_are_told() -> None:
    assert KINDS.keys() <= EVENT_TYPES.keys()


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "other"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "soon"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
    ],
)
def test_what_was_changed_on_its_way_is_found_out(change: dict[str, str]) -> None:
    headers = signed_headers(SECRET, "e1", MONDAY, b"{}")
    with pytest.raises(WebhookForged):
        verify(SECRET, headers | change, b"{}", MONDAY)
    with pytest.raises(WebhookForged):
        verify(SECRET, headers, b"{ }", MONDAY)
    with pytest.raises(WebhookForged):
        verify(secret_of(b"n" * 32, UUID(int=1)), headers, b"{}", MONDAY)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_recorded_cannot_be_played_again(minutes: int) -> None:
    headers = signed_headers(SECRET, "e1", MONDAY, b"{}")
    assert verify(SECRET, headers, b"{}", MONDAY + timedelta(minutes=4)) == "e1"
    with pytest.raises(WebhookStale):
        verify(SECRET, headers, b"{}", MONDAY + timedelta(minutes=minutes))


def test_one_of_several_signatures_is_enough_while_a_secret_is_replaced() -> None:
    headers = signed_headers(SECRET, "e1", MONDAY, b"{}")
    several = headers | {"webhook-signature": f"v1,b3RoZXI= {headers['webhook-signature']}"}
    assert verify(SECRET, several, b"{}", MONDAY) == "e1"


@pytest.mark.parametrize(
    "url",
    ["http://hr.example.org/x", "https://a:b@hr.example.org", "ftp://x", "", "https://", "//x"],
)
def test_no_program_is_told_over_an_open_line(url: str) -> None:
    with pytest.raises(WebhookRefused):
        checked_url(url)


def test_a_program_here_needs_no_https_and_hears_only_of_what_is_told() -> None:
    assert checked_url("http://localhost:8080/x") == "http://localhost:8080/x"
    assert checked_url("https://hr.example.org/hook")
    assert checked_types(["ReviewCompleted"]) == ("ReviewCompleted",)
    with pytest.raises(WebhookRefused):
        checked_types(["FeedbackGiven"])

"""Requests that nobody would send by accident, and what must not come of them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
from structlog.testing import capture_logs

from gateway.app import build_app
from gateway.console.export_packets import file_name
from gateway.site.guests import Guests
from gateway.site.live import Live, sse
from gateway.work import whom
from storage.attempts import Limit
from storage.sessions import SessionBook
from tests.gateway.console_room import ADMIN, PARTNER, STRANGER, ConsoleRoom
from tests.gateway.house import form_token
from tests.invented_cycle import CYCLE

HERE = f"/hr/cycles/{CYCLE}"
WORDS = "She is weaker than she thinks."


@pytest.mark.parametrize(
    "address",
    [
        "people?department=%00",
        "people?stage=a%00b",
        "audit?person=%00&actor=%00",
        "audit?since=0001-01-01&until=9999-12-31",
        "changes/extend?people=%00",
    ],
)
async def test_what_nothing_can_be_called_finds_nothing(console: ConsoleRoom, address: str) -> None:
    async with console.visitor(ADMIN) as client:
        assert (await client.get(f"{HERE}/{address}")).status_code == 200


async def test_a_place_in_the_audit_that_no_log_has_is_no_page(console: ConsoleRoom) -> None:
    async with console.visitor(ADMIN) as client:
        for name in ("before", "saw"):
            for number in ("-1", "9" * 30, "x"):
                assert (await client.get(f"{HERE}/audit?{name}={number}")).status_code == 404


async def test_a_name_with_a_nul_in_it_is_nobodys(console: ConsoleRoom) -> None:
    async with console.visitor(ADMIN) as client:
        page = (await client.get(f"{HERE}/people")).text
        values = {"_csrf": form_token(page), "words": "Person\0"}
        found = await client.post(f"{HERE}/people/find", data=values)
    assert found.status_code == 200
    assert "/hr/reviews/" not in found.text


async def test_what_nobody_foresaw_is_told_and_logged_without_its_words(
    console: ConsoleRoom,
) -> None:
    async def falls() -> None:
        raise RuntimeError(WORDS)

    console.app.add_api_route("/falls", falls)
    with capture_logs() as logged:
        async with console.visitor(ADMIN) as client:
            answer = await client.get("/falls")
    assert (answer.status_code, WORDS in answer.text) == (500, False)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    (told,) = [each for each in logged if each["event"] == "request_failed"]
    assert told["kind"] == "RuntimeError"
    assert WORDS not in str(logged)


async def test_nothing_is_sent_live_any_more_to_who_signed_out(console: ConsoleRoom) -> None:
    front, digest = console.front, uuid4().bytes * 2
    book, guests = SessionBook(front.archive.hosts), Guests(front, every=0.05)
    await book.begin(digest, ADMIN, front.now())

    async def picture() -> str:
        return "how far it is"

    seat = guests.seated(UUID(bytes=digest[:16]))
    sent = aiter(sse(Live(beat=0.01).watch("cycle", picture), seat).body_iterator)
    assert "how far it is" in str(await anext(sent))
    await asyncio.sleep(0.15)
    await book.end(digest)
    async with asyncio.timeout(5):
        assert [each async for each in sent] == []


async def test_a_change_of_another_unit_is_told_to_no_hr_partner(console: ConsoleRoom) -> None:
    path = f"{HERE}/changes/done/{uuid4()}?kind=extend&review="
    async with console.visitor(ADMIN) as client:
        listed = (await client.get(f"{HERE}/people")).text
    async with console.visitor(PARTNER) as client:
        own = (await client.get(f"{HERE}/people")).text
        review = next(each for each in _reviews(listed) if each not in _reviews(own))
        assert (await client.get(path + review)).status_code == 404
        assert (await client.get(path + _reviews(own)[0])).status_code == 200


async def test_over_https_no_neighbouring_host_can_plant_half_of_a_form(
    console: ConsoleRoom,
) -> None:
    site = replace(console.front.site, base_url="https://perennial.test")
    app = build_app(replace(console.front, site=site))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=site.base_url) as client:
        page = await client.get("/sign-in")
        (name,) = [each for each in client.cookies if "form" in each]
        assert name.startswith("__Host-")
        planted = {"Cookie": f"perennial_form={client.cookies[name]}"}
        values = {"_csrf": form_token(page.text), "address": "p10@halden.example"}
        client.cookies.clear()
        answer = await client.post("/sign-in", data=values, headers=planted)
    assert answer.status_code == 403


async def test_names_are_not_looked_up_one_after_the_other(
    console: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whom, "NAMES_LOOKED_UP", Limit(2, timedelta(minutes=10)))
    async with console.visitor(STRANGER) as client:
        page = (await client.get("/feedback/give")).text
        sent = {"_csrf": form_token(page), "to": "Person"}
        found = [await client.post("/feedback/give", data=sent) for _ in range(3)]
    assert [each.status_code for each in found] == [422, 422, 429]


def test_an_employee_number_leads_out_of_no_folder() -> None:
    assert file_name("../../etc/passwd") == "_.._etc_passwd"
    assert file_name("P-0017") == "P-0017"


def _reviews(page: str) -> list[str]:
    return [each.partition('"')[0] for each in page.split('href="/hr/reviews/')[1:]]

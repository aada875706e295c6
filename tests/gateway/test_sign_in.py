"""Signing in takes a code that only whose address it is can read, and tells nobody who is here."""

import re
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import httpx2
from starlette.types import Receive, Scope, Send

from activities.notify.channel import Message
from domain.people import EmploymentStatus
from gateway.entry.sessions import cookie_name
from tests.gateway.doorway import Doorway, send, who
from tests.gateway.house import BASE, form_token

ASKED, TYPED = "/sign-in", "/sign-in/code"


async def ask(browser: httpx2.AsyncClient, address: str, to: str = "") -> httpx2.Response:
    return await send(browser, ASKED, address=address, to=to)


def code_in(doorway: Doorway) -> str:
    found = re.search(r"\d{4} \d{4}", doorway.postbox.messages[-1].words.text)
    assert found is not None
    return found.group()


async def test_the_code_in_the_mail_signs_in_and_leads_on(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        asked = await ask(browser, " P5@Halden.example ", to="/hr?late=1")
        assert asked.headers["location"] == "/sign-in/code?to=/hr%3Flate%3D1"
        assert doorway.postbox.messages[-1].address == doorway.reviewee.work_email
        sent = await send(browser, TYPED, code=code_in(doorway), to="/hr?late=1")
        assert (sent.status_code, sent.headers["location"]) == (303, "/hr?late=1")
        assert await who(browser) == "Person 5 reaches everything"
        assert (await browser.get("/sign-in?to=//elsewhere")).headers["location"] == "/work"


async def test_an_address_of_nobody_is_answered_like_any_other(doorway: Doorway) -> None:
    answers = []
    for address in ("p5@halden.example", "nobody@halden.example"):
        async with doorway.stranger() as browser:
            asked = await ask(browser, address)
            wrong = await send(browser, TYPED, code="1234 5678")
            led = (asked.status_code, asked.headers["location"], wrong.status_code)
            answers.append((led, _without_tokens(wrong.text)))
    assert answers[0] == answers[1]
    assert len(doorway.postbox.messages) == 1


def _without_tokens(html: str) -> str:
    return re.sub(r'value="[0-9a-f]{64}"', "", html)


async def test_the_answer_does_not_wait_for_the_mail(doorway: Doorway) -> None:
    """A mail takes its time, and for an address of nobody there is none."""
    order: list[str] = []
    slow = replace(doorway, front=replace(doorway.front, mail=Listening(order)))
    behind = slow.with_site(doorway.front.site)

    async def noticing(scope: Scope, receive: Receive, send_on: Send) -> None:
        async def noticed(message: MutableMapping[str, Any]) -> None:
            order.append(message["type"])
            await send_on(message)

        await behind.app(scope, receive, noticed)

    async with doorway.stranger() as browser:
        token = form_token((await browser.get(ASKED)).text)
        transport = httpx2.ASGITransport(app=noticing)
        async with httpx2.AsyncClient(
            transport=transport, base_url=BASE, cookies=browser.cookies
        ) as own:
            await own.post(ASKED, data={"_csrf": token, "address": "p5@halden.example"})
    assert order == ["http.response.start", "http.response.body", "mail"]


class Listening:
    """A channel that notes when it is asked to send."""

    name = "listening"

    def __init__(self, order: list[str]) -> None:
        self.order = order

    async def send(self, _: Message) -> str:
        self.order.append("mail")
        return self.name

    async def rest(self) -> None:
        return


async def test_a_code_is_worthless_in_another_browser(doorway: Doorway) -> None:
    async with doorway.stranger() as own, doorway.stranger() as other:
        await ask(own, "p5@halden.example")
        code = code_in(doorway)
        await ask(other, "p6@halden.example")
        stolen = await send(other, TYPED, code=code)
        assert (stolen.status_code, await who(other)) == (422, None)


async def test_after_five_wrong_codes_a_new_one_has_to_be_asked_for(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        await ask(browser, "p5@halden.example")
        code = code_in(doorway)
        wrong = str((int(code.replace(" ", "")) + 1) % 10**8).zfill(8)
        said = [(await send(browser, TYPED, code=wrong)).text for _ in range(5)]
        late = await send(browser, TYPED, code=code)
        assert await who(browser) is None
    assert "4 more tries" in said[0]
    assert "one more try" in said[3]
    assert "Ask for a new one" in said[4]
    assert "Ask for a new one" in late.text


async def test_codes_for_an_address_are_limited_whether_or_not_it_is_somebodys(
    doorway: Doorway,
) -> None:
    for address in ("p5@halden.example", "nobody@halden.example"):
        async with doorway.stranger() as browser:
            asked = [await ask(browser, address) for _ in range(6)]
        assert [each.status_code for each in asked] == [303] * 5 + [429]
        assert int(asked[5].headers["retry-after"]) > 3500
        assert "Try again in 60 minutes" in asked[5].text
    assert len(doorway.postbox.messages) == 5


async def test_what_is_no_address_is_asked_for_again(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        for address in ("", "  ", "no address", "x@" + "y" * 400, "a@b\0"):
            asked = await ask(browser, address)
            assert asked.status_code == 422
            assert 'href="#address"' in asked.text


async def test_signing_in_gives_a_session_nobody_knew_before(doorway: Doorway) -> None:
    name = cookie_name(doorway.front.site)
    async with doorway.stranger() as browser:
        browser.cookies.set(name, "planted by somebody")
        await ask(browser, "p5@halden.example")
        await send(browser, TYPED, code=code_in(doorway))
        secrets = [each.value for each in browser.cookies.jar if each.name == name]
    assert "planted by somebody" not in secrets[-1:]
    assert secrets[-1] is not None
    assert len(secrets[-1]) == 43


async def test_signing_out_ends_what_links_opened_as_well(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        await send(browser, await doorway.link())
        await doorway.let_in(browser, doorway.manager)
        cookies = dict(browser.cookies)
        assert (await browser.get("/sign-out")).status_code == 200
        await send(browser, "/sign-out")
        browser.cookies.update(cookies)
        assert await who(browser) is None
        assert await who(browser, doorway.page()) is None


async def test_who_has_left_comes_in_no_more(doorway: Doorway) -> None:
    gone = doorway.reviewee.model_copy(update={"employment_status": EmploymentStatus.INACTIVE})
    link = await doorway.link()
    async with doorway.stranger() as browser, doorway.stranger() as other:
        await doorway.let_in(browser, doorway.reviewee)
        await doorway.changes(gone)
        assert await who(browser) is None
        assert (await other.get(link)).status_code == 410
        await ask(other, "p5@halden.example")
    assert doorway.postbox.messages == []


async def test_the_first_page_leads_to_ones_work_or_to_the_sign_in(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        assert (await browser.get("/")).headers["location"] == "/sign-in"
        await doorway.let_in(browser, doorway.reviewee)
        assert (await browser.get("/")).headers["location"] == "/work"

import asyncio

import pytest

from gateway.site.live import Live
from gateway.site.posted import LARGEST
from tests.gateway.doorway import Doorway
from tests.gateway.house import form_token


async def test_every_page_forbids_foreign_scripts_and_frames(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        answer = await client.get("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_page_that_is_not_there_says_so_in_words(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        answer = await client.get("/reviews/guessed/steps/rate/0/1")
        assert answer.status_code in {303, 404}
        answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


async def test_a_form_of_another_site_is_refused(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        await doorway.let_in(client, doorway.manager)
        page = await client.get("/sign-in")
        values = {"_csrf": form_token(page.text), "address": "p10@halden.example"}
        foreign = {"Sec-Fetch-Site": "cross-site"}
        answer = await client.post("/sign-in", data=values, headers=foreign)
        assert answer.status_code == 403
        forged = await client.post("/sign-in", data=values | {"_csrf": "0" * 64})
        assert forged.status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
async def test_what_is_no_form_is_refused(doorway: Doorway, kind: str) -> None:
    async with doorway.stranger() as client:
        headers = {"Content-Type": kind} if kind else {}
        answer = await client.post("/sign-in", content=b"{}", headers=headers)
    assert answer.status_code == 415


async def test_a_form_that_is_too_large_is_refused_before_it_is_read(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        words = "x" * (LARGEST + 1)
        answer = await client.post("/sign-in", data={"address": words})
    assert answer.status_code == 413
    assert "Shorten the longest text" in answer.text


async def test_the_process_says_whether_it_lives_and_serves(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        assert (await client.get("/livez")).text == "lives\n"
        assert (await client.get("/readyz")).text == "ready\n"


async def test_two_hundred_watchers_ask_the_database_once() -> None:
    asked, live = 0, Live(beat=0.01)

    async def produce() -> str:
        nonlocal asked
        asked += 1
        return "the same for everybody"

    async def first_of() -> str:
        watching = live.watch("cycle", produce)
        seen = await anext(watching)
        await asyncio.sleep(0.05)
        await watching.aclose()
        return seen

    seen = await asyncio.gather(*(first_of() for _ in range(200)))
    assert set(seen) == {"the same for everybody"}
    assert asked < 20
    assert live.watched == {}


async def test_who_watches_sees_what_changes() -> None:
    told, live = iter(["one", "one", "two"]), Live(beat=0.005)

    async def produce() -> str:
        return next(told, "two")

    watching = live.watch("cycle", produce)
    assert [await anext(watching), await anext(watching)] == ["one", "two"]
    await watching.aclose()


async def test_a_failure_ends_what_is_watched() -> None:
    live = Live(beat=0.005)

    async def produce() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        await anext(live.watch("cycle", produce))

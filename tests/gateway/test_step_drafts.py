"""What one has begun to write on a step: kept, sealed, never overwritten, never in the way."""

from typing import Final

from tests.gateway.doorway import Doorway
from tests.gateway.steps import before, hidden

ONE: Final = {"support": "A desk of my own.", "objectives.0.title": "Answer sooner"}
OTHER: Final = "Written in the other window."
DRAFTS: Final = "SELECT version, sealed FROM web.drafts"


async def test_a_draft_waits_for_its_author_and_is_sealed(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        answer = await browser.post("/draft", _do="later", **ONE)
        assert answer.headers["location"].endswith("?saved=1")
        again = (await browser.get("?saved=1")).text
        assert "You can close this page and go on later" in again
        assert ONE["support"] in again
        assert hidden(again, "_version") == "1"
    (kept,) = await doorway.log.hosts.fetch(DRAFTS)
    assert ONE["support"].encode() not in kept["sealed"]


async def test_two_windows_never_overwrite_each_other(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        first, second = (await browser.get()).text, (await browser.get()).text
        told = (await browser.send("/draft", first, _do="auto", **ONE)).json()
        assert (told["version"], told["said"][:6]) == (1, "Saved ")
        clash = await browser.send("/draft", second, _do="auto", support=OTHER)
        assert (clash.status_code, clash.json()["clash"]) == (409, True)
        both = await browser.send("/draft", second, _do="later", support=OTHER)
        assert both.status_code == 409
        assert ONE["support"] in both.text
        assert OTHER in both.text
        mine = '{"support": "' + OTHER + '"}'
        chosen = {"keep.support": "mine", "keep.objectives": "saved", "confirmed": "yes"}
        await browser.send("/merge", both.text, _mine=mine, **chosen)
        page = (await browser.get()).text
    assert OTHER in page
    assert ONE["objectives.0.title"] in page
    assert hidden(page, "_version") == "2"


async def test_a_machine_that_sends_forms_without_choosing_does_nothing(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        for below in ("/draft", "/check", "/merge", "/submit", "/status", "/more-time"):
            answer = await browser.post(below, **ONE)
            assert answer.status_code == 303, below
        for below in ("", "/check", "/status", "/more-time"):
            assert (await browser.get(below)).status_code in {200, 303}
    assert not await doorway.log.hosts.fetch(DRAFTS)


async def test_what_is_wrong_is_named_where_it_is(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        answer = await browser.post("/check", _do="check", **ONE)
        assert answer.status_code == 422
        assert "<title>Error: " in answer.text
        assert '<a href="#f.objectives' in answer.text
        assert (await browser.get("/check")).status_code == 422
        sent = await browser.post("/submit", confirmed="yes")
    assert sent.headers["location"].endswith(("/check", "changed=1"))


async def test_another_row_costs_nothing_of_what_was_written(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        answer = await browser.post("/check", _more="objectives", **ONE)
    assert answer.status_code == 200
    assert 'name="objectives.1.title"' in answer.text
    assert ONE["objectives.0.title"] in answer.text


async def test_a_draft_that_is_far_too_long_is_refused_in_words(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        answer = await browser.post("/draft", _do="auto", support="word " * 42_000)
        assert "200 KiB" in answer.json()["said"]
        assert answer.status_code == 413
        answer = await browser.post("/check", _do="check", support="word " * 20_000)
        assert answer.status_code == 422
    assert "please shorten them" in answer.text


async def test_the_draft_of_somebody_erased_opens_no_more(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        await browser.post("/draft", _do="later", **ONE)
        await doorway.log.keys.destroy(doorway.reviewee.id)
        assert ONE["support"] not in (await browser.get()).text
    assert not await doorway.log.hosts.fetch(DRAFTS)

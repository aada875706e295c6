"""Handed in while the review cannot answer: the truth is told, and nothing is lost."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.client import Client

from domain.cycle.events import Change
from domain.ids import StepId
from gateway.changing import Changes, Ordered
from gateway.step.drafting import drafts_of
from gateway.step.place import Place
from gateway.step.relay import relay_once
from gateway.step.ways import FORM
from storage.drafts import DraftKey
from tests.gateway.house import House, house_on
from tests.gateway.program import program
from tests.gateway.steps import NOTES, REVIEWEE, WORDS, at_step, handed_in, short_year
from tests.workflow.engine import engine_on
from workflows.messages import Receipt

SOON = timedelta(0)


async def test_what_gets_no_answer_is_on_its_way_until_it_is_sure(
    database: str, temporal_client: Client, tmp_path: Path
) -> None:
    async with AsyncExitStack() as running:
        engine = await running.enter_async_context(engine_on(database, temporal_client))
        await running.enter_async_context(engine.projecting())
        async with engine.at_work():
            first_morning = house_on(
                engine, tmp_path, size=6, definition=short_year(), at="2026-01-12 10:00"
            )
            house = await running.enter_async_context(first_morning)
        browser = await running.enter_async_context(at_step(house, NOTES, REVIEWEE))
        await browser.post("/check", _do="check", **WORDS)
        answer = await browser.post("/submit", "/check", confirmed="yes")
        assert answer.headers["location"].endswith("/status")
        told = (await browser.get("/status")).text
        assert "Accepted, and still on its way" in told
        assert (await browser.get()).headers["location"].endswith("/status")
        late = await browser.send("/draft", told, _do="auto", progress="too late")
        assert "cannot be changed any more" in late.json()["said"]
        assert await handed_in(house) == []
        async with engine.at_work():
            while not await relay_once(house.front, SOON):
                continue
            assert "You handed this in" in (await browser.settled()).text
            await engine.dismiss()
        assert len(await handed_in(house)) == 1


async def test_what_came_back_while_its_author_was_away_says_why(short: House) -> None:
    front, place = short.front, Place(short.review(REVIEWEE), StepId(NOTES), 0, 1)
    async with at_step(short, NOTES, REVIEWEE) as browser:
        await browser.post("/check", _do="check", **WORDS)
        await change(short, "pause")
        key = DraftKey(place.review, place.step, 0, 1, short.person(REVIEWEE), FORM)
        assert await drafts_of(front).send(key, 1, None, front.now())
        assert "still on its way" not in (await browser.get()).text
        assert await relay_once(front, SOON) == 1
        await change(short, "resume")
        shown = (await browser.get()).text
        assert "What you handed in was not recorded." in shown
        assert "paused" in shown
        async with program(short, REVIEWEE) as client:
            told = (await client.get(f"{place.path}/status")).json()
            assert (told["status"], told["way"]) == ("refused", FORM)
            assert "paused" in told["because"]
        await browser.post("/check", _do="check", **WORDS)
        await browser.post("/submit", "/check", confirmed="yes")
        assert "You handed this in" in (await browser.settled()).text
    assert len(await handed_in(short)) == 1


async def change(house: House, what: Change) -> None:
    """Let HR do something to the review, and the pages know of it."""
    ordered = Ordered(
        request=str(uuid4()),
        cycle=house.launched.id,
        change=what,
        by=house.person("3"),
        words="A strike.",
        reviews=(house.review(REVIEWEE),),
    )
    changes = Changes(house.front.archive, house.front.client)
    assert isinstance(await changes.carry_out(ordered), Receipt)
    await house.settled()

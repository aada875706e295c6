"""Handed in while the review cannot answer: the truth is told, and nothing is lost."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from gateway.step.relay import relay_once
from tests.gateway.house import house_on
from tests.gateway.steps import NOTES, REVIEWEE, WORDS, at_step, handed_in, short_year
from tests.workflow.engine import engine_on

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

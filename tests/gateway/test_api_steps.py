"""A program does a step: reads the form, keeps a draft, checks, hands in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest
from temporalio.client import Client

from tests.gateway.doorway import Doorway
from tests.gateway.house import House, house_on
from tests.gateway.program import acting, once, program
from tests.gateway.steps import NOTES, REVIEWEE, TALK, handed_in, path_of, short_year
from tests.workflow.engine import engine_on

WORDS = {"progress": "All of them stand where they should.", "obstacles": "None."}
OTHER = {"answers": {"progress": "Something else."}}
FORM = "/ways/form"


@pytest.fixture
async def client(doorway: Doorway) -> AsyncIterator[httpx2.AsyncClient]:
    async with acting(doorway.app, doorway.reviewee.id) as client:
        yield client


def step(doorway: Doorway, below: str = "") -> str:
    at = doorway.step()
    return f"/reviews/{at.review}/steps/{at.step}/{at.seat}/{at.round}{below}"


async def test_a_step_is_read_filled_in_and_handed_in_once(short: House) -> None:
    path = path_of(short, NOTES)
    async with program(short, REVIEWEE) as client:
        (task, *_) = (await client.get("/work")).json()["to_do"]
        assert task["href"] == path
        shown = (await client.get(path)).json()
        assert (shown["standing"], shown["is_own"]) == ("open", True)
        sent = {"answers": WORDS}
        key = once("my-notes-of-mid-year")
        first = await client.post(f"{path}{FORM}/submissions", json=sent, headers=key)
        again = await client.post(f"{path}{FORM}/submissions", json=sent, headers=key)
        assert (first.status_code, again.json()) == (200, first.json()), first.text
        assert (await client.get(f"{path}/status")).json()["status"] == "recorded"
        late = await client.post(f"{path}{FORM}/submissions", json=sent, headers=once())
        assert (late.status_code, late.json()["code"]) == (409, "not_open_to_you")
        assert (await client.get(path)).json()["standing"] == "done"
    assert len(await handed_in(short)) == 1


async def test_what_gets_no_answer_is_on_its_way_and_recorded_once_it_is_asked_for_again(
    database: str, temporal_client: Client, tmp_path: Path
) -> None:
    async with AsyncExitStack() as running:
        engine = await running.enter_async_context(engine_on(database, temporal_client))
        await running.enter_async_context(engine.projecting())
        async with engine.at_work():
            first = house_on(
                engine, tmp_path, size=6, definition=short_year(), at="2026-01-12 10:00"
            )
            house = await running.enter_async_context(first)
        client = await running.enter_async_context(program(house, REVIEWEE))
        path, key = path_of(house, NOTES), once("my-notes-of-mid-year")
        submissions = f"{path}{FORM}/submissions"

        async def submit() -> httpx2.Response:
            return await client.post(submissions, json={"based_on": 1}, headers=key)

        draft = await client.put(f"{path}{FORM}/draft", json={"answers": WORDS}, headers=once())
        assert draft.json()["version"] == 1
        for asked in (await submit(), await submit()):
            assert (asked.status_code, asked.json()["status"]) == (202, "on_its_way")
        assert (await client.get(f"{path}/status")).json()["status"] == "on_its_way"
        other = await client.post(submissions, json=OTHER, headers=once())
        assert (other.status_code, other.json()["code"]) == (409, "on_its_way_already")
        async with engine.at_work():
            while (await submit()).status_code == 202:
                continue
            assert (await submit()).json()["status"] == "recorded"
            await engine.dismiss()
        assert len(await handed_in(house)) == 1


async def test_a_part_is_handed_to_a_colleague_who_then_finds_it(short: House) -> None:
    review = await short.launched.review_of(REVIEWEE)
    await review.submit(NOTES, short.person(REVIEWEE), words={"text": "Said."})
    await short.settled()
    path, why = path_of(short, TALK), "I am away until June."
    async with program(short, "10") as manager, program(short, "2") as colleague:
        nobody = {"to": "no-such-person", "reason": why}
        refused = await manager.post(f"{path}/delegate", json=nobody, headers=once())
        assert refused.json()["code"] == "nobody_of_that_name"
        key, sent = once("my-part-of-the-talk"), {"to": "2", "reason": why}
        for _ in range(2):
            handed = await manager.post(f"{path}/delegate", json=sent, headers=key)
            assert handed.status_code == 200, handed.text
        assert (await manager.get(path)).json()["ways"] == []
        assert (await colleague.get(path)).json()["standing"] == "open"


async def test_a_form_says_of_each_question_what_it_asks_and_who_will_read_it(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    shown = (await client.get(step(doorway))).json()
    assert [way["name"] for way in shown["ways"]] == ["form"]
    form = (await client.get(step(doorway, FORM))).json()
    by_id = {each["id"]: each for each in form["questions"]}
    assert by_id["objectives"]["kind"] == "goals"
    assert by_id["support"]["readers"].startswith("Read by you")
    assert form["draft"] is None
    assert form["follows"]


async def test_what_is_wrong_is_told_for_each_question_and_nothing_is_handed_in(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    wrong = {"answers": {"objectives": [{"title": "Half"}], "unknown": "?"}}
    checked = await client.post(step(doorway, f"{FORM}/check"), json=wrong)
    submitted = await client.post(step(doorway, f"{FORM}/submissions"), json=wrong, headers=once())
    for answer in (checked, submitted):
        told = answer.json()
        assert (answer.status_code, told["code"]) == (422, "answers_not_accepted")
        assert {"objectives"} <= {each["field"] for each in told["errors"]}
    assert (await client.get(step(doorway, "/status"))).json()["status"] == "none"


async def test_two_programs_never_overwrite_each_other(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    path = step(doorway, f"{FORM}/draft")
    mine, theirs = {"answers": {"support": "Mine."}}, {"answers": {"support": "Theirs."}}
    assert (await client.put(path, json=theirs, headers=once())).json()["version"] == 1
    clash = await client.put(path, json=mine, headers=once())
    assert (clash.status_code, clash.json()["code"]) == (409, "draft_clash")
    assert clash.json()["saved"] == {"version": 1, **theirs}
    both = {"answers": {"support": "Theirs. Mine."}, "based_on": 1}
    assert (await client.put(path, json=both, headers=once())).json()["version"] == 2
    stale = await client.post(
        step(doorway, f"{FORM}/submissions"), json={"based_on": 1}, headers=once()
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_changed")


async def test_more_time_is_asked_for_once(doorway: Doorway, client: httpx2.AsyncClient) -> None:
    path, sent = step(doorway, "/more-time"), {"days": 5, "reason": "The fair takes all my time."}
    key = once("more-time-for-goals")
    async with doorway.showing():
        answers = [await client.post(path, json=sent, headers=key) for _ in range(2)]
        other = await client.post(path, json=sent, headers=once())
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert other.json()["code"] == "more_time_already_asked"
    assert (await client.get(step(doorway))).json()["more_time_asked_days"] == 5


async def test_what_stands_beside_a_step_is_for_tokens_that_read_reviews(
    doorway: Doorway, client: httpx2.AsyncClient
) -> None:
    beside = await client.get(step(doorway, "/beside"))
    assert beside.status_code == 200
    assert beside.json()["rating"] is None
    assert beside.json()["withheld"] == ""

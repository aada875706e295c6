"""HR's programs launch a cycle, change it while it runs, and take the people file in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest

from activities.intake.cycle_template import template_text
from domain.offices import Office
from domain.review.events import StageExtended
from gateway.offices import give_office
from tests.gateway.house import House
from tests.gateway.program import once, program
from tests.invented_people import file_of
from tests.workflow.company import HEAD_OF_HR, lines_of

WHY = "The fair takes everybody's time."
SOURCE = template_text("annual-six-stage")


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    at = datetime.now(UTC)
    await give_office(house.front.archive, house.person(HEAD_OF_HR), Office.HR_ADMIN, at)
    async with program(house, HEAD_OF_HR) as client:
        yield client


async def test_a_change_is_foreseen_made_once_and_its_result_told(
    house: House, admin: httpx2.AsyncClient
) -> None:
    path = f"/cycles/{house.launched.id}/changes"
    kinds = {each["kind"]: each for each in (await admin.get(path)).json()}
    stage = kinds["extend"]["stages"][0]["value"]
    sent = {"whom": "people", "people": ["101"], "reason": WHY, "stage": stage, "days": 5}
    effect = (await admin.post(f"{path}/extend/effect", json=sent)).json()
    assert (effect["concerned"], effect["possible"]) == (1, 1)
    key = once("five-days-for-101")
    made = [(await admin.post(f"{path}/extend", json=sent, headers=key)) for _ in range(2)]
    assert made[0].status_code == 200, made[0].text
    assert made[0].json() == made[1].json()
    change = made[0].json()
    asked = {"review": change["review"]} if change["review"] else {}
    result = (await admin.get(f"{path}/extend/made/{change['id']}", params=asked)).json()
    assert (result["done"], result["not_done"]) == (1, 0)
    facts = await (await house.launched.review_of("101")).facts()
    assert sum(isinstance(each, StageExtended) for each in facts) == 1


async def test_a_launch_starts_a_cycle_that_is_seen(
    house: House, admin: httpx2.AsyncClient
) -> None:
    sent = {"source": SOURCE, "key": "now", "people": {"whom": "named", "named": ["101", "102"]}}
    key = once("launch-now")
    answers = [await admin.post("/launches", json=sent, headers=key) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {200}, answers[0].text
    assert answers[0].json() == answers[1].json()
    cycles = (await admin.get("/cycles")).json()
    assert answers[0].json()["id"] in {each["cycle"] for each in cycles}


async def test_a_people_file_is_tried_and_then_taken_in_once(
    house: House, admin: httpx2.AsyncClient
) -> None:
    file, csv = file_of(lines_of(13)), {"Content-Type": "text/csv"}
    tried = (await admin.post("/people/import/rehearsal", content=file, headers=csv)).json()
    assert (tried["counts"]["joined"], tried["problems"]) == (1, [])
    key = once("people-of-january") | csv
    taken = [await admin.post("/people/import", content=file, headers=key) for _ in range(2)]
    assert taken[0].status_code == 200, taken[0].text
    assert taken[0].json() == taken[1].json()
    broken = await admin.post("/people/import", content=b"no,people\n", headers=once() | csv)
    assert (broken.status_code, broken.json()["code"]) == (422, "answers_not_accepted")
    assert len(await house.front.archive.people()) == 13


async def test_an_action_is_asked_for_handed_over_and_done(house: House) -> None:
    on = "2026-03-02"
    async with program(house, "10") as manager, program(house, "101") as owner:
        sent = {"what": "Write the guide.", "owner": "101", "subject": "101", "on": on}
        key = once("the-guide")
        made = [await manager.post("/actions", json=sent, headers=key) for _ in range(2)]
        assert made[0].status_code == 200, made[0].text
        assert made[0].json() == made[1].json()
        path = f"/actions/{made[0].json()['id']}"
        shown = (await owner.get(path)).json()
        assert (shown["what"], shown["acts"]) == ("Write the guide.", True)
        empty = await owner.post(f"{path}/done", json={"words": " "}, headers=once())
        assert empty.json()["code"] == "answers_not_accepted"
        done = await owner.post(f"{path}/done", json={"words": "It is written."}, headers=once())
        assert done.status_code == 200, done.text
        assert (await owner.get(path)).json()["ended"] == "It is written."
    async with program(house, "102") as stranger:
        assert (await stranger.get(path)).status_code == 404

"""Reviews, plans, readings and feedback, as a program may read and keep them."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from domain.ids import plan_id
from gateway.api.scopes import Scope
from gateway.packet.seal import holds
from tests.gateway.begun_plan import with_a_plan
from tests.gateway.program import acting, once
from tests.gateway.quiet_house import QuietHouse, quiet_house
from tests.storage.company_with_goals import Firm
from tests.storage.steered import manager_of


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house, house.projecting():
        yield house


@pytest.fixture
async def place(house: QuietHouse) -> Firm:
    return await with_a_plan(house)


async def test_a_review_is_told_to_those_in_it_and_to_nobody_else(
    house: QuietHouse, place: Firm
) -> None:
    path, bystander = f"/reviews/{place.review}", place.people.by_number("19")
    assert bystander is not None
    async with acting(house.app, place.reviewee, Scope.REVIEWS_READ) as client:
        told = (await client.get(path)).json()
        timeline = (await client.get(f"{path}/timeline")).json()
        refused = await client.get("/work")
    async with acting(house.app, bystander.id) as client:
        assert (await client.get(path)).status_code == 404
        assert (await client.get(f"{path}/packet.pdf")).status_code == 404
    assert (told["roles"], told["is_own"]) == (["reviewee"], True)
    assert told["objectives"]["goals"][0]["readings"]
    assert [each["position"] for each in timeline] == sorted(e["position"] for e in timeline)
    assert refused.json()["code"] == "scope_missing"


async def test_a_document_comes_with_a_signature_that_holds(house: QuietHouse, place: Firm) -> None:
    async with acting(house.app, place.reviewee) as client:
        pdf = await client.get(f"/reviews/{place.review}/packet.pdf")
        signature = await client.get(f"/reviews/{place.review}/packet.pdf.sig")
        key = await client.get("/packets/key.pem")
    assert pdf.headers["content-type"] == "application/pdf"
    assert holds(pdf.content, signature.content, key.content)


async def test_a_reading_is_recorded_once(house: QuietHouse, place: Firm) -> None:
    path = f"/reviews/{place.review}"
    async with acting(house.app, place.reviewee) as client:
        (goal, *_) = (await client.get(path)).json()["objectives"]["goals"]
        said = {"value": "6", "evidence": "As the month says.", "confidence": "high"}
        sent = {"goal": goal["id"], **said}
        key = once("reading-of-september")
        answers = [await client.post(f"{path}/readings", json=sent, headers=key) for _ in "ab"]
        assert answers[0].status_code == 200, answers[0].text
        (now, *_) = (await client.get(path)).json()["objectives"]["goals"]
        unknown = await client.post(
            f"{path}/readings", json={**sent, "goal": "none"}, headers=once()
        )
    assert answers[0].json() == answers[1].json()
    assert len(now["readings"]) == len(goal["readings"]) + 1
    assert unknown.status_code == 404


async def test_a_plan_is_read_talked_about_and_acknowledged(house: QuietHouse, place: Firm) -> None:
    path, boss = f"/plans/{plan_id(place.review)}", manager_of(place.stories[0])
    talked = {"notes": "It went well.", "aims": {"1": "on_the_way"}}
    async with acting(house.app, place.reviewee) as own, acting(house.app, boss) as manager:
        shown = (await own.get(path)).json()
        assert (shown["side"], shown["waits"]["note_talk"]) == ("reviewee", 1)
        key = once("our-first-talk")
        for _ in range(2):
            noted = await own.post(f"{path}/check-in", json=talked, headers=key)
            assert noted.status_code == 200, noted.text
        assert (await manager.get(path)).json()["waits"]["acknowledge"]
        assert (await manager.post(f"{path}/acknowledge", headers=once())).is_success
        (talk, *_) = (await own.get(path)).json()["talks"]
        assert (talk["notes"], talk["is_acknowledged"]) == ("It went well.", True)
        wrong = await own.put(path, json={"plan": {"aims": []}}, headers=once())
        assert (wrong.status_code, wrong.json()["code"]) == (422, "answers_not_accepted")
        early = {"decision": "reached", "reason": "All of it."}
        refused = await manager.post(f"{path}/decide", json=early, headers=once())
        assert refused.status_code == 409


async def test_feedback_is_foreseen_given_read_and_taken_back(
    house: QuietHouse, place: Firm
) -> None:
    boss = manager_of(place.stories[0])
    sent = {"to": str(place.reviewee), "kind": "coaching_note", "words": "Ask once more."}
    async with acting(house.app, boss) as giver, acting(house.app, place.reviewee) as receiver:
        foreseen = (await giver.post("/feedback/readers", json=sent)).json()
        assert foreseen["sentence"].startswith("Read by you")
        given = (await giver.post("/feedback", json=sent, headers=once())).json()["id"]
        received = (await receiver.get("/feedback")).json()
        assert given in {each["feedback"] for each in received}
        path = f"/feedback/{given}/withdraw"
        assert (await receiver.post(path, headers=once())).status_code == 403
        assert (await giver.post(path, headers=once())).status_code == 200
        left = (await receiver.get("/feedback")).json()
    assert given not in {each["feedback"] for each in left}

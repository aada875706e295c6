"""A development plan on its page: read by those it concerns, changed, and talked about."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client

from domain.development.state import PlanState
from domain.ids import PersonId, PlanId, plan_id
from storage.development import read_plan_stream
from tests.gateway.begun_plan import with_a_plan
from tests.gateway.quiet_house import QuietHouse, quiet_house, send
from tests.storage.company_with_goals import Firm
from tests.storage.steered import manager_of


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


@pytest.fixture
async def place(house: QuietHouse) -> Firm:
    return await with_a_plan(house)


def plan_of(place: Firm) -> PlanId:
    return plan_id(place.review)


async def state_of(house: QuietHouse, place: Firm) -> PlanState:
    return await read_plan_stream(house.archive.journal, plan_of(place))


def partner_of(place: Firm) -> PersonId:
    partner = place.people[place.reviewee].hr_partner
    assert partner is not None
    return partner


async def test_a_plan_is_read_by_the_two_and_hr_and_nobody_else(
    house: QuietHouse, place: Firm
) -> None:
    path, boss = f"/plans/{plan_of(place)}", manager_of(place.stories[0])
    bystander = place.people.by_number("19")
    assert bystander is not None
    found = {}
    for who in (place.reviewee, boss, partner_of(place), bystander.id):
        async with house.visitor(who) as browser:
            found[who] = await browser.get(path)
    assert [page.status_code for page in found.values()] == [200, 200, 200, 404]
    assert "Explains hard things simply" in found[place.reviewee].text
    assert "Change the plan" not in found[partner_of(place)].text


async def test_a_talk_is_noted_with_how_each_aim_stands(house: QuietHouse, place: Firm) -> None:
    path = f"/plans/{plan_of(place)}"
    values = {"notes": "It went well.", "aim.1": "on_the_way"}
    async with house.visitor(manager_of(place.stories[0])) as browser, house.projecting():
        done = await send(browser, path, f"{path}/check-in", **values)
    talk = (await state_of(house, place)).check_ins[0]
    assert done.status_code == 303
    assert talk.words is not None
    assert (talk.words.notes, talk.words.aims) == ("It went well.", {"1": "on_the_way"})


async def test_a_talk_without_words_is_asked_for_again(house: QuietHouse, place: Firm) -> None:
    path = f"/plans/{plan_of(place)}"
    async with house.visitor(place.reviewee) as browser:
        page = await send(browser, path, f"{path}/check-in", **{"aim.1": "reached"})
    assert page.status_code == 422
    assert "Please say what you talked about." in page.text
    assert 'id="aim-1-reached" name="aim.1" value="reached" checked' in page.text


async def test_a_changed_plan_waits_for_the_other(house: QuietHouse, place: Firm) -> None:
    path = f"/plans/{plan_of(place)}"
    owner = place.people[place.reviewee].work_email
    values = {
        "plan.strengths": "Listens well",
        "plan.support": "An hour every week",
        "plan.rhythm": "usual",
        "plan.aims.0.what": "Speak up",
        "plan.aims.0.seen_by": "Others quote it",
        "plan.actions.0.what": "Hold a talk",
        "plan.actions.0.owner": owner,
        "plan.actions.0.due": (datetime.now(UTC) + timedelta(days=40)).date().isoformat(),
    }
    async with house.visitor(place.reviewee) as browser, house.projecting():
        done = await send(browser, f"{path}/edit", f"{path}/edit", **values)
        page = await browser.get(path)
    assert done.status_code == 303, done.text
    assert (await state_of(house, place)).is_paused
    assert "Listens well" in page.text
    assert "waits until" in page.text


async def test_a_plan_that_is_not_accepted_comes_back_as_it_was_typed(
    house: QuietHouse, place: Firm
) -> None:
    path = f"/plans/{plan_of(place)}"
    async with house.visitor(place.reviewee) as browser:
        page = await send(
            browser, f"{path}/edit", f"{path}/edit", **{"plan.strengths": "Listens well"}
        )
    assert page.status_code == 422
    assert "A plan needs at least one aim" in page.text
    assert "Listens well" in page.text
    assert not (await state_of(house, place)).is_paused


async def test_hr_reads_a_plan_and_changes_nothing_in_it(house: QuietHouse, place: Firm) -> None:
    path = f"/plans/{plan_of(place)}"
    async with house.visitor(partner_of(place)) as browser:
        form = await browser.get(f"{path}/edit")
        closed = await send(browser, "/feedback/give", f"{path}/close")
    assert (form.status_code, closed.status_code) == (403, 403)
    assert (await state_of(house, place)).closing == frozenset()

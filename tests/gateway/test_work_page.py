"""My work: what lies before a person, what is theirs, and how their team is getting on."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from temporalio.client import Client

from domain.ids import ActionId
from domain.reach import ActionReach
from tests.gateway.quiet_house import QuietHouse, quiet_house
from tests.played_cycle import PlayedCycle
from tests.storage.company_with_goals import AFTER_MID_YEAR, Firm, firm
from tests.storage.steered import manager_of


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


@pytest.fixture
async def place(house: QuietHouse) -> Firm:
    """Two people who are to assess their year, and have not yet."""
    return await firm(house.archive, house.live, AFTER_MID_YEAR, count=2)


async def test_an_open_step_leads_to_the_page_where_it_is_done(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place.reviewee) as browser:
        page = await browser.get("/work")
    assert page.status_code == 200
    assert f'href="/reviews/{place.review}/steps/self_assessment/0/1"' in page.text
    assert "Assess your year" in page.text
    assert "(CEST)" in page.text


async def test_a_manager_sees_where_each_review_stands_and_for_whom_it_waits(
    house: QuietHouse, place: Firm
) -> None:
    boss = manager_of(place.stories[0])
    async with house.visitor(boss) as browser:
        page = await browser.get("/work")
    assert "Your team" in page.text
    assert f'href="/reviews/{place.review}"' in page.text
    assert "Assess your year waits for <bdi>Person 5</bdi>" in page.text


async def test_whoever_leads_nobody_is_shown_no_team(house: QuietHouse, place: Firm) -> None:
    async with house.visitor(place.reviewee) as browser:
        page = await browser.get("/work")
    assert "Your team" not in page.text


async def test_a_page_with_nothing_on_it_says_what_comes(house: QuietHouse, place: Firm) -> None:
    bystander = place.people.by_number("20")
    assert bystander is not None
    async with house.visitor(bystander.id) as browser:
        page = await browser.get("/work")
    assert "Nothing waits for you." in page.text
    assert "You have had no review here yet." in page.text


async def test_ratings_of_the_team_are_not_on_this_page(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    story = year.stories[0]
    async with signed.visitor(manager_of(story)) as browser:
        page = await browser.get("/work")
    assert "Person 5" in page.text
    assert not any(label in page.text for label in ("Excellent", "Strong", "Developing"))


async def test_own_reviews_stay_with_their_documents(signed: QuietHouse, year: PlayedCycle) -> None:
    story = year.stories[0]
    async with signed.visitor(story.state.planned.reviewee) as browser:
        page = await browser.get("/work")
    assert "Completed, acknowledged" in page.text
    assert f'href="/reviews/{story.review}/packet.pdf"' in page.text


async def test_a_link_to_one_thing_does_not_reach_all_that_is_theirs(
    house: QuietHouse, place: Firm
) -> None:
    reach = ActionReach(action=ActionId(UUID(int=9)))
    async with house.visitor(place.reviewee, reach) as browser:
        answer = await browser.get("/work")
        other = await browser.get(f"/reviews/{place.review}")
    assert (answer.status_code, other.status_code) == (303, 303)
    assert answer.headers["location"].startswith("/sign-in")

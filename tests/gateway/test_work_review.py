"""The page of a review: what a reader may see of it, and readings recorded from it any day."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from temporalio.client import Client

from domain.ids import PersonId
from storage.read_models.goals import goals_of_review
from storage.read_models.reviews import review_of
from tests.gateway.quiet_house import QuietHouse, quiet_house, send
from tests.played_cycle import PlayedCycle
from tests.storage.company_with_goals import AFTER_MID_YEAR, Firm, firm
from tests.storage.scored_year import DISPUTED
from tests.storage.steered import manager_of

TYPED = "The clock on the wall of the desk"


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


@pytest.fixture
async def place(house: QuietHouse) -> Firm:
    return await firm(house.archive, house.live, AFTER_MID_YEAR)


async def readings_of(house: QuietHouse, place: Firm) -> int:
    review = await review_of(house.archive.readers, place.review)
    assert review is not None
    shown = await goals_of_review(house.archive, review, place.launch.definition)
    return sum(len(goal.readings) for goal in shown.picture.goals)


def stranger(place: Firm) -> PersonId:
    found = place.people.by_number("19")
    assert found is not None
    return found.id


async def test_a_reviewee_reads_how_each_objective_came_along(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place.reviewee) as browser:
        page = await browser.get(f"/reviews/{place.review}")
    assert page.status_code == 200
    for words in ("Answer faster", "75 % attained.", "6 days; confidence high", "Look back on"):
        assert words in page.text
    assert 'role="img"' in page.text
    assert "<desc" in page.text
    assert "The year in sentences" in page.text


async def test_a_stranger_cannot_tell_a_review_from_one_that_is_not_there(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(stranger(place)) as browser:
        theirs = await browser.get(f"/reviews/{place.review}")
        nobodys = await browser.get(f"/reviews/{uuid4()}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    told = theirs.text.replace(str(place.review), "")
    assert told.partition("<main")[2] == nobodys.text.partition("<main")[2]


async def test_a_signed_review_says_who_signed_when_and_what(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    story = year.stories[DISPUTED]
    async with signed.visitor(story.state.planned.reviewee) as browser:
        page = await browser.get(f"/reviews/{story.review}")
    assert "acknowledged the result" in page.text
    assert "disputed before, and answered" in page.text
    assert "What the log holds is what was signed." in page.text
    assert "Amended after a dispute" in page.text


async def test_a_peer_reads_nothing_of_what_others_wrote_or_how_it_was_signed(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    story = year.stories[0]
    near = {story.state.planned.reviewee, manager_of(story)}
    peer = next(seat.person for seat in story.peers if seat.person not in near)
    async with signed.visitor(peer) as browser:
        page = await browser.get(f"/reviews/{story.review}")
        packet = await browser.get(f"/reviews/{story.review}/packet.pdf")
    assert page.status_code == 200
    assert not any(words in page.text for words in ("Answer faster", "SHA-256", "Delivered"))
    assert packet.status_code == 404


async def test_a_reading_sent_twice_is_recorded_once(house: QuietHouse, place: Firm) -> None:
    path, before = f"/reviews/{place.review}", await readings_of(house, place)
    values = {"goal": "faster", "value": "5,5", "evidence": TYPED, "confidence": "medium"}
    async with house.visitor(manager_of(place.stories[0])) as browser, house.projecting():
        first = await send(browser, path, f"{path}/readings", **values, request="a" * 32)
        again = await send(browser, path, f"{path}/readings", **values, request="a" * 32)
        page = await browser.get(path)
    assert (first.status_code, again.status_code) == (303, 303)
    assert await readings_of(house, place) == before + 1
    assert "5.5 days; confidence medium; The clock on the wall" in page.text


async def test_a_reading_that_is_not_accepted_comes_back_as_it_was_typed(
    house: QuietHouse, place: Firm
) -> None:
    path, before = f"/reviews/{place.review}", await readings_of(house, place)
    values = {"goal": "faster", "value": "a lot", "evidence": TYPED, "confidence": "low"}
    async with house.visitor(place.reviewee) as browser:
        answer = await send(browser, path, f"{path}/readings", **values)
    assert answer.status_code == 422
    assert 'href="#reading-faster"' in answer.text
    assert TYPED in answer.text
    assert 'value="a lot"' in answer.text
    assert await readings_of(house, place) == before


async def test_nobody_else_records_a_reading(house: QuietHouse, place: Firm) -> None:
    path, before = f"/reviews/{place.review}", await readings_of(house, place)
    values = {"goal": "faster", "value": "1", "evidence": TYPED, "confidence": "low"}
    async with house.visitor(stranger(place)) as browser:
        answer = await send(browser, "/feedback/give", f"{path}/readings", **values)
    assert answer.status_code == 404
    assert await readings_of(house, place) == before


async def test_a_form_of_another_site_records_nothing(house: QuietHouse, place: Firm) -> None:
    path, before = f"/reviews/{place.review}", await readings_of(house, place)
    values = {"goal": "faster", "value": "1", "evidence": TYPED, "confidence": "low"}
    async with house.visitor(place.reviewee) as browser:
        answer = await browser.post(f"{path}/readings", data={**values, "request": "b" * 32})
    assert answer.status_code == 403
    assert await readings_of(house, place) == before

"""Feedback on its pages: said who reads it before it is sent, sent once, and taken back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from domain.feedback.words import VisibleTo
from storage.archive import Archive
from storage.read_models.feedback import given_by
from tests.gateway.quiet_house import QuietHouse, quiet_house, request_in, send
from tests.storage.company_with_feedback import WORDS, Firm, found

GIVE = "/feedback/give"
SAW = "You stayed <b>late</b> to help.\n=SUM(A1)"


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


@pytest.fixture
async def place(house: QuietHouse) -> Firm:
    return await found(house.archive, house.live)


def written(to: str, visible_to: str = "both", kind: str = "praise") -> dict[str, str]:
    return {"to": to, "kind": kind, "visible_to": visible_to, "words": SAW}


async def given(archive: Archive, place: Firm, giver: str) -> list[str]:
    return [line.words for line in await given_by(archive, place[giver])]


async def test_before_anything_is_sent_it_is_said_who_will_read_it(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place["6"]) as browser:
        check = await send(browser, GIVE, GIVE, **written("5"), do="check")
    assert check.status_code == 200
    assert "Read by you, Person 5 and Person 5&#39;s manager, as soon as you send it." in check.text
    assert "You stayed &lt;b&gt;late&lt;/b&gt; to help." in check.text
    assert await given(house.archive, place, "6") == []


async def test_what_was_checked_is_sent_once_however_often_the_button_is_pressed(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place["6"]) as browser, house.projecting():
        check = await send(browser, GIVE, GIVE, **written("Person 5"), do="check")
        values = written(str(place["5"])) | {"do": "send", "request": request_in(check.text)}
        first = await send(browser, GIVE, GIVE, **values)
        again = await send(browser, GIVE, GIVE, **values)
        mine = await browser.get("/feedback?tab=given")
    assert (first.status_code, again.status_code) == (303, 303)
    assert await given(house.archive, place, "6") == [SAW]
    assert "Take it back" in mine.text


async def test_whoever_got_feedback_reads_it_and_others_do_not(
    house: QuietHouse, place: Firm
) -> None:
    await place.give("6", "5", VisibleTo.RECEIVER)
    async with house.visitor(place["5"]) as browser:
        theirs = await browser.get("/feedback")
    async with house.visitor(place["7"]) as browser:
        another = await browser.get("/feedback")
    assert WORDS in theirs.text
    assert WORDS not in another.text


async def test_feedback_is_taken_back_by_who_gave_it_and_nobody_else(
    house: QuietHouse, place: Firm
) -> None:
    feedback = await place.give("6", "5", at=datetime.now(UTC))
    path = f"/feedback/{feedback}/withdraw"
    async with house.visitor(place["5"]) as browser:
        refused = await send(browser, "/feedback", path)
    async with house.visitor(place["6"]) as browser, house.projecting():
        taken = await send(browser, "/feedback?tab=given", path)
    assert (refused.status_code, taken.status_code) == (403, 303)
    assert await given(house.archive, place, "6") == []


async def test_several_who_are_called_alike_are_asked_back_by_name(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place["6"]) as browser:
        page = await send(browser, GIVE, GIVE, **written("person"), do="check")
    assert page.status_code == 422
    assert "people are called that and others; write more of the name." in page.text
    assert "<bdi>Person 12</bdi>" in page.text
    assert "@" not in page.text.partition("<main")[2]
    assert "You stayed &lt;b&gt;late" in page.text


NAMING_NOBODY = {
    "": "Say who it is",
    "_": "Nobody is called that",
    "%": "Nobody is called that",
    "6": "Feedback is for somebody else",
    "nobody@example.com": "Nobody is called that",
}


async def test_nobody_is_listed_or_taken_for_words_that_name_nobody(
    house: QuietHouse, place: Firm
) -> None:
    async with house.visitor(place["6"]) as browser:
        pages = {
            to: await send(browser, GIVE, GIVE, **written(to), do="check") for to in NAMING_NOBODY
        }
    for to, page in pages.items():
        assert page.status_code == 422
        assert NAMING_NOBODY[to] in page.text
        assert "Whom do you mean?" not in page.text


async def test_only_praise_is_shown_to_everyone(house: QuietHouse, place: Firm) -> None:
    values = written("5", "everyone", "observation")
    async with house.visitor(place["6"]) as browser:
        page = await send(browser, GIVE, GIVE, **values, do="check")
    assert page.status_code == 422
    assert 'href="#visible_to-both"' in page.text
    assert "Only praise can be shown to everyone" in page.text

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from temporalio.client import Client

from domain.review import events as e
from tests.gateway.house import House, form_token, house_on, post
from tests.workflow.engine import engine_on

WHY = "The fair takes everybody's time."


@pytest.fixture
async def house(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[House]:
    """The house when objectives have been asked for since this morning."""
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        house_on(engine, tmp_path, at="2026-01-26 10:00") as house,
    ):
        yield house
        await engine.dismiss()


def at(house: House, place: str) -> str:
    return f"/hr/cycles/{house.launched.id}/{place}"


async def effect(
    house: House, client: httpx2.AsyncClient, kind: str, **values: str
) -> httpx2.Response:
    """Send the form of a change, and get its effect."""
    given = {"reason": WHY, **values}
    return await post(
        client, at(house, f"changes/{kind}/effect"), given, at(house, f"changes/{kind}")
    )


def kept(html: str) -> dict[str, str]:
    """What the form that confirms an effect holds."""
    form = html.partition("<form")[2].partition("<form")[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


async def confirm(
    house: House, client: httpx2.AsyncClient, kind: str, page: httpx2.Response
) -> httpx2.Response:
    """Press the button under an effect, and follow where it leads."""
    sent = kept(page.text) | {"_csrf": form_token(page.text)}
    answer = await client.post(at(house, f"changes/{kind}"), data=sent)
    assert answer.status_code == 303, answer.text
    return await looked_at(house, client, answer.headers["location"])


async def looked_at(house: House, client: httpx2.AsyncClient, place: str) -> httpx2.Response:
    """Look at what became of a change until every review has answered."""
    async with asyncio.timeout(30):
        while True:
            await house.settled()
            found = await client.get(place)
            if "Look again" not in found.text:
                return found


async def test_more_time_shows_every_due_date_before_anything_moves(house: House) -> None:
    review = await house.launched.review_of("101")
    async with house.visitor("3") as client:
        page = await effect(
            house,
            client,
            "extend",
            stage="goal_setting",
            days="5",
            whom="manager",
            manager=str(house.person("10")),
        )
        assert "Nothing has been changed yet" in page.text
        assert "Give more time: 8 reviews." in page.text
        assert "8 people hear that their due date moved" in page.text
        assert "Mon 9 Feb 2026" in page.text
        assert "Mon 16 Feb 2026" in page.text
        assert await review.all(e.StageExtended) == []
        done = await confirm(house, client, "extend", page)
    assert "8 reviews were given more time" in done.text
    (told,) = await review.all(e.StageExtended)
    assert told.by == house.person("3")


async def test_a_change_that_is_confirmed_twice_is_made_once(house: House) -> None:
    review = await house.launched.review_of("101")
    async with house.visitor("3") as client:
        page = await effect(house, client, "pause", whom="people", people="101")
        await confirm(house, client, "pause", page)
        again = await confirm(house, client, "pause", page)
        assert "1 review was paused" in again.text
        hands = {"role": "manager", "held_by": "10", "to": "1"}
        page = await effect(house, client, "reassign", people="101", **hands)
        done = await confirm(house, client, "reassign", page)
    assert "1 review has new hands" in done.text
    assert len(await review.all(e.ReviewPaused)) == 1
    assert [told.from_person for told in await review.all(e.PartHandedOver)] == [house.person("10")]


async def test_what_is_missing_or_impossible_is_said_before_anything_is_done(house: House) -> None:
    async with house.visitor("3") as client:
        page = await effect(house, client, "extend", reason="", whom="people", people="")
        assert page.status_code == 422
        for told in ("Choose the stage", "Please say why", "Say whom", "Give either a new last"):
            assert told in page.text
        assert 'href="#reason"' in page.text
        early = await effect(
            house, client, "reopen", step="agree_goals", whom="people", people="101,102"
        )
        assert "Nothing would change" in early.text
        assert "2 reviews: This step is not open yet" in early.text
        added = await effect(house, client, "add", people="101")
        assert "has a review in this cycle already" in added.text
        unknown = await effect(house, client, "add", people="nobody")
        assert "Not in the directory: nobody" in unknown.text


async def test_a_nudge_reaches_the_holder_with_its_line_and_once_a_day(house: House) -> None:
    review, line = await house.launched.review_of("101"), "Please <b>look</b> at it."
    one = {"whom": "people", "people": "101"}
    async with house.visitor("3") as client:
        page = await effect(house, client, "nudge", **one, reason=line)
        assert "1 person is asked after a step" in page.text
        assert "&lt;b&gt;look" in page.text
        done = await confirm(house, client, "nudge", page)
        assert "1 review was asked after" in done.text
        again = await effect(house, client, "nudge", **one, reason="")
        assert "Nothing would change" in again.text
        linked = await effect(house, client, "nudge", **one, reason="See www.x.de")
        assert "no links" in linked.text
    (told,) = await review.all(e.StepNudged)
    assert told.recipient == house.person("101")


async def test_who_is_not_in_hr_and_who_guesses_finds_no_changes(house: House) -> None:
    for number in ("101", "10"):
        async with house.visitor(number) as client:
            assert (await client.get(at(house, "changes"))).status_code == 404
            assert (await client.get(at(house, "changes/pause"))).status_code == 404
            assert (await client.get(f"/hr/reviews/{house.review('101')}")).status_code == 404
    async with house.visitor("3") as client:
        assert (await client.get(at(house, "changes/dance"))).status_code == 404
        assert (await client.get(f"/hr/cycles/{uuid4()}/changes")).status_code == 404
        assert (await client.get(f"/hr/reviews/{house.review('3')}")).status_code == 404

"""HR has cycles come again from the browser: tried, set, changed, paused, left out and ended."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from temporalio.service import RPCError

from activities import naming
from domain.offices import Office
from domain.recurrence.names import recurrence_id
from gateway.offices import give_office
from gateway.recurring import Recurring
from tests.gateway.house import House, form_token
from tests.workflow.recurring_scene import TODAY

CHIEF = "2"
NEW = "/hr/recurring/new"
FIRST = TODAY + timedelta(days=40)


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    archive = house.front.archive
    await give_office(archive, house.person(CHIEF), Office.HR_ADMIN, datetime.now(UTC))
    async with house.visitor(CHIEF) as client:
        yield client
    name = recurrence_id(archive.organisation, "trial")
    timer = house.front.client.get_schedule_handle(
        naming.recurrence_timer(archive.organisation, name)
    )
    with suppress(RPCError):
        await timer.delete()


def typed(**values: str) -> dict[str, str]:
    """What HR types to have a yearly cycle come again."""
    usual = {"key": "trial", "cycle": "template:probation", "every": "year", "starts": f"{FIRST}"}
    return usual | {"hr_owner": CHIEF, "reason": "As agreed", "do": "set"} | values


async def sent(admin: httpx2.AsyncClient, path: str, values: dict[str, str]) -> httpx2.Response:
    """Send a form of the page of recurring cycles."""
    token = form_token((await admin.get(NEW)).text)
    return await admin.post(path, data={"_csrf": token, **values})


async def standing(house: House) -> list[tuple[str, str]]:
    known = await Recurring(house.front.archive, house.front.client).read()
    return [(each.terms.key, each.state) for each in known.listed()]


async def test_what_is_tried_shows_the_next_ten_and_sets_nothing(
    house: House, admin: httpx2.AsyncClient
) -> None:
    shown = (await sent(admin, NEW, typed(do="try", title="Look at {year}", reason=""))).text
    assert f"Look at {FIRST.year + 9}" in shown
    assert "Nothing is set yet" in shown
    assert await standing(house) == []


async def test_a_cycle_is_set_changed_paused_resumed_left_out_and_ended(
    house: House, admin: httpx2.AsyncClient
) -> None:
    place = (await sent(admin, NEW, typed())).headers["location"]
    assert await standing(house) == [("trial", "running")]
    changed = (await admin.get(f"{place}/change")).text
    assert "As written below" in changed
    assert f'value="{FIRST}"' in changed
    for deed, state in (("pause", "paused"), ("resume", "running")):
        await sent(admin, f"{place}/{deed}", {"reason": "The merger"})
        assert await standing(house) == [("trial", state)]
    await sent(admin, f"{place}/skip", {"reason": "We move", "day": f"{FIRST}"})
    assert "It is left out: HR left it out." in (await admin.get(place)).text
    again = await sent(admin, f"{place}/skip", {"reason": "We move", "day": f"{FIRST}"})
    assert again.status_code == 409
    await sent(admin, f"{place}/end", {"reason": "Talks instead"})
    assert await standing(house) == [("trial", "ended")]
    assert "ended" in (await admin.get("/hr/recurring")).text
    assert "Talks instead" in (await admin.get(place)).text


async def test_what_cannot_be_set_is_said_at_its_field_and_nothing_is_set(
    house: House, admin: httpx2.AsyncClient
) -> None:
    wrong = {
        "cycle": ("template:unheard", "There is no template"),
        "starts": ("2031-02-30", "2031-02-30 is not in the calendar"),
        "reason": (" ", "Please say why"),
    }
    for field, (value, sentence) in wrong.items():
        answer = await sent(admin, NEW, typed(**{field: value}))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'href="#{field}"' in answer.text
    unheard = await sent(admin, NEW, typed(cycle="cycle:unheard"))
    assert "No cycle &#39;unheard&#39; was launched" in unheard.text
    assert await standing(house) == []


async def test_two_recurrences_alike_are_refused(house: House, admin: httpx2.AsyncClient) -> None:
    await sent(admin, NEW, typed())
    answer = await sent(admin, NEW, typed(key="other"))
    assert "does the same already" in answer.text
    assert await standing(house) == [("trial", "running")]


async def test_only_hr_admins_see_and_set_recurring_cycles(house: House) -> None:
    async with house.visitor("3") as partner:
        assert (await partner.get("/hr/recurring")).status_code == 403
        assert (await partner.get(NEW)).status_code == 403

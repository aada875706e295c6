"""Actions on their pages: asked for, done, moved, handed over; reached by a link as well."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx2

from domain.ids import ActionId
from domain.reach import ActionReach
from gateway.present import present_here
from storage.read_models.actions import action_line
from tests.gateway.house import House
from tests.gateway.quiet_house import send

WHAT = "Find a mentor in another team"


async def in_weeks(house: House, weeks: int) -> date:
    present = await present_here(house.front.archive)
    return (present + timedelta(weeks=weeks)).date()


async def asked(house: House, browser: httpx2.AsyncClient, owner: str = "101") -> httpx2.Response:
    """A manager asks one of the team, or themselves, for something."""
    subject = str(house.person("101"))
    values = {"for": subject, "what": WHAT, "owner": owner, "on": str(await in_weeks(house, 6))}
    page = f"/actions/ask?for={subject}"
    return await send(browser, page, "/actions/ask", **values, request="c" * 32)


def action_in(answer: httpx2.Response) -> ActionId:
    found = re.match(r"/actions/([0-9a-f-]{36})\?said=asked", answer.headers["location"])
    assert found is not None
    return ActionId(UUID(found.group(1)))


async def test_an_action_is_asked_for_once_done_from_its_link_and_seen_by_whom_it_concerns(
    house: House,
) -> None:
    async with house.visitor("10") as boss:
        answer, again = await asked(house, boss), await asked(house, boss)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == again.headers["location"]
        action = action_in(answer)
        path = f"/actions/{action}"
        await house.settled()
        assert WHAT in (await boss.get(path)).text
        assert WHAT not in (await boss.get("/work")).text
    reach = ActionReach(action=action)
    async with house.visitor("101", reach) as owner:
        wordless = await send(owner, path, f"{path}/done", words=" ")
        assert wordless.status_code == 422
        assert "Say in a word how it was done." in wordless.text
        done = await send(owner, path, f"{path}/done", words="Met her twice")
        assert done.status_code == 303
        assert "Met her twice" in (await owner.get(path)).text
        assert (await owner.get(f"/actions/{uuid4()}")).status_code == 303
        assert (await owner.get("/work")).status_code == 303
    line = await action_line(house.front.archive.readers, action, house.front.now())
    assert line is not None
    assert line.state == "done"


async def test_an_action_is_moved_and_handed_over_with_a_reason(house: House) -> None:
    async with house.visitor("10") as boss:
        action = action_in(await asked(house, boss))
        path, later = f"/actions/{action}", await in_weeks(house, 9)
        no_reason = await send(boss, path, f"{path}/move", on=str(later), words="")
        no_day = await send(boss, path, f"{path}/move", on="soon", words="The course starts later")
        moved = await send(boss, path, f"{path}/move", on=str(later), words="The course is later")
        unclear = await send(boss, path, f"{path}/hand-over", to="Person")
        handed = await send(boss, path, f"{path}/hand-over", to="102")
        await house.settled()
    assert [a.status_code for a in (no_reason, no_day, moved, unclear, handed)] == [
        422,
        422,
        303,
        422,
        303,
    ]
    assert "Choose whom you mean." in unclear.text
    line = await action_line(house.front.archive.readers, action, house.front.now())
    assert line is not None
    assert (line.due_on, line.owner) == (later, house.person("102"))
    async with house.visitor("102") as owner:
        assert WHAT in (await owner.get("/work")).text
    async with house.visitor("104") as stranger:
        assert (await stranger.get(path)).status_code == 404
        refused = await send(stranger, "/feedback/give", f"{path}/drop", words="No")
        assert refused.status_code == 404


async def test_nobody_asks_for_an_action_for_somebody_they_do_not_look_after(
    house: House,
) -> None:
    other = str(house.person("10"))
    values = {"for": other, "what": WHAT, "owner": "101", "on": str(await in_weeks(house, 6))}
    async with house.visitor("101") as browser:
        answer = await send(browser, "/actions/ask", "/actions/ask", **values)
        empty = await send(browser, "/actions/ask", "/actions/ask", owner="", what="", on="")
    assert answer.status_code == 403
    assert empty.status_code == 422
    for sentence in ("Say what is to be done.", "Say who it is", "Please write the date"):
        assert sentence in empty.text

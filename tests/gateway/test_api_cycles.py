"""HR's programs follow a cycle: how far it is, its people page by page, exports, the audit."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from gateway.api.scopes import Scope
from tests.gateway.console_room import ADMIN, AUDITOR, PARTNER, STRANGER, ConsoleRoom
from tests.gateway.program import acting
from tests.invented_cycle import CYCLE

PATH = f"/cycles/{CYCLE}"


@pytest.fixture
async def admin(console: ConsoleRoom) -> AsyncIterator[httpx2.AsyncClient]:
    async with acting(console.app, ADMIN) as client:
        yield client


async def listed(client: httpx2.AsyncClient, path: str, **asked: str) -> list[dict[str, object]]:
    """Everything of a list, page after page."""
    found: list[dict[str, object]] = []
    cursor: str | None = None
    while True:
        page = (
            await client.get(path, params=asked | ({"cursor": cursor} if cursor else {}))
        ).json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found
        assert len(page["items"]) == int(asked["limit"])


async def test_a_cycle_is_told_by_stage_and_group(admin: httpx2.AsyncClient) -> None:
    (cycle,) = (await admin.get("/cycles")).json()
    assert (cycle["cycle"], cycle["reviews"]["reviews"]) == (str(CYCLE), 400)
    shown = (await admin.get(PATH, params={"by": "location"})).json()
    assert len(shown["groups"]) == 7
    assert (
        sum(stage["counts"]["done"] for stage in shown["stages"])
        == shown["whole"]["counts"]["done"]
    )
    assert shown["needs"] == cycle["needs"]


async def test_people_come_a_page_at_a_time_each_once_and_never_oneself(
    admin: httpx2.AsyncClient,
) -> None:
    everybody = await listed(admin, f"{PATH}/people", limit="150")
    assert len({each["review"] for each in everybody}) == len(everybody) == 399
    assert str(ADMIN) not in {each["reviewee"] for each in everybody}
    late = await listed(admin, f"{PATH}/people", trouble="late", limit="7")
    assert 0 < len(late) < 400
    assert all(each["overdue"] for each in late)
    sought = {"words": str(everybody[3]["name"])}
    (found,) = (await admin.post(f"{PATH}/people/find", json=sought)).json()
    assert found == everybody[3]


async def test_hr_partners_see_the_people_entrusted_to_them_and_strangers_nothing(
    console: ConsoleRoom,
) -> None:
    async with acting(console.app, PARTNER) as client:
        people = await listed(client, f"{PATH}/people", limit="50")
    async with acting(console.app, STRANGER) as client:
        refused = [
            (await client.get(path)).status_code
            for path in (PATH, f"{PATH}/people", f"{PATH}/audit", f"{PATH}/exports/status")
        ]
        assert (await client.get("/cycles")).json() == []
    assert 0 < len(people) < 400
    assert refused == [404] * 4


async def test_ratings_are_for_those_who_may_and_tokens_that_reach_them(
    console: ConsoleRoom,
) -> None:
    async with acting(console.app, ADMIN, Scope.CYCLES_READ) as client:
        narrow = await client.get(f"{PATH}/exports/results")
        plain = await client.get(f"{PATH}/exports/status")
    async with acting(console.app, AUDITOR) as client:
        foreign = await client.get(f"{PATH}/exports/results")
    assert (narrow.status_code, narrow.json()["code"]) == (403, "scope_missing")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_yours")
    lines = plain.content.decode("utf-8-sig").splitlines()
    assert "Rating" not in lines[0]
    assert len(lines) == 400


async def test_who_looked_and_took_stands_in_the_list_of_views(admin: httpx2.AsyncClient) -> None:
    await admin.get(f"{PATH}/exports/results", params={"as": "xlsx"})
    await admin.get(f"{PATH}/audit")
    views = await listed(admin, f"{PATH}/views", limit="1")
    own = {each["what"] for each in views if each["viewer"] == str(ADMIN)}
    assert {"export: results, xlsx", "the audit"} <= own


async def test_what_nobody_offers_to_export_is_refused(admin: httpx2.AsyncClient) -> None:
    answer = await admin.get(f"{PATH}/exports/status", params={"as": "pdf"})
    assert answer.status_code == 422
    no_day = await admin.get(f"{PATH}/audit", params={"until": "0"})
    assert no_day.json()["errors"][0]["field"] == "query.until"
    empty = await admin.get(f"{PATH}/exports/packets", params={"department": "Department 1"})
    assert (empty.status_code, empty.json()["code"]) == (409, "no_packets")

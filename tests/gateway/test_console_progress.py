"""HR watches a cycle: the first page, how far it is, and the people in it."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from temporalio.client import Client

from gateway.console import progress
from storage.begun_steps import begun_steps
from storage.read_models.console_progress import GroupedBy
from tests.gateway.console_room import (
    ADMIN,
    AUDITOR,
    PARTNER,
    STRANGER,
    ConsoleRoom,
    console_on,
    invented,
)
from tests.gateway.house import form_token
from tests.invented_cycle import CYCLE, PARTNERS

PEOPLE = 400
HERE = f"/hr/cycles/{CYCLE}"
ROW = re.compile(r'href="/hr/reviews/([0-9a-f-]{36})"')


@pytest.fixture
async def admin(console: ConsoleRoom) -> AsyncIterator[httpx2.AsyncClient]:
    async with console.visitor(ADMIN) as client:
        yield client


async def test_whoever_is_not_in_hr_finds_no_console(console: ConsoleRoom) -> None:
    pages = ("/hr", HERE, f"{HERE}/people", f"{HERE}/live")
    async with console.visitor(STRANGER) as client:
        assert [(await client.get(each)).status_code for each in pages] == [404] * len(pages)


async def test_the_first_page_says_of_each_cycle_what_needs_hr(admin: httpx2.AsyncClient) -> None:
    shown = (await admin.get("/hr")).text
    assert f'href="{HERE}"' in shown
    assert re.search(r"\d+ blocked", shown)
    assert re.search(r"\d+ overdue", shown)
    assert "Prepare a launch" in shown


async def test_every_chart_has_a_title_a_description_and_a_table(
    admin: httpx2.AsyncClient,
) -> None:
    shown = ""
    for by in GroupedBy:
        shown = (await admin.get(f"{HERE}?by={by}")).text
        drawn = re.findall(r"<svg (?![^>]*aria-hidden).*?</svg>", shown, re.DOTALL)
        assert len(drawn) > 6
        assert all("<title" in each and "<desc" in each for each in drawn)
        assert shown.count("The same as a table</summary>") == 3
        assert "style=" not in shown
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


async def test_an_hr_partner_sees_the_people_entrusted_to_them(console: ConsoleRoom) -> None:
    async with console.visitor(PARTNER) as client:
        shown = (await client.get(HERE)).text
        listed = set(ROW.findall((await client.get(f"{HERE}/people")).text))
    assert "The people entrusted to you" in shown
    assert f"<dd>{PEOPLE // PARTNERS}</dd>" in shown
    assert len(listed) == PEOPLE // PARTNERS


async def test_ratings_of_a_handful_are_not_shown(database: str, temporal_client: Client) -> None:
    await invented(database, 5)
    async with console_on(database, temporal_client) as console, console.visitor(ADMIN) as few:
        shown = (await few.get(HERE)).text
    assert "People at each level" not in shown
    assert "once at least 5 people have one" in shown


async def test_an_auditor_sees_no_ratings_and_chooses_nobody(console: ConsoleRoom) -> None:
    async with console.visitor(AUDITOR) as client:
        shown, people = (await client.get(HERE)).text, (await client.get(f"{HERE}/people")).text
        values = {"_csrf": form_token(people), "review": ROW.findall(people), "do": "nudge"}
        refused = await client.post(f"{HERE}/people/chosen", data=values)
    assert "Steps done in each stage" in shown
    assert "People at each level" not in shown
    assert 'name="review"' not in people
    assert refused.status_code == 403


async def test_every_tab_of_a_cycle_opens_for_who_sees_it(console: ConsoleRoom) -> None:
    shown = {}
    for person in (ADMIN, PARTNER, AUDITOR):
        async with console.visitor(person) as client:
            tabs = re.findall(rf'href="({HERE}/\w+)"', (await client.get(HERE)).text)
            answers = [(await client.get(each)).status_code for each in tabs]
            assert answers == [200] * len(tabs)
            shown[person] = {each.rpartition("/")[2] for each in tabs}
    assert shown[ADMIN] == {"people", "calibration", "changes", "audit", "export"}
    assert shown[ADMIN] - shown[AUDITOR] == {"changes"}
    assert shown[PARTNER] == shown[ADMIN]


async def test_pages_of_people_lead_on_until_everybody_was_listed(
    admin: httpx2.AsyncClient,
) -> None:
    seen: list[str] = []
    path = f"{HERE}/people?department=Department+3"
    while path:
        shown = (await admin.get(path)).text
        seen += ROW.findall(shown)
        following = re.search(r'href="([^"]+)" rel="next"', shown)
        path = following.group(1).replace("&amp;", "&") if following else ""
    whole = ROW.findall((await admin.get(f"{HERE}/people")).text)
    assert len(seen) == len(set(seen)) == len(range(3, PEOPLE + 1, 24))
    assert len(whole) == 50


async def test_people_are_found_by_name_without_the_name_in_an_address(
    admin: httpx2.AsyncClient,
) -> None:
    shown = (await admin.get(f"{HERE}/people")).text
    name = re.search(r"Person ([0-9a-f]{8})", shown.partition("<tbody>")[2])
    assert name is not None
    values = {"_csrf": form_token(shown), "words": name.group(1).upper()}
    found = await admin.post(f"{HERE}/people/find", data=values)
    assert len(ROW.findall(found.text)) == 1
    assert 'action="' + f'{HERE}/people/find"' in shown


async def test_those_at_risk_have_begun_nothing_that_is_due_soon(console: ConsoleRoom) -> None:
    late, blocked = [], []
    async with console.visitor(ADMIN) as client:
        late = ROW.findall((await client.get(f"{HERE}/people?trouble=late")).text)
        blocked = ROW.findall((await client.get(f"{HERE}/people?trouble=blocked")).text)
        risk = await client.get(f"{HERE}/people?trouble=at_risk")
    assert late
    assert blocked
    assert not set(late) & set(blocked)
    assert risk.status_code == 200
    assert await begun_steps(console.front.archive.hosts) == []


async def test_who_was_ticked_stands_in_the_form_of_the_change(admin: httpx2.AsyncClient) -> None:
    page = (await admin.get(f"{HERE}/people?manager={STRANGER}")).text
    values = {"_csrf": form_token(page), "review": ROW.findall(page), "do": "extend"}
    answer = await admin.post(f"{HERE}/people/chosen", data=values)
    assert answer.status_code == 200
    numbers = re.search(r'<textarea id="people"[^>]*>([^<]*)<', answer.text)
    assert numbers is not None
    assert sorted(map(int, numbers.group(1).split())) == list(range(320, 328))


async def test_a_picture_is_drawn_again_only_when_something_has_happened(
    console: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = 0

    async def draw() -> str:
        nonlocal drawn
        drawn += 1
        return f"picture {drawn}"

    monkeypatch.setattr(progress, "FRESH_SECONDS", 0.0)
    produce = progress.kept_up(console.front, draw)
    assert [await produce() for _ in range(3)] == ["picture 1"] * 3
    monkeypatch.setattr(progress, "STALE_SECONDS", 0.0)
    assert await produce() == "picture 2"

"""HR watches a cycle: the first page, how far it is, and the people in it."""

from datetime import UTC, datetime

import httpx2

from domain.offices import Office
from gateway.offices import give_office
from tests.gateway.house import House, form_token, post

HR, MANAGER, REVIEWEE = "3", "10", "101"


async def test_whoever_is_not_in_hr_finds_no_console(house: House) -> None:
    cycle = house.launched.id
    pages = ("/hr", f"/hr/cycles/{cycle}", f"/hr/cycles/{cycle}/people", f"/hr/cycles/{cycle}/live")
    async with house.visitor(MANAGER) as client:
        assert [(await client.get(each)).status_code for each in pages] == [404] * len(pages)


async def test_hr_sees_each_cycle_and_what_in_it_needs_them(house: House) -> None:
    async with house.visitor(HR) as client:
        shown = (await client.get("/hr")).text
    assert f"/hr/cycles/{house.launched.id}" in shown
    assert "of all stages are over" in shown
    assert "Prepare a launch" not in shown, "who owns a cycle may not launch others"


async def test_the_page_of_a_cycle_draws_it_and_says_the_same_in_tables(house: House) -> None:
    async with house.visitor(HR) as client:
        answer = await client.get(f"/hr/cycles/{house.launched.id}?by=manager")
    shown = answer.text
    assert answer.status_code == 200
    assert shown.count("<svg") > 6
    assert shown.count("<svg") - shown.count('aria-hidden="true"') == shown.count("<desc")
    assert "Steps done in each stage" in shown
    assert "The same as a table" in shown
    assert "style=" not in shown
    assert "People at each level" not in shown, "nobody is rated yet"


async def test_the_picture_comes_again_over_the_wire(house: House) -> None:
    path = f"/hr/cycles/{house.launched.id}/live"
    async with house.visitor(HR) as client:
        asked = client.build_request("GET", path)
        watching = house.front.live.watch
        assert watching is not None
        page = (await client.get(f"/hr/cycles/{house.launched.id}")).text
    assert f'data-live="{path}?by=department"' in page
    assert asked.url.path == path


async def test_people_are_found_by_name_without_the_name_in_an_address(house: House) -> None:
    path = f"/hr/cycles/{house.launched.id}/people"
    async with house.visitor(HR) as client:
        found = await post(client, f"{path}/find", {"words": "person 101"}, path)
        nobody = await post(client, f"{path}/find", {"words": "nobody"}, path)
    assert found.status_code == 200
    assert f"/hr/reviews/{house.review(REVIEWEE)}" in found.text
    assert f"/hr/reviews/{house.review('102')}" not in found.text
    assert "Nobody here" in nobody.text


async def test_people_are_cut_down_to_stage_department_and_manager(house: House) -> None:
    path = f"/hr/cycles/{house.launched.id}/people"
    manager = house.person(MANAGER)
    async with house.visitor(HR) as client:
        mine = (await client.get(f"{path}?manager={manager}")).text
        late = (await client.get(f"{path}?trouble=late")).text
        elsewhere = (await client.get(f"{path}?department=Nowhere")).text
    assert f"/hr/reviews/{house.review(REVIEWEE)}" in mine
    assert f"/hr/reviews/{house.review(MANAGER)}" not in mine
    assert "nothing is late" in late
    assert "Nobody here" in elsewhere


async def test_who_was_ticked_stands_in_the_form_of_the_change(house: House) -> None:
    path = f"/hr/cycles/{house.launched.id}/people"
    async with house.visitor(HR) as client:
        token = form_token((await client.get(path)).text)
        ticked = [str(house.review(each)) for each in (REVIEWEE, "102")]
        values = {"_csrf": token, "review": ticked, "do": "nudge"}
        answer = await client.post(f"{path}/chosen", data=values)
    assert answer.status_code == 200
    assert "101\n102" in answer.text


async def test_an_auditor_looks_and_changes_nothing(house: House) -> None:
    archive = house.front.archive
    await give_office(archive, house.person(MANAGER), Office.AUDITOR, datetime.now(UTC))
    path = f"/hr/cycles/{house.launched.id}/people"
    async with house.visitor(MANAGER) as client:
        shown = await client.get(path)
        refused = await _chosen(client, house, path)
        ratings = await client.get(f"/hr/cycles/{house.launched.id}")
    assert shown.status_code == 200
    assert 'type="checkbox"' not in shown.text
    assert refused.status_code == 403
    assert ratings.status_code == 200


async def _chosen(client: httpx2.AsyncClient, house: House, path: str) -> httpx2.Response:
    values = {"review": str(house.review(REVIEWEE)), "do": "nudge"}
    return await post(client, f"{path}/chosen", values, path)

"""A panel's program at the board: what it sees, moves, and locks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from storage.views import ViewsAsked, views_found
from tests.gateway.board_scene import Scene, scene_on
from tests.gateway.program import once, program
from tests.workflow.company import HEAD, HR
from tests.workflow.engine import engine_on


@pytest.fixture
async def scene(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[Scene]:
    """Everybody is rated at level 3, and the session has begun."""
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        scene_on(engine, tmp_path) as scene,
    ):
        await scene.meet()
        yield scene
        await engine.dismiss()


async def test_a_rating_is_moved_once_and_never_over_somebody_elses_move(scene: Scene) -> None:
    path = f"/boards/{scene.panel.session}"
    row = f"{path}/rows/{scene.panel.reviews['101'].plan.review}"
    async with program(scene.house, HR) as client:
        before = (await client.get(row)).json()
        sent = {
            "rating": 4,
            "reason_code": "evidence",
            "reason": "Two projects.",
            "basis": before["basis"],
            "proposed": before["proposed"],
        }
        key = once("move-of-101")
        moved = [await client.post(f"{row}/moves", json=sent, headers=key) for _ in range(2)]
        assert moved[0].status_code == 200, moved[0].text
        assert moved[0].json() == moved[1].json()
        stale = await client.post(f"{row}/moves", json={**sent, "rating": 2}, headers=once())
        assert (stale.status_code, stale.json()["code"]) == (409, "row_has_moved")
        board = (await client.get(path)).json()
        levels = {c["name"]: c["level"] for col in board["columns"] for c in col["cards"]}
        assert sorted(levels.values()).count(4) == 1
        (move,) = (await client.get(row)).json()["moves"]
        assert (move["after"]["value"], move["words"]) == (4, "Two projects.")


async def test_a_session_is_weighed_led_and_locked(scene: Scene) -> None:
    path = f"/boards/{scene.panel.session}"
    async with program(scene.house, HR) as client:
        assert (await client.get(f"{path}/lock")).json()["is_possible"]
        named = await client.post(f"{path}/co-facilitators", json={"person": HEAD}, headers=once())
        assert named.status_code == 200, named.text
        (co,) = (await client.get(path)).json()["co_facilitators"]
        assert co["person"] == str(scene.house.person(HEAD))
        locked = await client.post(f"{path}/lock", json={}, headers=once())
        assert locked.status_code == 200, locked.text
        late = await client.post(f"{path}/lock", json={}, headers=once())
        assert late.status_code == 409
        cycle = f"/cycles/{scene.panel.launched.id}/sessions"
        (listed,) = (await client.get(cycle)).json()
        assert (listed["is_locked"], listed["reviews"]) == (True, 3)


async def test_a_panel_member_sees_neither_their_own_row_nor_more_than_the_table(
    scene: Scene,
) -> None:
    path = f"/boards/{scene.panel.session}"
    own = f"{path}/rows/{scene.panel.reviews['10'].plan.review}"
    async with program(scene.house, "10") as client:
        board = (await client.get(path)).json()
        assert board["hidden"] == {"own": 1}
        assert str(scene.panel.reviews["10"].plan.review) not in str(board)
        assert (await client.get(own)).status_code == 404
        assert (await client.post(f"{path}/lock", json={}, headers=once())).status_code == 403
    async with program(scene.house, "101") as stranger:
        assert (await stranger.get(path)).status_code == 404


async def test_who_looked_at_a_board_is_noted_for_each_thing_they_looked_at(scene: Scene) -> None:
    board, reader = f"/boards/{scene.panel.session}", scene.house.person(HR)
    review = scene.panel.reviews["101"].plan.review
    async with program(scene.house, HR) as client, scene.house.visitor(HR) as browser:
        for place in (board, f"{board}/rows/{review}", f"{board}/lock"):
            assert (await client.get(place)).status_code == 200
        for place in (scene.path, scene.row("101"), f"{scene.row('101')}/history"):
            assert (await browser.get(place)).status_code == 200
        assert (await browser.get(f"{scene.path}/lock")).status_code == 200
    hosts = scene.house.front.archive.hosts
    seen = [each.view.what for each in await views_found(hosts, ViewsAsked(viewer=reader), 20)]
    behind = ["what stands behind a rating"] * 2
    assert sorted(seen) == ["calibration board"] * 4 + ["rating at the board", *behind]

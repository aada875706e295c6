"""Ratings are moved on the board, one row at a time, and nothing of it is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.calibration.events import RatingMoved
from tests.gateway.board_scene import Scene, scene_on
from tests.workflow.company import HEAD, HR
from tests.workflow.engine import engine_on


@pytest.fixture
async def scene(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[Scene]:
    """Everybody is rated 3, and the panel meets."""
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        scene_on(engine, tmp_path) as scene,
    ):
        await scene.meet()
        yield scene
        await engine.dismiss()


async def moves(scene: Scene) -> int:
    return sum(isinstance(fact, RatingMoved) for fact in await scene.panel.facts())


async def test_a_rating_moves_with_its_reason_and_the_next_reader_sees_both(scene: Scene) -> None:
    async with scene.house.visitor(HEAD) as head, scene.house.visitor(HR) as hr:
        moved = await scene.move(head, "101", 4, "Two projects were forgotten.")
        assert (moved.status_code, moved.headers["location"].partition("?")[0]) == (303, scene.path)
        row, board = (await hr.get(scene.row("101"))).text, (await hr.get(scene.path)).text
    assert "Two projects were forgotten." in row
    assert board.index('data-level="4"') < board.index(">moved</span>")


async def test_who_moves_a_row_that_moved_meanwhile_sees_both_and_decides_again(
    scene: Scene,
) -> None:
    async with scene.house.visitor(HEAD) as head, scene.house.visitor(HR) as hr:
        early = (await hr.get(scene.row("101"))).text
        await scene.move(head, "101", 4, "Two projects were forgotten.")
        late = await scene.send(hr, early, "101", 2, "The audit was missed.")
        assert late.status_code == 409
        assert "Two projects were forgotten." in late.text
        assert "The audit was missed." in late.text
        assert await moves(scene) == 1
        again = await scene.send(hr, late.text, "101", 2, "The audit was missed.")
    assert again.status_code == 303
    assert await moves(scene) == 2


async def test_a_form_that_is_sent_twice_moves_once(scene: Scene) -> None:
    async with scene.house.visitor(HEAD) as head:
        form = (await head.get(scene.row("102"))).text
        answers = [await scene.send(head, form, "102", 4, "Why not.") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert await moves(scene) == 1


async def test_a_move_without_words_names_what_is_missing_and_keeps_the_rest(scene: Scene) -> None:
    async with scene.house.visitor(HEAD) as head:
        wordless = await scene.move(head, "101", 5, "  ")
    assert wordless.status_code == 422
    assert "Say in words why the rating moves." in wordless.text
    assert '<option value="5" selected>' in wordless.text
    assert await moves(scene) == 0


async def test_two_at_the_table_see_one_another_and_the_row_each_has_open(scene: Scene) -> None:
    async with scene.house.visitor(HEAD) as head, scene.house.visitor(HR) as hr:
        await head.get(scene.row("101"))
        assert "<bdi>Person 1</bdi> has this row open, too" in (await hr.get(scene.row("101"))).text
        seen = (await hr.get(scene.path)).text
        assert "<bdi>Person 1</bdi>, with the row of <bdi>Person 101</bdi> open" in seen
        await head.get(scene.path)
        assert "open, too" not in (await hr.get(scene.row("101"))).text


async def test_nobody_sees_or_moves_what_is_hidden_from_them(scene: Scene) -> None:
    async with scene.house.visitor("10") as manager:
        board = (await manager.get(scene.path)).text
        own = await manager.get(scene.row("10"))
        form = (await manager.get(scene.row("101"))).text
        sent = await scene.send(manager, form, "10", 5, "I was very good.")
    assert "1 row is not shown to you because" in board
    assert "<bdi>Person 10</bdi></h4>" not in board
    assert "<dt>People with a rating</dt><dd>2</dd>" in board
    assert (own.status_code, sent.status_code) == (404, 404)
    assert await moves(scene) == 0


async def test_who_does_not_sit_at_a_board_finds_no_board(scene: Scene) -> None:
    async with scene.house.visitor("101") as reviewee:
        answers = [
            await reviewee.get(path)
            for path in (scene.path, f"{scene.path}/live", f"{scene.path}/lock", scene.row("102"))
        ]
    assert {answer.status_code for answer in answers} == {404}

"""What changes on a board reaches those who look at it: late ratings, scores, reasons."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import JsonValue
from temporalio.client import Client

from domain.review.events import CalibrationSettled
from domain.views.notices import Reason
from gateway.board.table import Tables
from storage.read_models.cycles import cycle_of
from storage.read_models.outbox import waiting_notices
from tests.gateway.board_scene import Scene, scene_on
from tests.workflow.company import HEAD, HR
from tests.workflow.engine import engine_on
from tests.workflow.under_way import Words

EXPECTATIONS: JsonValue = {"Accountabilities": 5, "Skills": 4, "Values and behaviours": 5}


@pytest.fixture
async def scene(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[Scene]:
    """Nobody is rated yet."""
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        scene_on(engine, tmp_path) as scene,
    ):
        yield scene
        await engine.dismiss()


async def test_a_board_says_who_owes_a_rating_and_changes_once_it_is_in(scene: Scene) -> None:
    async with scene.house.visitor("10") as manager:
        board = (await manager.get(scene.path)).text
        history = await manager.get(f"{scene.row('101')}/history")
    assert board.count("has yet to rate") == 2
    assert (history.status_code, "no earlier rating" in history.text) == (200, True)
    cycle = await cycle_of(scene.house.front.archive.readers, scene.panel.launched.id)
    assert cycle is not None
    table = Tables(scene.house.front).at(cycle, scene.panel.session)
    before = await table.pulse()
    assert await table.pulse() == before
    await scene.rate({"101": 4})
    assert await table.pulse() != before
    assert table.shown is not None
    assert {row.proposed for row in table.shown.rows} == {None, 4}


async def test_the_score_appears_beside_the_rating_and_says_when_it_is_far(scene: Scene) -> None:
    words: Words = {"rating": 3, "expectations": EXPECTATIONS, "reasons": "Events."}
    await scene.panel.reviews["101"].submit("rate", scene.panel["10"], words=words)
    await scene.house.settled()
    async with scene.house.visitor(HR) as hr:
        first = (await hr.get(scene.path)).text
        await scene.house.app.state.board_tables.scores.rest()
        then = (await hr.get(scene.path)).text
    assert "1 score is still being worked out" in first
    assert "score 4.7" in then
    assert "a level or more from the score" in then


async def test_a_moved_rating_is_announced_to_the_manager_without_its_level(scene: Scene) -> None:
    await scene.meet()
    async with scene.house.visitor(HEAD) as head:
        await scene.move(head, "101", 4)
    await scene.panel.lock()
    await scene.panel.reviews["101"].until_told(CalibrationSettled)
    await scene.house.settled()
    readers, cycle = scene.house.front.archive.readers, scene.panel.launched.id
    told = [n for n in await waiting_notices(readers, cycle) if n.review is not None]
    settled = [n for n in told if n.notice.reason is Reason.RATING_SETTLED]
    assert [(n.notice.recipient, n.reviewee) for n in settled] == [
        (scene.panel["10"], scene.panel["101"])
    ]

"""Who leads a session locks it; late ratings are merged, and reasons reach the manager."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import NAMESPACE_OID, uuid4, uuid5

import httpx2
import pytest
from temporalio.client import Client

from domain.calibration.events import SessionLocked
from domain.definition.words import GuidelineUse
from domain.offices import Office
from domain.review.events import CalibrationSettled
from gateway.calibration_reasons import moves_seen_by, panel_told
from gateway.offices import give_office
from storage.read_models.ratings import rating_of_review
from storage.read_models.reviews import ReviewLine, review_of
from storage.read_models.viewing import viewing
from tests.gateway.board_scene import DURING, Scene, scene_on
from tests.gateway.house import post
from tests.workflow.company import HEAD, HEAD_OF_HR, HR
from tests.workflow.engine import Engine, engine_on


@pytest.fixture
async def engine(database: str, temporal_client: Client) -> AsyncIterator[Engine]:
    """An engine at work whose pages are kept up."""
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
    ):
        yield engine
        await engine.dismiss()


async def lock(scene: Scene, browser: httpx2.AsyncClient, reason: str = "") -> httpx2.Response:
    values = {"request": str(uuid5(NAMESPACE_OID, reason)), "reason": reason}
    return await post(browser, f"{scene.path}/lock", values, scene.path)


async def settled(scene: Scene, number: str) -> ReviewLine:
    """Wait until a review has its result, and give it."""
    await scene.panel.reviews[number].until_told(CalibrationSettled)
    await scene.house.settled()
    line = await review_of(scene.house.front.archive.readers, scene.house.review(number))
    assert line is not None
    return line


async def test_a_lock_is_told_beforehand_written_back_and_explained_to_the_manager(
    engine: Engine, tmp_path: Path
) -> None:
    async with scene_on(engine, tmp_path) as scene, scene.house.visitor(HR) as hr:
        await scene.meet()
        async with scene.house.visitor(HEAD) as head:
            await scene.move(head, "101", 4, "Two projects were forgotten.")
            assert (await head.get(f"{scene.path}/lock")).status_code == 403
        told = (await hr.get(f"{scene.path}/lock")).text
        assert "3 ratings are settled, 1 of those you see" in told
        assert (await lock(scene, hr)).status_code == 303
        (line, *_) = [await settled(scene, number) for number in ("101", "102", "10")]
        assert "Every review has its result." in (await hr.get(scene.path)).text
        archive, definition = scene.house.front.archive, scene.panel.launched.request.definition
        look = await viewing(archive.readers, line.review, scene.panel["10"])
        (seen,) = await moves_seen_by(archive, line, definition, look)
        assert (seen.before and seen.before.value, seen.after.value) == (3, 4)
        assert (seen.words, seen.by) == ("Two projects were forgotten.", None)
        own = await viewing(archive.readers, line.review, scene.panel["101"])
        assert await moves_seen_by(archive, line, definition, own) == ()


async def test_a_lock_may_need_a_reason_and_keeps_what_somebody_was_typing(
    engine: Engine, tmp_path: Path
) -> None:
    rules = {"guideline_use": GuidelineUse.WARN}
    async with scene_on(engine, tmp_path, **rules) as scene, scene.house.visitor(HR) as hr:
        await scene.meet()
        form = (await hr.get(scene.row("102"))).text
        assert "The lock asks for a reason." in (await hr.get(f"{scene.path}/lock")).text
        assert (await lock(scene, hr)).status_code == 409
        assert (await lock(scene, hr, "A small group.")).status_code == 303
        await scene.panel.handle.result()
        late = await scene.send(hr, form, "102", 5, "Too late, but not lost.")
        assert late.status_code == 409
        assert "its ratings can no longer be moved" in late.text
        assert (await lock(scene, hr)).status_code == 303
        assert len([f for f in await scene.panel.facts() if isinstance(f, SessionLocked)]) == 1


async def test_a_rating_after_the_lock_stands_as_it_is_given(
    engine: Engine, tmp_path: Path
) -> None:
    async with scene_on(engine, tmp_path, lock_without_missing=True) as scene:
        await scene.rate({"10": 3, "102": 3})
        await scene.panel.until(DURING)
        async with scene.house.visitor(HR) as hr:
            board = (await hr.get(scene.path)).text
            assert "<bdi>Person 101</bdi>: <bdi>Person 10</bdi> has yet to rate" in board
            missing = await scene.move(hr, "101", 4)
            assert "the panel moves a rating once it is there" in missing.text
            assert (
                "Those people get the rating of their manager"
                in (await hr.get(f"{scene.path}/lock")).text
            )
            assert (await lock(scene, hr)).status_code == 303
            line = await settled(scene, "101")
            archive = scene.house.front.archive
            before = await panel_told(archive, line, is_rated=False)
            await scene.rate({"101": 5})
            after = await panel_told(archive, line, is_rated=True)
            rating = await rating_of_review(archive.readers, line.review)
            assert "rated after the lock: it stands" in (await hr.get(scene.path)).text
    assert before is not None
    assert "stands as you give it" in before.sentence
    assert after is not None
    assert "had locked its session" in after.sentence
    assert (rating and rating.final, rating and rating.calibrated) == (5, None)


async def test_a_co_facilitator_may_lock_and_is_named_by_who_leads_or_hr(
    engine: Engine, tmp_path: Path
) -> None:
    async with scene_on(engine, tmp_path) as scene, scene.house.visitor(HR) as hr:
        await scene.meet()
        async with scene.house.visitor(HEAD_OF_HR) as head_of_hr:
            assert (await head_of_hr.get(scene.path)).status_code == 404
            named = {"request": str(uuid4()), "person": HEAD_OF_HR}
            assert (await post(hr, f"{scene.path}/co-facilitators", named)).status_code == 303
            assert "Lock the session" in (await head_of_hr.get(scene.path)).text
            nobody = {"request": str(uuid4()), "person": "999"}
            assert (await post(hr, f"{scene.path}/co-facilitators", nobody)).status_code == 422
            assert (await head_of_hr.get(f"{scene.path}/co-facilitators")).status_code == 403
            assert (await lock(scene, head_of_hr)).status_code == 303


async def test_an_hr_admin_sees_every_board_and_moves_nothing_before_being_named(
    engine: Engine, tmp_path: Path
) -> None:
    async with scene_on(engine, tmp_path) as scene, scene.house.visitor(HEAD_OF_HR) as admin:
        await scene.meet()
        archive, person = scene.house.front.archive, scene.panel[HEAD_OF_HR]
        await give_office(archive, person, Office.HR_ADMIN, scene.house.front.now())
        assert "Look at" in (await admin.get(scene.path)).text
        assert (await scene.move(admin, "101", 5)).status_code == 403
        named = {"request": str(uuid4()), "person": HEAD_OF_HR}
        page = f"{scene.path}/co-facilitators"
        assert (await post(admin, page, named)).status_code == 303
        assert (await scene.move(admin, "101", 5)).status_code == 303
        assert scene.path in (await admin.get("/board")).text
        await leads_those_to_the_board_who_may_see_it(scene, admin)


async def leads_those_to_the_board_who_may_see_it(scene: Scene, admin: httpx2.AsyncClient) -> None:
    """From the cycle to the board and back; an auditor reads how far the session is."""
    house, at = scene.house, scene.house.front.now()
    sessions = f"/hr/cycles/{house.launched.id}/calibration"
    assert f'href="{scene.path}"' in (await admin.get(sessions)).text
    assert f'href="{sessions}"' in (await admin.get(scene.path)).text
    await give_office(house.front.archive, house.person("103"), Office.AUDITOR, at)
    async with house.visitor("103") as auditor, house.visitor("10") as panel:
        followed = (await auditor.get(sessions)).text
        assert "not yours to see" in followed
        assert "/board/" not in followed
        assert (await panel.get(sessions)).status_code == 404


async def test_managers_do_not_see_their_own_reports_where_the_cycle_says_so(
    engine: Engine, tmp_path: Path
) -> None:
    async with scene_on(engine, tmp_path, hide_own_reports=True) as scene:
        await scene.rate({"101": 3, "102": 2})
        async with scene.house.visitor("10") as manager, scene.house.visitor(HEAD) as head:
            kept = (await manager.get(scene.path)).text
            assert "2 rows are not shown to you because" in kept
            assert (await manager.get(scene.row("101"))).status_code == 404
            assert "1 row is not shown to you" in (await head.get(scene.path)).text

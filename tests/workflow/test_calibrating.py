from pathlib import Path

import pytest

from domain.calibration import events as calibration
from domain.review import events as e
from domain.review.verdict import Verdict
from gateway.asking import Refused
from tests.workflow.company import HEAD, HR
from tests.workflow.engine import Engine
from tests.workflow.panel import Panel, panel_on
from tests.workflow.under_way import berlin


@pytest.fixture
async def panel(office: Engine, tmp_path: Path) -> Panel:
    """A manager and two reports in one session; nobody is rated yet."""
    return await panel_on(office, tmp_path)


async def test_a_locked_session_tells_its_reviews_and_they_go_on(panel: Panel) -> None:
    await panel.rate_everybody()
    await panel.until("2026-11-13 10:00")
    await panel.move("101", HEAD)
    await panel.lock()
    await panel.handle.result()
    for number, review in panel.reviews.items():
        await review.until_told(e.CalibrationSettled)
        (settled,) = await review.all(e.CalibrationSettled)
        assert (settled.content is not None) is (number == "101")
    await panel.reviews["101"].submit("share", panel["10"], Verdict.SHARED, words=None)


async def test_a_session_is_not_locked_while_ratings_are_missing(panel: Panel) -> None:
    await panel.rate("101", "10", 3)
    await panel.until("2026-11-13 10:00")
    with pytest.raises(Refused, match="2 managers have not rated yet") as refused:
        await panel.lock()
    assert refused.value.refusal == "ratings_missing"
    assert [type(fact) for fact in await panel.facts()] == [calibration.SessionOpened]


async def test_nobody_moves_their_own_rating_nor_that_of_whom_they_report_to(panel: Panel) -> None:
    await panel.until("2026-11-13 10:00")
    with pytest.raises(Refused, match="Nobody moves their own rating"):
        await panel.move("10", "10")
    with pytest.raises(Refused, match="Only the panel"):
        await panel.move("10", "101")
    assert len(await panel.facts()) == 1


async def test_a_session_that_has_not_begun_moves_nothing(panel: Panel) -> None:
    with pytest.raises(Refused, match="has not begun yet"):
        await panel.move("101", HEAD)


async def test_a_move_sent_twice_is_recorded_once(panel: Panel) -> None:
    await panel.until("2026-11-13 10:00")
    await panel.move("101", HEAD)
    await panel.move("101", HEAD)
    moved = [fact for fact in await panel.facts() if isinstance(fact, calibration.RatingMoved)]
    assert len(moved) == 1


async def test_a_session_nobody_locks_reminds_who_facilitates_it(panel: Panel) -> None:
    await panel.until("2026-12-10 10:00")
    reminded = [
        fact for fact in await panel.facts() if isinstance(fact, calibration.FacilitatorReminded)
    ]
    assert [berlin(fact.at) for fact in reminded] == ["Thu 19 Nov 08:00"]
    assert {fact.recipient for fact in reminded} == {panel[HR]}

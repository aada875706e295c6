import asyncio
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType

from activities import quiet_reviews
from domain.definition.conversation import FeedbackRules
from domain.feedback.events import FeedbackMissed
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import quiet_stream, review_id
from gateway.feedback import Giving, give_feedback
from storage.read_models.waiting import wait_for
from tests.unit.review.sample_plan import local
from tests.workflow.company import Launched, annual, hire
from tests.workflow.engine import Engine
from tests.workflow.under_way import berlin, until_it_waits

TEAM = ("101", "102")
LOOKS = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
TIMERS = EventType.EVENT_TYPE_TIMER_STARTED


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet_reviews, "PAGE_SIZE", 1)


async def launched_with(office: Engine, folder: Path, rules: FeedbackRules | None) -> Launched:
    """A cycle that runs, and waits."""
    definition = annual().model_copy(update={"feedback": rules})
    launched = await (await hire(office, folder, 8)).launch(definition, reviewees=TEAM)
    await until_it_waits(launched.handle)
    async with asyncio.timeout(30):
        while not await count(launched, TIMERS):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    await wait_for(office.archive.readers, await office.archive.store.head(), 20)
    return launched


async def until(launched: Launched, moment: str) -> None:
    """Let time pass for the cycle until that moment in Berlin."""
    engine, tempo = launched.company.engine, launched.request.tempo
    now = tempo.virtual(await engine.skipper.get_current_time(launched.handle))
    await engine.advance(launched.handle, local(moment) - now)


async def praise(launched: Launched, receiver: str, moment: str) -> None:
    """Let a manager praise somebody at that moment of the year."""
    company, archive = launched.company, launched.company.engine.archive
    giving = Giving(
        request=moment,
        giver=company["10"],
        receiver=company[receiver],
        kind=FeedbackKind.PRAISE,
        visible_to=VisibleTo.RECEIVER,
        words="You kept the line running.",
        at=local(moment),
    )
    await give_feedback(archive, giving)


async def missed(launched: Launched, number: str) -> list[FeedbackMissed]:
    """What was pointed out about the review of somebody."""
    stream = quiet_stream(review_id(launched.id, launched.company[number]))
    recorded = await launched.company.engine.archive.journal.read(stream)
    return [each.event for each in recorded if isinstance(each.event, FeedbackMissed)]


async def count(launched: Launched, kind: "EventType.ValueType") -> int:
    history = await launched.handle.fetch_history()
    return sum(event.event_type == kind for event in history.events)


async def test_a_manager_hears_once_of_each_quiet_time_of_a_review(
    office: Engine, tmp_path: Path
) -> None:
    launched = await launched_with(office, tmp_path, FeedbackRules(quiet_days=60))
    await praise(launched, "102", "2026-02-10 10:00")
    await until(launched, "2026-03-20 10:00")
    (told,) = await missed(launched, "101")
    assert (told.manager, told.quiet_since) == (launched.company["10"], None)
    assert berlin(told.at).startswith("Fri 06 Mar")
    assert await missed(launched, "102") == []
    await praise(launched, "101", "2026-03-20 11:00")
    await until(launched, "2026-07-20 10:00")
    assert [str(each.quiet_since) for each in await missed(launched, "101")] == [
        "None",
        "2026-03-20",
    ]
    assert [str(each.quiet_since) for each in await missed(launched, "102")] == ["2026-02-10"]


async def test_a_look_costs_a_timer_and_an_activity_a_month(office: Engine, tmp_path: Path) -> None:
    launched = await launched_with(office, tmp_path, FeedbackRules())
    before = await count(launched, LOOKS) + await count(launched, TIMERS)
    await until(launched, "2026-07-10 10:00")
    spent = await count(launched, LOOKS) + await count(launched, TIMERS) - before
    assert spent == 2 * 6


async def test_a_cycle_that_does_not_look_after_feedback_never_looks(
    office: Engine, tmp_path: Path
) -> None:
    launched = await launched_with(office, tmp_path, None)
    before = await count(launched, LOOKS)
    await until(launched, "2026-11-10 10:00")
    assert await count(launched, LOOKS) == before
    assert await missed(launched, "101") == []

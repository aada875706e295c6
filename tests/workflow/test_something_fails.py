import asyncio

import pytest

from domain.definition.words import Role
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.verdict import Verdict
from gateway import asking
from gateway.asking import OnItsWay
from storage.journal import Entry
from tests.unit.review.sample_plan import (
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    goal_setting,
    of_one,
    plan,
    step,
)
from tests.workflow.engine import Engine
from tests.workflow.under_way import UnderWay
from workflows.messages import Receipt


async def append_from_outside(engine: Engine, review: UnderWay, command: c.Command) -> None:
    """Record a decision that the workflow knows nothing of, as a repair by hand would."""
    state = fold(await review.facts())
    events = decide(state, command.stamped(await review.now()))
    entries = [Entry(event) for event in events]
    await engine.archive.journal.append(review.plan.review, state.version, entries)


async def test_a_submission_while_no_worker_runs_is_on_its_way_and_then_recorded_once(
    idle_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 1.0)
    review = await idle_engine.record_opening(plan(goal_setting()))
    await idle_engine.start(review)
    assert await review.submit("propose_goals", request="once") == OnItsWay("once")
    assert await review.all(e.StepSubmitted) == []
    monkeypatch.setattr(asking, "PATIENCE", 30.0)
    async with idle_engine.at_work():
        assert isinstance(await review.submit("propose_goals", request="once"), Receipt)
    assert len(await review.all(e.StepSubmitted)) == 1


async def test_reminders_wait_for_a_worker_and_are_sent_once(idle_engine: Engine) -> None:
    review = await idle_engine.record_opening(of_one(step("notes")))
    async with idle_engine.at_work():
        await idle_engine.start(review)
        await review.until_it_waits()
    forward = asyncio.ensure_future(review.until("2026-03-16 10:00"))
    await asyncio.sleep(0.2)
    assert await review.all(e.AssigneeReminded) == []
    async with idle_engine.at_work():
        await forward
    assert len(await review.all(e.AssigneeReminded)) == 2


async def test_a_log_that_moved_on_is_read_again_and_the_submission_goes_in(engine: Engine) -> None:
    review = await engine.begin(of_one(step("feedback", Role.PEER)))
    behind_its_back = await review.submission("feedback", ONE_PEER, request="by hand")
    await append_from_outside(engine, review, behind_its_back)
    assert isinstance(await review.submit("feedback", OTHER_PEER), Receipt)
    assert [fact.actor for fact in await review.all(e.StepSubmitted)] == [ONE_PEER, OTHER_PEER]
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_what_was_recorded_behind_its_back_is_not_recorded_again(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    asked = await review.submission("propose_goals", request="once")
    await append_from_outside(engine, review, asked)
    assert isinstance(await review.submit("propose_goals", request="once"), Receipt)
    await review.submit("agree_goals", MANAGER, Verdict.AGREED)
    assert len(await review.all(e.StepSubmitted)) == 2


async def test_a_review_started_anew_from_its_log_reminds_nobody_twice(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes")))
    await review.until("2026-03-12 10:00")
    await review.handle.terminate()
    await engine.start(review)
    await review.until_it_waits()
    await review.until("2026-03-16 10:00")
    assert await review.when(e.AssigneeReminded) == ["Wed 11 Mar 09:00", "Fri 13 Mar 09:00"]

"""Two builds side by side: a review stays on its own until it moves over, and loses nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from domain.definition.deadlines import Reminders
from domain.definition.words import Role, Start
from domain.review import events as e
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    goal_setting,
    of_one,
    plan,
    step,
)
from tests.upgrade.next_build import NextReview
from tests.upgrade.two_builds import (
    FIRST,
    NEXT,
    at_work,
    build_of,
    let_no_build_be_current,
    promote,
    until_on,
)
from tests.workflow.engine import Engine
from workers import builds
from workers.draining import drained
from workflows.messages import Receipt


@pytest.fixture
async def first(engine: Engine) -> AsyncIterator[Engine]:
    """An engine on which the first build is at work and current."""
    async with at_work(engine, FIRST):
        await promote(engine.client, FIRST)
        yield engine


async def test_a_review_stays_on_its_build_while_new_ones_begin_on_the_next(first: Engine) -> None:
    old = await first.begin(plan(goal_setting()))
    async with at_work(first, NEXT):
        before = await first.begin(plan(goal_setting()))
        await promote(first.client, NEXT)
        new = await first.begin(plan(goal_setting()))
        assert [await build_of(review) for review in (old, before, new)] == [FIRST, FIRST, NEXT]
        history = await old.handle.fetch_history()
        mixed_up = Replayer(
            workflows=[NextReview],
            data_converter=first.client.data_converter,
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        with pytest.raises(NondeterminismError):
            await mixed_up.replay_workflow(WorkflowHistory("r", history.events))


async def test_who_hands_in_in_mid_stage_is_answered_and_moves_the_review_over(
    first: Engine,
) -> None:
    review = await first.begin(plan(goal_setting()))
    await review.submit("propose_goals", request="the first")
    async with at_work(first, NEXT):
        await promote(first.client, NEXT)
        sent_back = await review.submit("agree_goals", MANAGER, Verdict.SENT_BACK)
        assert isinstance(sent_back, Receipt)
        await until_on(review, NEXT)
        assert isinstance(await review.submit("propose_goals", request="the first"), Receipt)
        assert len(await review.all(e.StepSubmitted)) == 1
        await review.submit("propose_goals")
        await review.submit("agree_goals", MANAGER, Verdict.AGREED)
        assert [len(await review.all(kind)) for kind in (e.StepSentBack, e.StepSubmitted)] == [1, 3]
        assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_all_who_hand_in_at_once_are_answered_though_the_review_moves_over(
    first: Engine,
) -> None:
    together = [step(f"notes_{number}", starts=Start.WITH_STAGE) for number in range(4)]
    feedback = step("feedback", Role.PEER, starts=Start.WITH_STAGE)
    review = await first.begin(of_one(*together, feedback))
    async with at_work(first, NEXT):
        await promote(first.client, NEXT)
        answers = await asyncio.gather(
            *(review.submit(each.id) for each in together),
            *(review.submit("feedback", peer) for peer in (ONE_PEER, OTHER_PEER)),
        )
        assert all(isinstance(answer, Receipt) for answer in answers)
        assert len(await review.all(e.StepSubmitted)) == 6
        assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_time_moves_a_review_over_and_reminds_nobody_twice(first: Engine) -> None:
    often = step("notes", reminders=Reminders(before=(9, 8, 7)))
    review = await first.begin(of_one(often))
    await review.until("2026-03-03 20:00")
    async with at_work(first, NEXT):
        await promote(first.client, NEXT)
        assert await build_of(review) == FIRST
        await review.until("2026-03-04 20:00")
        await until_on(review, NEXT)
        await review.until("2026-03-06 20:00")
    days = [moment.split(" ")[0] for moment in await review.when(e.AssigneeReminded)]
    assert days == ["Tue", "Wed", "Thu"]


async def test_reviews_that_wait_for_months_move_over_when_they_are_woken_and_back(
    first: Engine,
) -> None:
    reviews = [await first.begin(of_one(step("notes"))) for _ in range(2)]
    async with at_work(first, NEXT):
        for build, left in ((NEXT, FIRST), (FIRST, NEXT)):
            await promote(first.client, build)
            async with asyncio.timeout(20):
                while await builds.move_over(first.client, left):  # noqa: ASYNC110 - listed late
                    await asyncio.sleep(0.05)
            assert [await build_of(review) for review in reviews] == [build] * 2
        counted = {known.name: known.running for known in await builds.builds(first.client)}
        assert counted == {NEXT: 0, FIRST: 2}
        assert isinstance(await reviews[0].submit("notes"), Receipt)


async def test_a_build_is_drained_until_nothing_is_left_and_not_the_current_one(
    first: Engine,
) -> None:
    review = await first.begin(of_one(step("notes")))
    async with at_work(first, NEXT):
        await promote(first.client, NEXT)
        async with asyncio.timeout(30):
            left = [number async for number in drained(first.client, FIRST, pause=0.05)]
        assert left[-1] == 0
        assert [number async for number in drained(first.client, FIRST)] == [0]
        assert await build_of(review) == NEXT
        with pytest.raises(builds.BuildIsCurrent):
            _ = [number async for number in drained(first.client, NEXT)]
        await promote(first.client, FIRST)


async def test_what_began_before_there_were_builds_is_carried_on_by_the_first(
    engine: Engine,
) -> None:
    await let_no_build_be_current(engine.client)
    async with at_work(engine, None):
        review = await engine.begin(plan(goal_setting()))
        await review.submit("propose_goals")
    async with at_work(engine, FIRST):
        await promote(engine.client, FIRST)
        await review.submit("agree_goals", MANAGER, Verdict.AGREED)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)

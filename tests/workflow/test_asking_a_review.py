import asyncio
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType

from domain.content import ContentRef
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import StageId
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from gateway.asking import AlreadyOver, OnItsWay, Refused, Wish, ask
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    STRANGER,
    goal_setting,
    of_one,
    plan,
    step,
)
from tests.workflow.engine import Engine
from workflows.messages import Receipt

UPDATES = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED


async def test_a_refusal_reaches_the_person_with_its_sentence_and_its_code(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    with pytest.raises(Refused, match="belongs to somebody else") as refused:
        await review.submit("propose_goals", STRANGER)
    assert refused.value.refusal == "not_your_step"


async def test_a_refusal_leaves_nothing_in_log_or_history(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    facts, history = await review.facts(), len(await review.history())
    for person, name in ((MANAGER, "propose_goals"), (MANAGER, "agree_goals"), (HR, "dance")):
        with pytest.raises(Refused):
            await review.submit(name, person)
    assert await review.facts() == facts
    assert await review.count(UPDATES) == 0
    assert len(await review.history()) == history


async def test_the_same_submission_twice_is_recorded_once(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    first = await review.submit("propose_goals", request="once")
    assert await review.submit("propose_goals", request="once") == first
    assert len(await review.all(e.StepSubmitted)) == 1
    assert await review.count(UPDATES) == 1


async def test_two_people_at_the_same_moment_are_both_heard(engine: Engine) -> None:
    review = await engine.begin(of_one(step("feedback", Role.PEER)))
    await asyncio.gather(review.submit("feedback", ONE_PEER), review.submit("feedback", OTHER_PEER))
    assert {event.actor for event in await review.all(e.StepSubmitted)} == {ONE_PEER, OTHER_PEER}
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_of_two_answers_to_one_step_the_later_is_refused(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    answers = await asyncio.gather(
        review.submit("propose_goals"), review.submit("propose_goals"), return_exceptions=True
    )
    (refused,) = (answer for answer in answers if isinstance(answer, Refused))
    assert refused.refusal in {"step_already_closed", "step_not_yet_open"}
    assert len(await review.all(e.StepSubmitted)) == 1


async def test_words_that_are_not_there_are_refused_and_the_review_goes_on(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    asked = await review.submission("propose_goals", request="staged elsewhere")
    nowhere = ContentRef(id=uuid4(), subject=review.plan.reviewee, sha256="0" * 64)
    lost = asked.model_copy(update={"content": nowhere})
    wish = Wish(review.handle.id, "submit_step", lost, "staged elsewhere")
    with pytest.raises(Refused) as refused:
        await ask(engine.archive, engine.client, wish)
    assert refused.value.refusal == "content_not_found"
    await review.submit("propose_goals")
    assert len(await review.all(e.StepSubmitted)) == 1


async def test_a_change_told_by_a_machine_that_no_longer_fits_does_no_harm(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    unknown = c.Extend(stage=StageId("dancing"), by_rule=When(working_days=3), request="late")
    await review.handle.signal("stage_extended", unknown)
    assert isinstance(await review.submit("propose_goals"), Receipt)
    assert await review.all(e.StageExtended) == []


async def test_a_completed_review_says_that_it_is_over(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes")))
    await review.submit("notes")
    await review.handle.result()
    with pytest.raises(AlreadyOver, match="has ended"):
        await review.submit("notes", verdict=Verdict.SUBMITTED)


async def test_a_review_that_is_open_and_does_not_run_is_waited_for(idle_engine: Engine) -> None:
    review = await idle_engine.record_opening(plan(goal_setting()))
    assert isinstance(await review.submit("propose_goals"), OnItsWay)

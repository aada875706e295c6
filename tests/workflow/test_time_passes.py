from datetime import date

from temporalio.api.enums.v1 import EventType

from domain.definition.deadlines import When
from domain.definition.words import AtExpiry, Role
from domain.ids import StageId
from domain.review import commands as c
from domain.review import events as e
from tests.unit.review.sample_plan import (
    HEAD_OF_HR,
    HR,
    MANAGER,
    REVIEWEE,
    of_one,
    plan,
    stage,
    step,
)
from tests.workflow.engine import Engine

TIMERS = EventType.EVENT_TYPE_TIMER_STARTED


def by_days(days: int) -> c.Extend:
    return c.Extend(stage=StageId("only"), by_rule=When(working_days=days), request="extend")


def on_day(year: int, month: int, day: int) -> When:
    return When(on=date(year, month, day))


async def test_reminders_and_rungs_fire_from_durable_timers_on_their_days(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes")))
    await review.until("2026-04-15 10:00")
    assert await review.when(e.AssigneeReminded) == ["Wed 11 Mar 09:00", "Fri 13 Mar 09:00"]
    assert await review.when(e.RungReached) == ["Thu 19 Mar 09:00", "Mon 23 Mar 09:00"]
    assert [rung.recipient for rung in await review.all(e.RungReached)] == [MANAGER, HR]


async def test_a_step_done_in_time_reminds_nobody_and_climbs_nothing(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes"), step("talk", Role.MANAGER)))
    await review.until("2026-03-09 10:00")
    await review.submit("notes")
    await review.until("2026-03-17 10:00")
    await review.submit("talk", MANAGER)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)
    assert await review.all(e.AssigneeReminded) == []
    assert await review.all(e.RungReached) == []


async def test_a_postponed_deadline_starts_no_timer(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes")))
    await review.steer("extend", by_days(10))
    assert await review.count(TIMERS) == 1
    await review.until("2026-03-24 10:00")
    assert await review.all(e.AssigneeReminded) == []
    await review.until("2026-03-25 10:00")
    assert await review.when(e.AssigneeReminded) == ["Wed 25 Mar 09:00"]


async def test_a_deadline_brought_forward_pushes_the_timer(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes", due=When(working_days=30))))
    await review.until("2026-03-10 10:00")
    nearer = by_days(0).model_copy(update={"by_rule": on_day(2026, 3, 17)})
    await review.steer("extend", nearer)
    await review.until("2026-03-12 10:00")
    assert await review.when(e.AssigneeReminded) == ["Thu 12 Mar 09:00"]
    assert await review.count(TIMERS) == 3


async def test_a_timer_for_steps_that_are_done_does_not_wake_anybody(engine: Engine) -> None:
    far = stage("later", step("look_back"), opens=on_day(2026, 10, 5))
    review = await engine.begin(plan(stage("now", step("notes")), far))
    await review.submit("notes")
    await review.until("2026-09-01 10:00")
    assert await review.count(EventType.EVENT_TYPE_TIMER_FIRED) == 0
    assert await review.count(TIMERS) == 2


async def test_a_paused_review_lets_its_deadlines_pass_and_moves_them(engine: Engine) -> None:
    review = await engine.begin(of_one(step("notes")))
    await review.steer("pause", c.PauseReview(request="pause", by=HR))
    await review.until("2026-05-04 10:00")
    assert await review.all(e.AssigneeReminded) == []
    await review.steer("resume", c.ResumeReview(request="resume", by=HR))
    (moved,) = await review.all(e.DeadlineMoved)
    assert moved.cause == "pause"
    await review.until("2026-05-14 10:00")
    assert len(await review.all(e.AssigneeReminded)) == 1


async def test_an_expired_step_is_left_out_and_the_review_goes_on(engine: Engine) -> None:
    quiet = step("notes", at_expiry=AtExpiry.COMPLETE_WITHOUT, grace=2)
    review = await engine.begin(of_one(quiet, step("talk", Role.MANAGER)))
    await review.until("2026-03-19 10:00")
    (expired,) = await review.all(e.StepExpired)
    assert expired.assignee == REVIEWEE
    await review.submit("talk", MANAGER)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_a_blocked_step_is_owned_by_hr_until_somebody_is_named(engine: Engine) -> None:
    review = await engine.begin(of_one(step("talk", Role.MANAGER, seats=[None])))
    await review.until("2026-03-06 10:00")
    assert [rung.recipient for rung in await review.all(e.RungReached)] == [HR]
    assert await review.when(e.RungReached) == ["Wed 04 Mar 09:00"]
    await review.until("2026-03-10 10:00")
    assert [rung.recipient for rung in await review.all(e.RungReached)] == [HR, HEAD_OF_HR]

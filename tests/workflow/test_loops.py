from activities.starting import CALIBRATION_SETTLED, Settled
from domain.definition.words import Act, Role
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    SECOND_LINE,
    SESSION,
    goal_setting,
    of_one,
    plan,
    seat,
    sign_off,
    stage,
    step,
)
from tests.workflow.engine import Engine


async def test_goals_sent_back_are_proposed_again_with_a_new_deadline(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    await review.submit("propose_goals")
    await review.until("2026-03-19 10:00")
    await review.submit("agree_goals", MANAGER, Verdict.SENT_BACK)
    await review.until("2026-03-24 20:00")
    again = (await review.all(e.StepOpened))[-1]
    assert (again.step, again.round) == ("propose_goals", 2)
    reminded = [event for event in await review.all(e.AssigneeReminded) if event.round == 2]
    assert [event.due for event in reminded] == [again.due]
    await review.submit("propose_goals")
    await review.submit("agree_goals", MANAGER, Verdict.AGREED)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_a_dispute_is_answered_and_then_signed(engine: Engine) -> None:
    review = await engine.begin(plan(sign_off(), session=None))
    await review.submit("share", MANAGER, Verdict.SHARED, words=None)
    await review.submit("sign", verdict=Verdict.DISPUTED)
    await review.submit("resolve", SECOND_LINE, Verdict.UPHELD)
    await review.submit("sign", verdict=Verdict.ACKNOWLEDGED, words=None)
    last = (await review.facts())[-1]
    assert isinstance(last, e.ReviewCompleted)
    assert last.signature is Verdict.ACKNOWLEDGED


async def test_a_declined_signature_is_witnessed_by_hr(engine: Engine) -> None:
    review = await engine.begin(plan(sign_off(), session=None))
    await review.submit("share", MANAGER, Verdict.SHARED, words=None)
    await review.submit("sign", verdict=Verdict.DECLINED)
    await review.submit("witness", HR, Verdict.WITNESSED)
    last = (await review.facts())[-1]
    assert isinstance(last, e.ReviewCompleted)
    assert last.signature is Verdict.DECLINED


async def test_a_blocked_step_goes_to_whom_hr_names_and_is_done(engine: Engine) -> None:
    review = await engine.begin(of_one(step("talk", Role.MANAGER, seats=[None])))
    await review.until("2026-03-05 10:00")
    naming = c.HandOver(
        request="name", role=Role.MANAGER, from_person=None, to=seat(NEWCOMER, (HR, 3)), by=HR
    )
    await review.steer("hand_over", naming)
    await review.submit("talk", NEWCOMER)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)
    assert [rung.recipient for rung in await review.all(e.RungReached)] == [HR]


async def test_what_a_panel_locked_lets_the_review_go_on(engine: Engine) -> None:
    calibration = stage("calibration", step("calibrate", Role.PANEL, Act.CALIBRATE))
    review = await engine.begin(plan(calibration, sign_off(), session=SESSION))
    assert (await review.all(e.StepOpened))[-1].assignee is None
    await review.handle.signal(CALIBRATION_SETTLED, Settled(session=SESSION))
    await review.submit("share", MANAGER, Verdict.SHARED, words=None)

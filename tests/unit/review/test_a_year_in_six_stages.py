from datetime import date

from domain.definition.deadlines import When
from domain.definition.words import Act, Condition, Role, Start
from domain.review import events as e
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    annual,
    goal_setting,
    local,
    of_one,
    opening,
    passing,
    plan,
    play,
    settling,
    stage,
    step,
    submit,
)

GOALS_AGREED = (
    opening(annual()),
    submit("propose_goals"),
    submit("agree_goals", MANAGER, "2026-03-04 10:00", Verdict.AGREED),
)
MID_YEAR_DONE = (
    *GOALS_AGREED,
    submit("mid_year_notes", at="2026-06-16 10:00"),
    submit("mid_year_talk", MANAGER, "2026-06-17 10:00"),
)
ASSESSED = (
    *MID_YEAR_DONE,
    submit("self_assessment", at="2026-11-03 10:00"),
    submit("peer_feedback", ONE_PEER, "2026-11-04 10:00"),
    submit("peer_feedback", OTHER_PEER, "2026-11-05 10:00"),
)
CALIBRATED = (*ASSESSED, submit("rate", MANAGER, "2026-11-06 10:00"), settling("2026-12-01 15:00"))
SHARED = (*CALIBRATED, submit("share", MANAGER, "2026-12-02 10:00", Verdict.SHARED, text=None))


def test_a_year_of_six_stages_ends_with_an_acknowledged_review() -> None:
    signing = submit("sign", REVIEWEE, "2026-12-03 10:00", Verdict.ACKNOWLEDGED, text=None)
    year = play(*SHARED, signing)
    assert [event.stage for event in year.all(e.StageCompleted)] == [
        "goal_setting",
        "mid_year",
        "self_assessment",
        "manager_rating",
        "calibration",
        "sign_off",
    ]
    assert year.events[-1] == e.ReviewCompleted(
        at=local("2026-12-03 10:00"), signature=Verdict.ACKNOWLEDGED
    )
    assert year.state.is_closed
    assert year.state.open == ()


def test_opening_a_review_opens_its_first_stage_and_step_with_a_deadline() -> None:
    at = local("2026-03-02 10:00")
    REVIEW.given().when(opening(annual())).then(
        e.ReviewOpened(at=at, plan=annual()),
        e.StageOpened(at=at, stage=annual().stages[0].id, opens=at),
        e.StepOpened(
            at=at,
            step=annual().stages[0].steps[0].id,
            assignee=REVIEWEE,
            opens=at,
            due=local("2026-03-16 17:00"),
        ),
    )


def test_opening_a_review_a_second_time_changes_nothing() -> None:
    REVIEW.given().when(opening(annual()), opening(annual(), "2026-03-09 10:00")).then_nothing()


def test_the_manager_agrees_goals_only_after_they_were_proposed() -> None:
    assert play(opening(annual())).open_steps == ["propose_goals"]
    assert play(opening(annual()), submit("propose_goals")).open_steps == ["agree_goals"]


def test_a_stage_with_a_date_ahead_opens_in_the_same_decision_as_the_step_before_it() -> None:
    agreed = play(*GOALS_AGREED)
    (mid_year,) = agreed.new(e.StageOpened)
    assert mid_year.opens == local("2026-06-15 09:00")
    assert agreed.open_steps == ["mid_year_notes"]
    assert agreed.due("mid_year_notes") == "2026-06-29 17:00"


def test_a_stage_opens_working_days_after_the_one_before_it() -> None:
    later = stage("later", step("notes"), opens=When(working_days=3))
    agreed = play(
        opening(plan(goal_setting(), later)),
        submit("propose_goals"),
        submit("agree_goals", MANAGER, "2026-03-05 18:00", Verdict.AGREED),
    )
    (opened,) = agreed.new(e.StageOpened)
    assert opened.opens == local("2026-03-10 09:00")


def test_a_stage_whose_date_has_passed_opens_at_once() -> None:
    past = stage("past", step("notes"), opens=When(on=date(2026, 2, 2)))
    assert play(opening(plan(past))).state.opens == local("2026-03-02 10:00")


def test_a_step_that_starts_with_its_stage_does_not_wait_for_the_one_before_it() -> None:
    assert play(*MID_YEAR_DONE).open_steps == [
        "self_assessment",
        "peer_feedback",
        "peer_feedback",
    ]


def test_a_stage_lasts_until_the_last_peer_has_answered() -> None:
    waiting = play(*ASSESSED[:-1])
    assert waiting.open_steps == ["peer_feedback"]
    assert waiting.new(e.StageCompleted) == []
    assert play(*ASSESSED).open_steps == ["rate"]


def test_a_later_step_of_an_early_opened_stage_waits_for_its_date_too() -> None:
    note = step("note", Role.MANAGER)
    settled = stage(
        "calibration",
        step("calibrate", Role.PANEL, Act.CALIBRATE),
        note,
        opens=When(on=date(2026, 6, 1)),
    )
    early = play(opening(plan(settled)), settling())
    (opened,) = early.new(e.StepOpened)
    assert (opened.step, opened.opens) == (note.id, local("2026-06-01 09:00"))


def test_a_step_that_depends_on_a_dispute_does_not_exist_without_one() -> None:
    quiet = of_one(step("answer", Role.HR_PARTNER, only_if=Condition.DISPUTED))
    assert play(opening(quiet)).state.is_closed


def test_a_review_whose_stages_ask_for_nothing_is_completed_as_it_opens() -> None:
    assert isinstance(play(opening(plan())).events[-1], e.ReviewCompleted)


def test_time_that_passes_before_anything_is_due_changes_nothing() -> None:
    REVIEW.given().when(opening(annual()), passing("2026-03-09 10:00")).then_nothing()


def test_two_steps_may_run_side_by_side() -> None:
    pair = of_one(step("one"), step("other", Role.HR_PARTNER, starts=Start.WITH_STAGE))
    done = play(opening(pair), submit("other", HR), submit("one"))
    assert done.state.is_closed

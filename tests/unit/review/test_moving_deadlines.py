from datetime import date

from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    ONE_PEER,
    REVIEW,
    REVIEWEE,
    annual,
    away,
    extending,
    goal_setting,
    local,
    of_one,
    opening,
    passing,
    plan,
    play,
    stage,
    step,
    submit,
)

NOTES = opening(of_one(step("notes")))  # due on Monday 16 March 2026
DATED = opening(of_one(step("notes", due=When(on=date(2026, 3, 20)))))


def test_an_extension_by_date_moves_the_deadline_to_the_close_of_that_day() -> None:
    longer = play(NOTES, extending("only", "2026-03-10 10:00", to=date(2026, 3, 31)))
    (moved,) = longer.new(e.DeadlineMoved)
    assert (moved.was, moved.due) == (local("2026-03-16 17:00"), local("2026-03-31 17:00"))
    assert (moved.cause, moved.by) == ("extension", HR)


def test_an_extension_by_working_days_counts_from_the_deadline() -> None:
    longer = play(NOTES, extending("only", "2026-03-10 10:00", days=3))
    assert longer.due("notes") == "2026-03-19 17:00"


def test_an_extension_to_a_sunday_ends_on_the_monday() -> None:
    longer = play(NOTES, extending("only", "2026-03-10 10:00", to=date(2026, 3, 22)))
    assert longer.due("notes") == "2026-03-23 17:00"


def test_the_same_extension_twice_moves_the_deadline_once() -> None:
    longer = extending("only", "2026-03-10 10:00", days=3)
    REVIEW.given().when(NOTES, longer, longer).then_nothing()


def test_two_extensions_add_up() -> None:
    first = extending("only", "2026-03-10 10:00", days=3)
    second = extending("only", "2026-03-11 10:00", days=1)
    assert play(NOTES, first, second).due("notes") == "2026-03-20 17:00"


def test_an_extension_to_the_date_it_has_moves_nothing() -> None:
    same = play(NOTES, extending("only", "2026-03-10 10:00", to=date(2026, 3, 16)))
    assert [type(event) for event in same.last] == [e.StageExtended]


def test_reminders_follow_the_new_deadline_and_old_ones_stay_sent() -> None:
    longer = play(
        NOTES,
        passing("2026-03-11 09:00"),
        extending("only", "2026-03-12 10:00", to=date(2026, 3, 31)),
        passing("2026-03-13 09:00"),
        passing("2026-03-30 09:00"),
    )
    reminders = longer.all(e.AssigneeReminded)
    assert [(event.due, event.number) for event in reminders] == [
        (local("2026-03-16 17:00"), 0),
        (local("2026-03-31 17:00"), 0),
        (local("2026-03-31 17:00"), 1),
    ]


def test_a_deadline_brought_forward_sends_no_burst_of_reminders() -> None:
    sooner = extending("only", "2026-03-05 12:00", to=date(2026, 3, 6))
    REVIEW.given().when(NOTES, sooner, passing("2026-03-06 17:00")).then_nothing()


def test_no_rung_is_heard_twice_when_the_deadline_moves() -> None:
    longer = play(
        NOTES,
        passing("2026-03-19 09:00"),
        extending("only", "2026-03-19 10:00", to=date(2026, 3, 31)),
        passing("2026-04-30 10:00"),
    )
    assert [event.rung for event in longer.all(e.RungReached)] == [0, 1]
    (last,) = longer.new(e.RungReached)
    assert last.recipient == HR


def test_a_deadline_in_the_past_is_refused() -> None:
    past = extending("only", "2026-03-10 18:00", to=date(2026, 3, 10))
    REVIEW.given().when(NOTES, past).then_refused(r.DeadlineInThePast)


def test_too_few_days_for_a_long_overdue_step_are_refused() -> None:
    short = extending("only", "2026-03-27 10:00", days=2)
    REVIEW.given().when(NOTES, passing("2026-03-27 09:00"), short).then_refused(r.DeadlineInThePast)


def test_a_deadline_in_the_past_is_refused_for_a_later_stage_too() -> None:
    past = extending("manager_rating", "2026-03-10 10:00", to=date(2026, 3, 9))
    REVIEW.given().when(opening(annual()), past).then_refused(r.DeadlineInThePast)


def test_a_deadline_before_the_step_opens_is_refused() -> None:
    later = plan(stage("later", step("notes"), opens=When(on=date(2026, 6, 15))))
    early = extending("later", "2026-03-10 10:00", to=date(2026, 5, 29))
    REVIEW.given().when(opening(later), early).then_refused(r.DeadlineInThePast, "before it opens")


def test_steps_that_open_later_in_the_stage_get_the_extension_too() -> None:
    agree = step("agree_goals", Role.MANAGER, due=When(on=date(2026, 3, 20)))
    goals = opening(plan(stage("goal_setting", step("propose_goals"), agree)))
    longer = play(
        goals, extending("goal_setting", "2026-03-03 10:00", days=5), submit("propose_goals")
    )
    assert longer.due("agree_goals") == "2026-03-27 17:00"


def test_a_stage_that_opens_later_gets_the_extension_too() -> None:
    commands = (
        extending("mid_year", "2026-03-02 11:00", to=date(2026, 7, 31)),
        submit("propose_goals"),
        submit("agree_goals", MANAGER, "2026-03-04 10:00", Verdict.AGREED),
    )
    assert play(opening(annual()), *commands).due("mid_year_notes") == "2026-07-31 17:00"


def test_a_completed_stage_cannot_be_extended() -> None:
    done = (
        opening(annual()),
        submit("propose_goals"),
        submit("agree_goals", MANAGER, "2026-03-04 10:00", Verdict.AGREED),
    )
    late = extending("goal_setting", "2026-03-05 10:00", days=5)
    REVIEW.given().when(*done, late).then_refused(r.StageAlreadyCompleted)


def test_a_stage_the_review_does_not_have_is_refused_by_its_name() -> None:
    odd = extending("party", "2026-03-05 10:00", days=5)
    REVIEW.given().when(NOTES, odd).then_refused(r.UnknownStage, "no stage named 'party'")


def test_an_extension_leaves_the_deadlines_of_other_stages() -> None:
    longer = play(opening(annual()), extending("mid_year", "2026-03-03 10:00", days=5))
    assert longer.new(e.DeadlineMoved) == []


def test_a_date_that_passed_before_somebody_joined_gives_the_rework_days() -> None:
    late = play(opening(of_one(step("notes", due=When(on=date(2026, 2, 20))))))
    assert late.due("notes") == "2026-03-05 17:00"


def test_a_date_on_a_weekend_is_due_on_the_next_working_day() -> None:
    dated = play(opening(of_one(step("notes", due=When(on=date(2026, 3, 21))))))
    assert dated.due("notes") == "2026-03-23 17:00"


def test_a_step_sent_back_after_an_extension_has_its_rework_days() -> None:
    returned = play(
        opening(plan(goal_setting())),
        extending("goal_setting", "2026-03-02 11:00", to=date(2026, 4, 30)),
        submit("propose_goals"),
        submit("agree_goals", MANAGER, "2026-03-04 10:00", Verdict.SENT_BACK),
    )
    assert returned.due("propose_goals") == "2026-03-09 17:00"


def test_an_extension_by_date_gives_back_leave_like_the_date_it_replaces() -> None:
    week = away(REVIEWEE, date(2026, 3, 9), date(2026, 3, 13))
    longer = extending("only", "2026-03-03 12:00", to=date(2026, 3, 27))
    assert play(DATED, week).due("notes") == "2026-03-27 17:00"
    assert play(DATED, week, longer).due("notes") == "2026-04-03 17:00"
    sooner = extending("only", "2026-03-03 09:00", to=date(2026, 3, 27))
    assert play(DATED, sooner, week).due("notes") == "2026-04-03 17:00"


def test_an_extension_moves_every_open_seat() -> None:
    peers = opening(of_one(step("feedback", Role.PEER)))
    longer = play(
        peers, submit("feedback", ONE_PEER), extending("only", "2026-03-10 10:00", days=2)
    )
    assert [event.seat for event in longer.new(e.DeadlineMoved)] == [1]


def test_an_extension_gives_nobody_to_a_blocked_step() -> None:
    nobody = opening(of_one(step("rate", Role.MANAGER, seats=[None])))
    longer = play(nobody, extending("only", "2026-03-10 10:00", days=2))
    assert [type(event) for event in longer.last] == [e.StageExtended]


def test_a_step_without_a_day_to_spare_is_due_at_the_close_of_the_day() -> None:
    assert play(opening(of_one(step("notes", due=When(working_days=0))))).due("notes") == (
        "2026-03-02 17:00"
    )

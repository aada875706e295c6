from datetime import date

from domain.definition.deadlines import Reminders, When
from domain.definition.words import Act, AtExpiry, Role
from domain.review import events as e
from domain.review import refusals as r
from domain.working_calendar import NoWorkingDay
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEW,
    REVIEWEE,
    away,
    handing,
    local,
    of_one,
    opening,
    passing,
    plan,
    play,
    seat,
    stage,
    step,
    submit,
)

NOTES = opening(of_one(step("notes")))  # due on Monday 16 March 2026
WEEK = (date(2026, 3, 9), date(2026, 3, 13))
TWO_YEARS = (date(2026, 3, 4), date(2028, 3, 3))


def test_leave_that_is_known_before_moves_the_deadline() -> None:
    known = play(opening(of_one(step("notes"), leaves={REVIEWEE: (WEEK,)})))
    assert known.due("notes") == "2026-03-23 17:00"


def test_leave_that_is_known_before_is_given_back_to_a_date() -> None:
    dated = of_one(step("notes", due=When(on=date(2026, 3, 20))), leaves={REVIEWEE: (WEEK,)})
    assert play(opening(dated)).due("notes") == "2026-03-27 17:00"


def test_leave_recorded_in_flight_gives_the_days_back() -> None:
    later = play(NOTES, away(REVIEWEE, *WEEK))
    (moved,) = later.new(e.DeadlineMoved)
    assert (moved.cause, moved.due, moved.by) == ("leave", local("2026-03-23 17:00"), None)


def test_leave_taken_before_it_was_recorded_is_given_back_too() -> None:
    ill = away(REVIEWEE, date(2026, 3, 4), date(2026, 3, 5), at="2026-03-11 10:00")
    assert play(NOTES, ill).due("notes") == "2026-03-18 17:00"


def test_the_same_leave_recorded_twice_is_given_back_once() -> None:
    REVIEW.given().when(NOTES, away(REVIEWEE, *WEEK), away(REVIEWEE, *WEEK)).then_nothing()
    again = away(REVIEWEE, *WEEK, at="2026-03-04 10:00")
    assert play(NOTES, away(REVIEWEE, *WEEK), again).due("notes") == "2026-03-23 17:00"


def test_leave_of_somebody_else_moves_nothing() -> None:
    assert play(NOTES, away(MANAGER, *WEEK)).new(e.DeadlineMoved) == []


def test_leave_of_the_manager_counts_once_it_is_the_managers_turn() -> None:
    pair = opening(of_one(step("notes"), step("talk", Role.MANAGER)))
    turn = play(pair, away(MANAGER, *WEEK), submit("notes"))
    assert turn.due("talk") == "2026-03-24 17:00"


def test_nobody_is_reminded_while_on_leave() -> None:
    later = play(NOTES, away(REVIEWEE, *WEEK), passing("2026-03-13 12:00"))
    assert later.last == ()
    reminded = play(NOTES, away(REVIEWEE, *WEEK), passing("2026-03-18 09:00"))
    assert [event.number for event in reminded.new(e.AssigneeReminded)] == [0]


def test_leave_after_the_deadline_keeps_it_and_pauses_the_ladder() -> None:
    after = away(REVIEWEE, date(2026, 3, 17), date(2026, 3, 20), at="2026-03-16 18:00")
    assert play(NOTES, after).new(e.DeadlineMoved) == []
    assert play(NOTES, passing("2026-03-16 17:30"), after, passing("2026-03-24 10:00")).last == ()
    climbed = play(NOTES, passing("2026-03-16 17:30"), after, passing("2026-03-25 09:00"))
    assert [event.rung for event in climbed.new(e.RungReached)] == [0]


def test_leave_after_the_deadline_pauses_the_expiry() -> None:
    expiring = opening(of_one(step("notes", at_expiry=AtExpiry.COMPLETE_WITHOUT)))
    after = away(REVIEWEE, date(2026, 3, 17), date(2026, 3, 20), at="2026-03-16 18:00")
    assert not play(expiring, after, passing("2026-03-23 17:00")).state.is_closed
    assert play(expiring, after, passing("2026-03-27 17:00")).state.is_closed


def test_a_reminder_that_was_sent_is_not_repeated_because_of_leave() -> None:
    daily = opening(of_one(step("notes", reminders=Reminders(before=(), after=(1, 2)))))
    ill = away(REVIEWEE, date(2026, 3, 17), date(2026, 3, 17), at="2026-03-17 12:00")
    later = play(daily, passing("2026-03-17 09:00"), ill, passing("2026-03-31 10:00"))
    assert [event.number for event in later.all(e.AssigneeReminded)] == [0, 1]


def test_leave_that_ends_before_it_begins_is_refused() -> None:
    backwards = away(REVIEWEE, date(2026, 3, 13), date(2026, 3, 9))
    REVIEW.given().when(NOTES, backwards).then_refused(r.LeaveEndsBeforeItBegins)


def test_leave_of_two_years_is_refused_while_the_person_holds_an_open_step() -> None:
    scenario = REVIEW.given().when(NOTES, away(REVIEWEE, *TWO_YEARS))
    scenario.then_refused(NoWorkingDay, "give the step to somebody else")


def test_a_step_of_somebody_away_for_two_years_is_blocked_when_its_turn_comes() -> None:
    pair = opening(of_one(step("notes"), step("talk", Role.MANAGER)))
    turn = play(pair, away(MANAGER, *TWO_YEARS), submit("notes"))
    (blocked,) = turn.new(e.StepBlocked)
    assert (blocked.step, blocked.owner) == ("talk", HR)
    given_on = play(
        pair,
        away(MANAGER, *TWO_YEARS),
        submit("notes"),
        handing(MANAGER, NEWCOMER, "2026-03-09 10:00"),
    )
    assert [o.assignee for o in given_on.state.open] == [NEWCOMER]


def test_a_step_is_not_handed_at_expiry_to_somebody_away_for_two_years() -> None:
    handing_on = step("talk", Role.MANAGER, at_expiry=AtExpiry.HAND_TO, hand_to=seat(NEWCOMER))
    late = play(
        opening(of_one(handing_on)), away(NEWCOMER, *TWO_YEARS), passing("2026-03-23 17:00")
    )
    assert [type(event) for event in late.last][-1] is e.StepBlocked


def test_a_stage_opens_although_the_reviewee_is_away_for_two_years() -> None:
    rating = stage("rating", step("rate", Role.MANAGER), opens=When(working_days=2))
    goals = stage("goals", step("plan", Role.MANAGER))
    turn = play(opening(plan(goals, rating)), away(REVIEWEE, *TWO_YEARS), submit("plan", MANAGER))
    assert turn.state.opens == local("2026-03-05 09:00")


def test_leave_of_the_hr_partner_does_not_stop_the_clock_of_a_blocked_step() -> None:
    nobody = of_one(step("talk", Role.MANAGER, seats=[None]), leaves={HR: (WEEK, TWO_YEARS)})
    alarm = play(opening(nobody), passing("2026-03-04 09:00"))
    assert [event.recipient for event in alarm.new(e.RungReached)] == [HR]


def test_who_is_back_after_two_years_gets_the_rework_days_for_a_date_in_between() -> None:
    dated = step("talk", Role.MANAGER, due=When(on=date(2026, 3, 20)))
    back = opening(of_one(dated, leaves={MANAGER: (TWO_YEARS,)}), at="2028-03-06 10:00")
    assert play(back).due("talk") == "2028-03-09 17:00"


def test_who_is_back_after_two_years_can_take_over_a_step_due_in_between() -> None:
    talk = opening(of_one(step("talk", Role.MANAGER), leaves={NEWCOMER: (TWO_YEARS,)}))
    taken = play(talk, handing(MANAGER, NEWCOMER, "2028-03-06 10:00"))
    assert taken.due("talk") == "2028-03-09 17:00"


def test_leave_is_recorded_while_a_step_is_blocked_or_waits_for_the_panel() -> None:
    nobody = opening(of_one(step("talk", Role.MANAGER, seats=[None])))
    panel = opening(of_one(step("calibrate", Role.PANEL, Act.CALIBRATE)))
    for review in (nobody, panel):
        recorded = play(review, away(MANAGER, *WEEK))
        assert [type(event) for event in recorded.last] == [e.LeaveRecorded]


def test_leave_of_somebody_else_swallows_no_reminder() -> None:
    meanwhile = away(MANAGER, *WEEK, at="2026-03-11 10:00")
    later = play(NOTES, meanwhile, passing("2026-03-11 10:01"))
    assert [event.number for event in later.new(e.AssigneeReminded)] == [0]

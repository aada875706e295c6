from datetime import date

from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.review import events as e
from domain.review import refusals as r
from tests.unit.review.sample_plan import (
    HEAD_OF_HR,
    HR,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    REVIEW,
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

NO_MANAGER = opening(of_one(step("talk", Role.MANAGER, seats=[None]), step("notes")))


def test_a_step_without_a_valid_person_is_blocked_and_owned_by_hr() -> None:
    opened = play(NO_MANAGER)
    (blocked,) = opened.new(e.StepBlocked)
    assert (blocked.step, blocked.role, blocked.owner) == ("talk", Role.MANAGER, HR)
    assert blocked.times == 0
    assert [o.is_blocked for o in opened.state.open] == [True]
    assert opened.new(e.StepOpened) == []


def test_a_blocked_step_is_never_skipped() -> None:
    later = play(NO_MANAGER, passing("2028-03-02 10:00"))
    assert later.open_steps == ["talk"]


def test_hr_hears_of_a_blocked_step_and_then_whoever_is_above() -> None:
    alarms = play(NO_MANAGER, passing("2026-03-04 09:00"), passing("2026-03-09 09:00"))
    rungs = alarms.all(e.RungReached)
    assert [(event.recipient, event.assignee) for event in rungs] == [
        (HR, None),
        (HEAD_OF_HR, None),
    ]
    assert play(NO_MANAGER, passing("2026-03-04 08:59")).last == ()


def test_nobody_is_reminded_of_a_blocked_step() -> None:
    assert play(NO_MANAGER, passing("2026-12-31 10:00")).new(e.AssigneeReminded) == []


def test_a_blocked_step_cannot_be_done_by_anybody() -> None:
    REVIEW.given().when(NO_MANAGER, submit("talk", MANAGER)).then_refused(r.StepIsBlocked)


def test_whom_hr_names_gets_a_deadline_of_their_own() -> None:
    named = play(NO_MANAGER, handing(None, NEWCOMER, "2026-03-23 10:00"))
    (handed,) = named.new(e.StepHandedOver)
    assert (handed.from_person, handed.to.person) == (None, NEWCOMER)
    assert handed.due == local("2026-04-06 17:00")
    assert [o.is_blocked for o in named.state.open] == [False]


def test_whom_hr_names_for_a_date_that_has_passed_gets_the_rework_days() -> None:
    dated = of_one(step("talk", Role.MANAGER, seats=[None], due=When(on=date(2026, 3, 13))))
    named = play(opening(dated), handing(None, NEWCOMER, "2026-03-23 10:00"))
    assert named.due("talk") == "2026-03-26 17:00"


def test_whom_hr_names_has_a_ladder_of_their_own() -> None:
    named = play(
        NO_MANAGER,
        passing("2026-03-04 09:00"),
        handing(None, seat(NEWCOMER, (MANAGER, 1)), "2026-03-05 10:00"),
        passing("2026-12-31 10:00"),
    )
    assert [event.recipient for event in named.new(e.RungReached)] == [MANAGER]


def test_whom_hr_names_also_has_the_later_steps_of_the_role() -> None:
    later = step("rate", Role.MANAGER, seats=[None])
    twice = opening(of_one(step("talk", Role.MANAGER, seats=[None]), later))
    named = play(
        twice,
        handing(None, NEWCOMER, role=Role.MANAGER),
        submit("talk", NEWCOMER, "2026-03-04 10:00"),
    )
    assert [o.assignee for o in named.state.open] == [NEWCOMER]


def test_a_blocked_seat_keeps_its_step_open_after_the_others_have_answered() -> None:
    half = opening(of_one(step("feedback", Role.PEER, seats=[seat(ONE_PEER), None])))
    answered = play(half, submit("feedback", ONE_PEER))
    assert [o.seat for o in answered.state.open] == [1]
    assert [event.seat for event in play(half).new(e.StepBlocked)] == [1]
    first, second = play(half).last[-2:]
    assert isinstance(first, e.StepOpened)
    assert isinstance(second, e.StepBlocked)
    assert first.due == second.due


def test_the_grace_of_hr_runs_from_the_day_a_later_stage_opens() -> None:
    later = stage(
        "later", step("talk", Role.MANAGER, seats=[None]), opens=When(on=date(2026, 6, 15))
    )
    wake = play(opening(plan(later))).state.next_wake()
    assert wake is not None
    assert wake.at == local("2026-06-17 09:00")

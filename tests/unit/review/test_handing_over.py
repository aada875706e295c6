import pytest

from domain.definition.words import Act, AtExpiry, Role
from domain.ids import PersonId
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HEAD_OF_HR,
    HR,
    KIRITIMATI,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    SECOND_LINE,
    STRANGER,
    calendar,
    goal_setting,
    handing,
    local,
    of_one,
    opening,
    passing,
    plan,
    play,
    seat,
    step,
    submit,
)

GOALS = opening(plan(goal_setting()))
AGREEING = (GOALS, submit("propose_goals"))  # the manager's turn, due on Tuesday 17 March 2026
SIDE_BY_SIDE = opening(of_one(step("feedback", Role.PEER)))
TALK = opening(of_one(step("talk", Role.MANAGER)))
CONDUCTED = opening(
    of_one(step("notes"), step("talk", Role.MANAGER), step("close", Role.HR_PARTNER))
)


def test_a_leaver_hands_open_and_later_steps_to_a_successor() -> None:
    handed = play(*AGREEING, handing(MANAGER, NEWCOMER, "2026-03-04 10:00"))
    part, step_ = handed.last
    assert isinstance(part, e.PartHandedOver)
    assert isinstance(step_, e.StepHandedOver)
    assert (step_.from_person, step_.to.person, step_.cause) == (MANAGER, NEWCOMER, "hand_over")
    early = play(GOALS, handing(MANAGER, NEWCOMER), submit("propose_goals", at="2026-03-04 10:00"))
    assert [o.assignee for o in early.state.open] == [NEWCOMER]


def test_a_successor_keeps_a_deadline_that_is_far_and_gets_days_when_it_is_near() -> None:
    early = play(*AGREEING, handing(MANAGER, NEWCOMER, "2026-03-04 10:00"))
    late = play(*AGREEING, handing(MANAGER, NEWCOMER, "2026-03-17 10:00"))
    assert early.due("agree_goals") == "2026-03-17 17:00"
    assert late.due("agree_goals") == "2026-03-20 17:00"


def test_the_one_who_left_can_do_nothing_any_more() -> None:
    late = submit("agree_goals", MANAGER, "2026-03-05 10:00", Verdict.AGREED)
    scenario = REVIEW.given().when(*AGREEING, handing(MANAGER, NEWCOMER, "2026-03-04 10:00"), late)
    scenario.then_refused(r.NotYourStep)


def test_a_successor_is_reminded_of_the_same_deadline_in_their_own_name() -> None:
    handed = play(
        *AGREEING,
        passing("2026-03-12 09:00"),
        handing(MANAGER, NEWCOMER, "2026-03-12 10:00"),
        passing("2026-03-16 09:00"),
    )
    reminders = handed.all(e.AssigneeReminded)
    assert [event.recipient for event in reminders] == [MANAGER, NEWCOMER]
    assert len({event.key() for event in reminders}) == 2


def test_a_leaver_without_a_successor_leaves_blocked_steps() -> None:
    left = play(*AGREEING, handing(MANAGER, None, "2026-03-04 10:00"))
    (blocked,) = left.new(e.StepBlocked)
    assert (blocked.step, blocked.owner, blocked.times) == ("agree_goals", HR, 1)
    later = play(GOALS, handing(MANAGER, None), submit("propose_goals", at="2026-03-04 10:00"))
    assert [event.step for event in later.new(e.StepBlocked)] == ["agree_goals"]


def test_a_step_that_was_blocked_by_a_leaver_can_be_given_on() -> None:
    left = (*AGREEING, handing(MANAGER, None, "2026-03-04 10:00"))
    named = play(*left, handing(None, NEWCOMER, "2026-03-05 10:00"))
    assert [o.assignee for o in named.state.open] == [NEWCOMER]
    assert len({event.key() for event in named.events}) == len(named.events)


def test_a_step_that_is_blocked_already_is_not_blocked_again_by_a_leaver() -> None:
    late = step("talk", Role.MANAGER, at_expiry=AtExpiry.HAND_TO)
    left = play(
        opening(of_one(late)),
        passing("2026-03-23 17:00"),
        handing(MANAGER, None, "2026-03-24 10:00"),
    )
    assert [type(event) for event in left.last] == [e.PartHandedOver]
    assert left.state.open[0].is_blocked


def test_only_the_seat_of_the_one_who_left_changes_hands() -> None:
    handed = play(SIDE_BY_SIDE, handing(ONE_PEER, NEWCOMER))
    assert [o.assignee for o in handed.state.open] == [NEWCOMER, OTHER_PEER]


def test_a_person_hands_over_one_role_and_keeps_the_other() -> None:
    both = opening(
        of_one(step("talk", Role.MANAGER), step("feedback", Role.PEER, seats=[seat(MANAGER)]))
    )
    handed = (both, handing(MANAGER, NEWCOMER, role=Role.MANAGER))
    assert [o.assignee for o in play(*handed).state.open] == [NEWCOMER]
    done = play(*handed, submit("talk", NEWCOMER, "2026-03-04 10:00"))
    assert [o.assignee for o in done.state.open] == [MANAGER]


def test_the_same_hand_over_twice_happens_once() -> None:
    handed = handing(MANAGER, NEWCOMER)
    REVIEW.given().when(TALK, handed, handed).then_nothing()


def test_somebody_without_a_part_has_nothing_to_hand_over() -> None:
    REVIEW.given().when(TALK, handing(STRANGER, NEWCOMER)).then_refused(r.NothingToHandOver)


@pytest.mark.parametrize("person, to", [(MANAGER, MANAGER), (None, None)])
def test_a_part_is_not_handed_to_whoever_has_it(
    person: PersonId | None, to: PersonId | None
) -> None:
    REVIEW.given().when(TALK, handing(person, to)).then_refused(r.NothingToHandOver)


@pytest.mark.parametrize("role", [None, Role.MANAGER])
def test_nobody_acts_on_their_own_review_in_the_part_of_another(role: Role | None) -> None:
    own = handing(MANAGER, REVIEWEE, role=role)
    REVIEW.given().when(TALK, own).then_refused(r.NotYourself)


@pytest.mark.parametrize("to", [NEWCOMER, None])
def test_nobody_takes_the_part_of_the_person_under_review(to: PersonId | None) -> None:
    signing = opening(of_one(step("sign", act=Act.SIGN)))
    REVIEW.given().when(signing, handing(REVIEWEE, to)).then_refused(r.PartOfTheReviewee)


def test_a_reviewee_who_could_not_act_at_launch_gets_their_own_steps_from_hr() -> None:
    pending = opening(of_one(step("notes", seats=[None]), step("talk", Role.MANAGER)))
    REVIEW.given().when(pending, handing(None, NEWCOMER)).then_refused(r.NothingToHandOver)
    joined = play(pending, handing(None, REVIEWEE, role=Role.REVIEWEE))
    assert [o.assignee for o in joined.state.open] == [REVIEWEE]


def test_what_the_reviewee_did_not_do_in_time_may_be_given_on_from_whoever_got_it() -> None:
    late = opening(of_one(step("notes", at_expiry=AtExpiry.HAND_TO, hand_to=seat(MANAGER))))
    handed = play(late, passing("2026-03-23 17:00"), handing(MANAGER, NEWCOMER, "2026-03-24 10:00"))
    assert [o.assignee for o in handed.state.open] == [NEWCOMER]


def test_who_would_get_a_step_at_expiry_can_be_replaced_too() -> None:
    late = step("talk", Role.MANAGER, at_expiry=AtExpiry.HAND_TO, hand_to=seat(SECOND_LINE))
    replaced = (opening(of_one(late)), handing(SECOND_LINE, NEWCOMER))
    assert [o.assignee for o in play(*replaced, passing("2026-03-23 17:00")).state.open] == [
        NEWCOMER
    ]
    nobody = (opening(of_one(late)), handing(SECOND_LINE, None))
    assert play(*nobody, passing("2026-03-23 17:00")).state.open[0].is_blocked


def test_a_leaver_hears_of_nobody_any_more_and_the_successor_does() -> None:
    handed = play(CONDUCTED, handing(MANAGER, NEWCOMER), passing("2026-03-19 09:00"))
    assert [event.recipient for event in handed.new(e.RungReached)] == [NEWCOMER]


def test_hr_hears_what_a_leaver_without_a_successor_would_have_heard() -> None:
    left = play(CONDUCTED, handing(MANAGER, None), passing("2026-03-19 09:00"))
    assert [event.recipient for event in left.new(e.RungReached)] == [HR]


def test_a_new_manager_hears_of_the_reviewee_and_the_old_one_of_their_other_people() -> None:
    pair = opening(of_one(step("notes"), step("talk", Role.MANAGER)))
    changed = play(pair, handing(MANAGER, NEWCOMER, role=Role.MANAGER), passing("2026-03-19 09:00"))
    assert [event.recipient for event in changed.new(e.RungReached)] == [NEWCOMER]
    peers = play(
        opening(of_one(step("feedback", Role.PEER), step("talk", Role.MANAGER))),
        handing(MANAGER, NEWCOMER, role=Role.MANAGER),
        passing("2026-03-19 09:00"),
    )
    assert {event.recipient for event in peers.new(e.RungReached)} == {MANAGER}


def test_a_new_hr_partner_owns_and_hears_of_the_blocked_steps() -> None:
    blocked = (
        opening(of_one(step("feedback", Role.PEER, seats=[seat(ONE_PEER), None]))),
        handing(HR, seat(NEWCOMER), "2026-03-03 10:00"),
    )
    (again,) = play(*blocked).new(e.StepBlocked)
    assert (again.owner, again.times) == (NEWCOMER, 1)
    alarms = play(*blocked, passing("2026-12-31 10:00")).new(e.RungReached)
    heard = [event.recipient for event in alarms if event.assignee is None]
    assert heard == [NEWCOMER, HEAD_OF_HR]


def test_somebody_in_hr_always_owns_blocked_steps() -> None:
    REVIEW.given().when(TALK, handing(HR, None)).then_refused(r.NothingToHandOver)
    left = play(CONDUCTED, handing(HR, None))
    assert left.state.planned.blocked.person == HR


def test_a_successor_may_work_in_a_place_that_is_new_to_the_review() -> None:
    there = seat(NEWCOMER, place="JP|Asia/Tokyo")
    REVIEW.given().when(TALK, handing(MANAGER, there)).then_refused(r.UnknownPlace)
    known = handing(MANAGER, there).model_copy(
        update={"calendars": {there.place: calendar("Asia/Tokyo")}}
    )
    handed = play(TALK, known, passing("2026-03-11 09:00"))
    assert handed.state.planned.calendar_of(there).zone == "Asia/Tokyo"
    assert handed.due("talk") == "2026-03-16 09:00"


def test_the_days_of_a_successor_count_in_their_own_zone() -> None:
    far = play(TALK, handing(MANAGER, seat(NEWCOMER, place=KIRITIMATI), "2026-03-16 12:00"))
    (handed,) = far.new(e.StepHandedOver)
    assert handed.due == local("2026-03-20 17:00", "Pacific/Kiritimati")


def test_the_panel_has_no_seat_to_hand_over() -> None:
    panel = opening(of_one(step("calibrate", Role.PANEL, Act.CALIBRATE)))
    REVIEW.given().when(panel, handing(None, NEWCOMER)).then_refused(r.NothingToHandOver)

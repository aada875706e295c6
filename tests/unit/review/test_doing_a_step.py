from uuid import UUID

import pytest

from domain.definition.words import Act, Role
from domain.ids import PersonId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    KIRITIMATI,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    STRANGER,
    annual,
    goal_setting,
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
    words,
)

OPENED = opening(annual())
PEERS = opening(of_one(step("peer_feedback", Role.PEER), step("rate", Role.MANAGER, Act.RATE)))


def test_a_submission_is_recorded_with_a_reference_to_its_words() -> None:
    done = play(OPENED, submit("propose_goals", text="run faster"))
    assert done.new(e.StepSubmitted) == [
        e.StepSubmitted(
            at=local("2026-03-03 10:00"),
            step=annual().stages[0].steps[0].id,
            actor=REVIEWEE,
            verdict=Verdict.SUBMITTED,
            submission=f"propose_goals by {REVIEWEE.int} at 2026-03-03 10:00",
            content=words("run faster"),
        )
    ]


def test_the_same_submission_twice_counts_once() -> None:
    REVIEW.given().when(OPENED, submit("propose_goals"), submit("propose_goals")).then_nothing()


def test_the_same_submission_counts_once_even_after_the_review_has_ended() -> None:
    one = opening(of_one(step("notes")))
    REVIEW.given().when(one, submit("notes"), submit("notes")).then_nothing()


def test_goals_sent_back_twice_by_the_same_submission_go_back_once() -> None:
    back = submit("agree_goals", MANAGER, verdict=Verdict.SENT_BACK)
    REVIEW.given().when(OPENED, submit("propose_goals"), back, back).then_nothing()


def test_a_late_submission_is_accepted_until_the_step_closes() -> None:
    late = play(OPENED, passing("2026-05-29 10:00"), submit("propose_goals", at="2026-05-29 11:00"))
    assert late.open_steps == ["agree_goals"]


def test_a_second_answer_to_a_closed_step_is_refused() -> None:
    again = submit("propose_goals", at="2026-03-05 10:00")
    REVIEW.given().when(OPENED, submit("propose_goals"), again).then_refused(r.StepAlreadyClosed)


def test_a_peer_who_has_answered_cannot_answer_for_the_other() -> None:
    again = submit("peer_feedback", ONE_PEER, "2026-03-05 10:00")
    scenario = REVIEW.given().when(PEERS, submit("peer_feedback", ONE_PEER), again)
    scenario.then_refused(r.StepAlreadyClosed)


def test_peers_answer_in_any_order() -> None:
    both = play(PEERS, submit("peer_feedback", OTHER_PEER), submit("peer_feedback", ONE_PEER))
    assert both.open_steps == ["rate"]


@pytest.mark.parametrize("actor", [MANAGER, STRANGER])
def test_a_step_of_somebody_else_is_refused(actor: PersonId) -> None:
    REVIEW.given().when(OPENED, submit("propose_goals", actor)).then_refused(r.NotYourStep)


def test_a_step_before_its_turn_is_refused() -> None:
    early = submit("agree_goals", MANAGER, verdict=Verdict.AGREED)
    REVIEW.given().when(OPENED, early).then_refused(r.StepNotYetOpen)


def test_a_step_before_its_date_is_refused_with_the_date_in_the_place_of_the_person() -> None:
    there = seat(REVIEWEE, place=KIRITIMATI)
    later = stage("later", step("notes", seats=[there]), opens=annual().stages[1].opens)
    early = submit("notes", at="2026-06-14 08:00")
    scenario = REVIEW.given().when(opening(plan(later)), early)
    scenario.then_refused(r.StepNotYetOpen, "opens on 15 June 2026")


def test_a_step_the_review_does_not_have_is_refused_by_its_name() -> None:
    scenario = REVIEW.given().when(OPENED, submit("dance"))
    scenario.then_refused(r.UnknownStep, "no step named 'dance'")


def test_a_review_that_was_not_opened_refuses_everything() -> None:
    REVIEW.given().when(submit("propose_goals")).then_refused(r.ReviewNotOpen)


def test_a_completed_review_refuses_new_answers() -> None:
    late = submit("notes", at="2026-04-01 10:00")
    one = opening(of_one(step("notes")))
    REVIEW.given().when(one, submit("notes"), late).then_refused(r.ReviewIsClosed)


def test_an_answer_that_the_step_does_not_know_is_refused_and_the_possible_ones_named() -> None:
    odd = submit("agree_goals", MANAGER, verdict=Verdict.ACKNOWLEDGED)
    scenario = REVIEW.given().when(OPENED, submit("propose_goals"), odd)
    scenario.then_refused(r.VerdictNotPossible, "possible are: agreed, sent_back")


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.RATE])
def test_a_form_without_words_is_refused(act: Act) -> None:
    one = opening(of_one(step("form", Role.MANAGER, act)))
    REVIEW.given().when(one, submit("form", MANAGER, text=None)).then_refused(r.WordsMissing)


def test_nobody_does_the_step_of_the_panel_by_submitting() -> None:
    panel = opening(of_one(step("calibrate", Role.PANEL, Act.CALIBRATE)))
    scenario = REVIEW.given().when(panel, submit("calibrate", MANAGER))
    scenario.then_refused(r.NotYourStep, "calibration session")


def test_a_person_with_two_seats_of_a_step_answers_for_each() -> None:
    twice = opening(of_one(step("peer_feedback", Role.PEER, seats=[seat(NEWCOMER)] * 2)))
    once = play(twice, submit("peer_feedback", NEWCOMER))
    assert [o.seat for o in once.state.open] == [1]
    again = play(
        twice,
        submit("peer_feedback", NEWCOMER),
        submit("peer_feedback", NEWCOMER, "2026-03-04 10:00"),
    )
    assert again.state.is_closed


def test_a_refused_answer_leaves_no_trace() -> None:
    refused = REVIEW.given().when(OPENED, submit("propose_goals", STRANGER))
    accepted = REVIEW.given().when(OPENED, submit("propose_goals"))
    assert refused.state == accepted.state


def test_an_answer_carries_its_own_moment() -> None:
    moment = local("2026-03-09 16:59")
    answer = submit("propose_goals").model_copy(update={"at": moment})
    goals = opening(plan(goal_setting()))
    assert {event.at for event in play(goals, answer).last} == {moment}
    assert isinstance(answer, c.SubmitStep)
    assert answer.content is not None
    assert answer.content.subject == UUID(int=1)

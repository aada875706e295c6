from datetime import date

import pytest

from domain.definition.words import Role
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from tests.unit.review.sample_plan import (
    HR,
    NEWCOMER,
    REVIEW,
    STRANGER,
    away,
    cancelling,
    extending,
    handing,
    local,
    of_one,
    opening,
    passing,
    pausing,
    play,
    resuming,
    settling,
    step,
    submit,
)

WEEK = (date(2026, 3, 9), date(2026, 3, 13))
NOTES = opening(of_one(step("notes")))  # due on Monday 16 March 2026
PAIR = opening(of_one(step("notes"), step("talk", Role.MANAGER)))


def test_nothing_happens_while_a_review_is_paused() -> None:
    paused = play(NOTES, pausing("2026-03-06 10:00"))
    assert paused.state.next_wake() is None
    REVIEW.given().when(
        NOTES, pausing("2026-03-06 10:00"), passing("2026-12-31 10:00")
    ).then_nothing()


def test_a_resumed_review_gives_back_the_working_days_that_were_lost() -> None:
    resumed = play(NOTES, pausing("2026-03-06 10:00"), resuming("2026-03-20 10:00"))
    (moved,) = resumed.new(e.DeadlineMoved)
    assert (moved.cause, moved.by, moved.due) == ("pause", HR, local("2026-03-30 17:00"))
    assert resumed.state.next_wake() is not None


def test_a_pause_of_some_hours_moves_nothing() -> None:
    resumed = play(NOTES, pausing("2026-03-06 10:00"), resuming("2026-03-06 15:00"))
    assert [type(event) for event in resumed.last] == [e.ReviewResumed]


def test_a_step_that_opened_during_the_pause_gets_back_only_what_it_lost() -> None:
    named = handing(None, NEWCOMER, "2026-03-16 10:00")
    nobody = opening(of_one(step("talk", Role.MANAGER, seats=[None])))
    paused = (pausing("2026-03-06 10:00"), named)
    before = play(nobody, *paused)
    after = play(nobody, *paused, resuming("2026-03-18 10:00"))
    assert before.due("talk") == "2026-03-30 17:00"
    assert after.due("talk") == "2026-04-01 17:00"


def test_a_paused_review_takes_no_answers_and_says_that_nothing_is_lost() -> None:
    scenario = REVIEW.given().when(NOTES, pausing("2026-03-02 11:00"), submit("notes"))
    scenario.then_refused(r.ReviewIsPaused, "send it again")


def test_an_answer_that_was_recorded_before_the_pause_still_counts_once() -> None:
    answer = submit("notes")
    REVIEW.given().when(PAIR, answer, pausing("2026-03-04 10:00"), answer).then_nothing()


def test_a_pause_in_a_pause_changes_nothing() -> None:
    twice = (pausing("2026-03-06 10:00"), pausing("2026-03-09 10:00"))
    REVIEW.given().when(NOTES, *twice).then_nothing()


def test_a_review_that_is_not_paused_is_not_resumed() -> None:
    REVIEW.given().when(NOTES, resuming("2026-03-06 10:00")).then_nothing()


def test_a_review_may_be_paused_again() -> None:
    again = play(
        NOTES,
        pausing("2026-03-03 10:00"),
        resuming("2026-03-04 10:00"),
        pausing("2026-03-05 10:00"),
        resuming("2026-03-06 10:00"),
    )
    assert again.due("notes") == "2026-03-18 17:00"


def test_the_clock_of_a_blocked_step_stands_still_too() -> None:
    nobody = opening(of_one(step("talk", Role.MANAGER, seats=[None])))
    resumed = (nobody, pausing("2026-03-03 10:00"), resuming("2026-03-31 10:00"))
    assert play(*resumed, passing("2026-03-31 10:00")).last == ()
    assert len(play(*resumed, passing("2026-04-01 09:00")).new(e.RungReached)) == 1
    short = (nobody, pausing("2026-03-02 11:00"), resuming("2026-03-02 12:00"))
    assert len(play(*short, passing("2026-03-04 09:00")).new(e.RungReached)) == 1


def test_deadlines_can_be_steered_during_a_pause() -> None:
    paused = (NOTES, pausing("2026-03-06 10:00"))
    longer = play(*paused, extending("only", "2026-03-09 10:00", days=2))
    assert longer.due("notes") == "2026-03-18 17:00"


def test_a_cancelled_review_ends_with_its_cause() -> None:
    ended = play(NOTES, cancelling())
    assert ended.last == (
        e.ReviewCancelled(at=local("2026-03-03 10:00"), cause="left", request="leaver", by=HR),
    )
    assert (ended.state.is_closed, ended.state.open) == (True, ())


def test_a_paused_review_can_be_cancelled() -> None:
    assert play(NOTES, pausing("2026-03-02 11:00"), cancelling()).state.is_closed


@pytest.mark.parametrize("request_", ["leaver", "somebody else asked too"])
def test_a_review_ends_once(request_: str) -> None:
    REVIEW.given().when(NOTES, cancelling(), cancelling(request=request_)).then_nothing()


@pytest.mark.parametrize("late", [passing("2026-12-31 10:00"), settling(), opening(of_one())])
def test_what_comes_by_itself_after_the_end_changes_nothing(late: c.Command) -> None:
    REVIEW.given().when(NOTES, cancelling(), late).then_nothing()


@pytest.mark.parametrize(
    "late",
    [
        submit("notes"),
        extending("only", "2026-03-05 10:00", days=1),
        handing(STRANGER, NEWCOMER),
        away(STRANGER, *WEEK),
        pausing("2026-03-05 10:00"),
        resuming("2026-03-05 10:00"),
    ],
)
def test_nothing_can_be_changed_after_the_end(late: c.Command) -> None:
    REVIEW.given().when(NOTES, cancelling(), late).then_refused(r.ReviewIsClosed)


@pytest.mark.parametrize(
    "early",
    [
        submit("notes"),
        extending("only", "2026-03-05 10:00", days=1),
        handing(STRANGER, NEWCOMER),
        away(STRANGER, *WEEK),
        pausing("2026-03-05 10:00"),
        resuming("2026-03-05 10:00"),
        cancelling(),
        settling(),
        passing("2026-03-05 10:00"),
    ],
)
def test_a_review_that_was_not_opened_cannot_be_changed(early: c.Command) -> None:
    REVIEW.given().when(early).then_refused(r.ReviewNotOpen)

from domain.definition.words import Act, AtExpiry, Role
from domain.ids import PersonId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    handing,
    of_one,
    opening,
    passing,
    play,
    seat,
    step,
    submit,
)

RATE = step("rate", Role.MANAGER, Act.RATE)
FEEDBACK = opening(of_one(step("feedback", Role.PEER, Act.FEEDBACK), RATE))
EXPIRING = opening(
    of_one(
        step("feedback", Role.PEER, Act.FEEDBACK, at_expiry=AtExpiry.COMPLETE_WITHOUT),
        RATE,
    )
)
EXPIRED = "2026-03-23 17:00"


def down(
    peer: PersonId, at: str = "2026-03-04 10:00", text: str | None = "no time"
) -> c.SubmitStep:
    return submit("feedback", peer, at, Verdict.TURNED_DOWN, text)


def test_whoever_turns_feedback_down_is_not_waited_for_any_more() -> None:
    one = play(FEEDBACK, down(ONE_PEER))
    assert [o.assignee for o in one.state.open] == [OTHER_PEER]
    assert one.new(e.StepBlocked) == []
    done = play(FEEDBACK, down(ONE_PEER), submit("feedback", OTHER_PEER, "2026-03-05 10:00"))
    assert done.open_steps == ["rate"]


def test_the_order_in_which_peers_answer_or_turn_it_down_does_not_matter() -> None:
    done = play(FEEDBACK, submit("feedback", OTHER_PEER), down(ONE_PEER))
    assert done.open_steps == ["rate"]
    assert done.new(e.StepBlocked) == []


def test_feedback_that_everybody_turned_down_is_blocked_and_owned_by_hr() -> None:
    alone = play(FEEDBACK, down(ONE_PEER), down(OTHER_PEER, "2026-03-05 10:00"))
    (blocked,) = alone.new(e.StepBlocked)
    assert (blocked.step, blocked.seat, blocked.owner) == ("feedback", 1, HR)
    assert alone.open_steps == ["feedback"]
    assert [o.is_blocked for o in alone.state.open] == [True]


def test_whom_hr_names_then_gives_the_feedback() -> None:
    turned_down = (FEEDBACK, down(ONE_PEER), down(OTHER_PEER, "2026-03-05 10:00"))
    named = (*turned_down, handing(None, NEWCOMER, "2026-03-06 10:00", Role.PEER))
    assert [o.assignee for o in play(*named).state.open] == [NEWCOMER]
    done = play(*named, submit("feedback", NEWCOMER, "2026-03-09 10:00"))
    assert done.open_steps == ["rate"]


def test_a_seat_that_was_blocked_before_can_be_turned_down_and_blocked_again() -> None:
    vacant = step("feedback", Role.PEER, Act.FEEDBACK, seats=[None])
    twice = play(
        opening(of_one(vacant, RATE)),
        handing(None, NEWCOMER, "2026-03-03 10:00", Role.PEER),
        down(NEWCOMER),
        handing(None, ONE_PEER, "2026-03-05 10:00", Role.PEER),
        down(ONE_PEER, "2026-03-06 10:00"),
    )
    assert [event.times for event in twice.all(e.StepBlocked)] == [0, 2, 4]
    assert len({event.key() for event in twice.events}) == len(twice.events)


def test_a_vacant_seat_keeps_the_step_open_when_the_other_is_turned_down() -> None:
    half = step("feedback", Role.PEER, Act.FEEDBACK, seats=[seat(ONE_PEER), None])
    left = play(opening(of_one(half, RATE)), down(ONE_PEER))
    assert [(o.seat, o.is_blocked) for o in left.state.open] == [(1, True)]


def test_once_the_days_of_grace_are_over_nobody_is_waited_for() -> None:
    silent = play(EXPIRING, down(ONE_PEER), passing(EXPIRED))
    assert silent.open_steps == ["rate"]
    assert silent.all(e.StepBlocked) == []


def test_who_had_more_days_than_the_others_may_still_turn_it_down_last() -> None:
    extended = play(
        EXPIRING,
        handing(OTHER_PEER, NEWCOMER, "2026-03-16 10:00", Role.PEER),
        passing(EXPIRED),
        down(NEWCOMER, "2026-03-23 18:00"),
    )
    assert [event.assignee for event in extended.all(e.StepExpired)] == [ONE_PEER]
    assert extended.open_steps == ["rate"]
    assert extended.all(e.StepBlocked) == []


def test_feedback_is_turned_down_with_a_reason_only() -> None:
    silent = down(ONE_PEER, text=None)
    REVIEW.given().when(FEEDBACK, silent).then_refused(r.WordsMissing)


def test_feedback_without_words_is_refused() -> None:
    silent = submit("feedback", ONE_PEER, text=None)
    REVIEW.given().when(FEEDBACK, silent).then_refused(r.WordsMissing)


def test_a_form_of_peers_that_is_only_filled_in_cannot_be_turned_down() -> None:
    form = opening(of_one(step("feedback", Role.PEER)))
    REVIEW.given().when(form, down(ONE_PEER)).then_refused(r.VerdictNotPossible)


def test_who_has_turned_it_down_cannot_answer_after_all() -> None:
    late = submit("feedback", ONE_PEER, "2026-03-05 10:00")
    REVIEW.given().when(FEEDBACK, down(ONE_PEER), late).then_refused(r.StepAlreadyClosed)


def test_turning_it_down_twice_counts_once() -> None:
    REVIEW.given().when(FEEDBACK, down(ONE_PEER), down(ONE_PEER)).then_nothing()

import pytest

from domain.definition.words import Act, AtExpiry, Condition, Role
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    REVIEW,
    SECOND_LINE,
    Played,
    goal_setting,
    opening,
    passing,
    plan,
    play,
    sign_off,
    stage,
    step,
    submit,
)

RATING = stage("rating", step("rate", Role.MANAGER, Act.RATE))
SIGN_OFF = plan(RATING, sign_off())


def shared(text: str = "exceeds", disputes: int = 1) -> tuple[c.Command, ...]:
    return (
        opening(plan(RATING, sign_off(), disputes=disputes)),
        submit("rate", MANAGER, text=text),
        submit("share", MANAGER, verdict=Verdict.SHARED, text=None),
    )


def signing(verdict: Verdict, at: str = "2026-03-05 10:00") -> c.SubmitStep:
    text = None if verdict is Verdict.ACKNOWLEDGED else "because"
    return submit("sign", at=at, verdict=verdict, text=text)


def resolving(verdict: Verdict, at: str = "2026-03-06 10:00") -> c.SubmitStep:
    return submit("resolve", SECOND_LINE, at, verdict, "I have looked at it")


def signature(played: Played) -> Verdict | None:
    (completed,) = played.new(e.ReviewCompleted)
    return completed.signature


def test_who_acknowledges_completes_the_review() -> None:
    assert signature(play(*shared(), signing(Verdict.ACKNOWLEDGED))) is Verdict.ACKNOWLEDGED


def test_a_dispute_goes_to_the_second_line() -> None:
    disputed = play(*shared(), signing(Verdict.DISPUTED))
    (opened,) = disputed.new(e.StepOpened)
    assert (opened.step, opened.assignee) == ("resolve", SECOND_LINE)
    assert disputed.open_steps == ["resolve"]


@pytest.mark.parametrize("answer", [Verdict.UPHELD, Verdict.AMENDED])
def test_an_answered_dispute_is_signed_again(answer: Verdict) -> None:
    answered = (*shared(), signing(Verdict.DISPUTED), resolving(answer))
    assert play(*answered).open_steps == ["sign"]
    assert play(*answered).due("sign") == "2026-03-11 17:00"
    again = signing(Verdict.ACKNOWLEDGED, "2026-03-09 10:00")
    assert signature(play(*answered, again)) is Verdict.ACKNOWLEDGED


def test_a_second_dispute_is_refused() -> None:
    again = signing(Verdict.DISPUTED, "2026-03-09 10:00")
    scenario = REVIEW.given().when(
        *shared(), signing(Verdict.DISPUTED), resolving(Verdict.UPHELD), again
    )
    scenario.then_refused(r.DisputeAlreadyAnswered)


def test_a_cycle_may_allow_a_second_dispute() -> None:
    twice = play(
        *shared(disputes=2),
        signing(Verdict.DISPUTED),
        resolving(Verdict.UPHELD),
        signing(Verdict.DISPUTED, "2026-03-09 10:00"),
    )
    assert [(o.step, o.round) for o in twice.state.open] == [("resolve", 2)]


def test_a_cycle_without_disputes_says_so() -> None:
    scenario = REVIEW.given().when(*shared(disputes=0), signing(Verdict.DISPUTED))
    scenario.then_refused(r.VerdictNotPossible, "cannot be disputed")


@pytest.mark.parametrize("verdict", [Verdict.DISPUTED, Verdict.DECLINED])
def test_who_disputes_or_declines_says_why(verdict: Verdict) -> None:
    silent = submit("sign", verdict=verdict, text=None)
    REVIEW.given().when(*shared(), silent).then_refused(r.WordsMissing)


def test_a_dispute_is_answered_with_words() -> None:
    silent = submit("resolve", SECOND_LINE, "2026-03-06 10:00", Verdict.UPHELD, text=None)
    scenario = REVIEW.given().when(*shared(), signing(Verdict.DISPUTED), silent)
    scenario.then_refused(r.WordsMissing)


def test_a_declined_signature_is_recorded_by_a_witness() -> None:
    declined = (*shared(), signing(Verdict.DECLINED))
    assert play(*declined).open_steps == ["witness"]
    witnessing = submit("witness", HR, "2026-03-06 10:00", Verdict.WITNESSED, text=None)
    assert signature(play(*declined, witnessing)) is Verdict.DECLINED


def test_who_disputed_may_decline_in_the_end() -> None:
    declined = play(
        *shared(),
        signing(Verdict.DISPUTED),
        resolving(Verdict.UPHELD),
        signing(Verdict.DECLINED, "2026-03-09 10:00"),
    )
    assert declined.open_steps == ["witness"]


def test_a_signature_carries_the_fingerprint_of_what_lay_before_the_person() -> None:
    (signed,) = play(*shared(), signing(Verdict.ACKNOWLEDGED)).new(e.StepSubmitted)
    assert signed.signed_sha256 is not None
    assert len(signed.signed_sha256) == 64
    assert signed.signed_sha256 == play(*shared()).state.record_sha256


def test_the_fingerprint_is_another_when_the_words_are() -> None:
    assert play(*shared("exceeds")).state.record_sha256 == play(*shared()).state.record_sha256
    assert play(*shared("meets")).state.record_sha256 != play(*shared()).state.record_sha256


def test_the_second_signature_covers_the_answer_to_the_dispute() -> None:
    upheld = play(
        *shared(),
        signing(Verdict.DISPUTED),
        resolving(Verdict.UPHELD),
        signing(Verdict.ACKNOWLEDGED, "2026-03-09 10:00"),
    )
    first, second = [s.signed_sha256 for s in upheld.all(e.StepSubmitted) if s.step == "sign"]
    assert first != second


def test_only_the_signature_carries_a_fingerprint() -> None:
    played = play(*shared(), signing(Verdict.ACKNOWLEDGED))
    unsigned = [s.step for s in played.all(e.StepSubmitted) if s.signed_sha256 is None]
    assert unsigned == ["rate", "share"]


def test_the_reason_for_sending_back_is_part_of_what_is_signed() -> None:
    def returned(reason: str) -> str:
        back = submit("agree_goals", MANAGER, verdict=Verdict.SENT_BACK, text=reason)
        return play(
            opening(plan(goal_setting())), submit("propose_goals"), back
        ).state.record_sha256

    assert returned("too vague") != returned("too many")


def test_a_dispute_that_nobody_answers_in_time_stands() -> None:
    steps = (
        step("sign", act=Act.SIGN),
        step(
            "resolve",
            Role.SECOND_LINE_MANAGER,
            Act.RESOLVE,
            only_if=Condition.DISPUTED,
            at_expiry=AtExpiry.COMPLETE_WITHOUT,
        ),
    )
    unanswered = play(
        opening(plan(stage("sign_off", *steps))),
        signing(Verdict.DISPUTED),
        passing("2026-04-30 10:00"),
    )
    assert signature(unanswered) is Verdict.DISPUTED


def test_a_dispute_answered_in_a_later_stage_leaves_the_dispute_as_the_last_word() -> None:
    resolve = step("resolve", Role.SECOND_LINE_MANAGER, Act.RESOLVE, only_if=Condition.DISPUTED)
    apart = plan(stage("sign_off", step("sign", act=Act.SIGN)), stage("answers", resolve))
    answered = play(opening(apart), signing(Verdict.DISPUTED), resolving(Verdict.UPHELD))
    assert signature(answered) is Verdict.DISPUTED


def test_a_step_that_follows_a_dispute_exists_even_after_the_answer() -> None:
    steps = (*sign_off().steps[1:3], step("note", Role.HR_PARTNER, only_if=Condition.DISPUTED))
    noted = play(
        opening(plan(stage("sign_off", *steps))),
        signing(Verdict.DISPUTED),
        resolving(Verdict.UPHELD),
        signing(Verdict.ACKNOWLEDGED, "2026-03-09 10:00"),
    )
    assert noted.open_steps == ["note"]


def test_who_signs_signs_what_was_shown_and_nothing_else() -> None:
    before = play(*shared())
    shown = before.state.record_sha256
    exact = signing(Verdict.ACKNOWLEDGED).model_copy(update={"shown_sha256": shown})
    (signed,) = play(*shared(), exact).new(e.StepSubmitted)
    assert signed.signed_sha256 == shown
    stale = signing(Verdict.ACKNOWLEDGED).model_copy(update={"shown_sha256": "0" * 64})
    REVIEW.given().when(*shared(), stale).then_refused(r.ReviewMovedOn, "has grown")

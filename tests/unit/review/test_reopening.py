import pytest

from domain.definition.words import Act, AtExpiry, Role, Start
from domain.errors import ReviewError
from domain.ids import StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.reopening import reopenable
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    ONE_PEER,
    REVIEW,
    annual,
    local,
    nominate,
    nominated_feedback,
    of_one,
    opening,
    passing,
    plan,
    play,
    settling,
    sign_off,
    stage,
    step,
    submit,
    words,
)

NOTES_TALK = opening(of_one(step("notes"), step("talk", Role.MANAGER)))
TWO_STAGES = opening(
    plan(
        stage("goals", step("propose")),
        stage("talks", step("notes"), step("talk", Role.MANAGER)),
        session=None,
    )
)


def reopening(name: str, at: str = "2026-03-05 10:00", why: str | None = "why") -> c.ReopenStep:
    content = words(why) if why else None
    return c.ReopenStep(
        at=local(at), step=StepId(name), request=f"reopen {name} at {at}", by=HR, content=content
    )


def test_a_reopened_step_has_a_new_round_with_its_rework_days() -> None:
    played = play(NOTES_TALK, submit("notes"), reopening("notes"))
    told, opened = played.last
    assert isinstance(told, e.StepReopened)
    assert (told.round, told.withdrawn, told.goes_back) == (1, ("talk",), 0)
    assert isinstance(opened, e.StepOpened)
    assert (opened.step, opened.round, played.due("notes")) == ("notes", 2, "2026-03-10 17:00")


def test_what_followed_comes_again_once_its_turn_comes_with_the_time_of_its_rules() -> None:
    again = play(NOTES_TALK, submit("notes"), reopening("notes"))
    assert again.open_steps == ["notes"]
    done = play(
        NOTES_TALK,
        submit("notes"),
        reopening("notes"),
        submit("notes", at="2026-03-06 09:00"),
    )
    assert done.open_steps == ["talk"]
    assert done.due("talk") == "2026-03-20 17:00"


def test_an_earlier_stage_is_gone_back_to_and_completed_anew() -> None:
    before = (TWO_STAGES, submit("propose"), submit("notes", at="2026-03-04 10:00"))
    back = play(*before, reopening("propose"))
    (told,) = back.new(e.StepReopened)
    assert (told.stage, told.goes_back, told.withdrawn) == ("goals", 1, ("notes", "talk"))
    again = play(*before, reopening("propose"), submit("propose", at="2026-03-06 10:00"))
    assert again.open_steps == ["notes"]
    keys = [event.key() for event in again.events]
    assert len(keys) == len(set(keys))


def test_what_opens_with_its_stage_does_not_follow_from_what_stands_before_it() -> None:
    beside = of_one(step("notes"), step("peers", Role.PEER, starts=Start.WITH_STAGE))
    answered = submit("peers", ONE_PEER)
    played = play(opening(beside), submit("notes"), answered, reopening("notes"))
    (told,) = played.new(e.StepReopened)
    assert told.withdrawn == ()
    assert sorted(played.open_steps) == ["notes", "peers"]


def test_colleagues_follow_from_their_nomination() -> None:
    review = opening(of_one(*nominated_feedback()))
    agreed = submit("approve", MANAGER, "2026-03-04 10:00", Verdict.AGREED)
    played = play(review, nominate(ONE_PEER), agreed, reopening("nominate"))
    (told,) = played.new(e.StepReopened)
    assert told.withdrawn == ("approve", "feedback")
    assert played.open_steps == ["nominate"]


def test_a_signature_that_waits_for_its_witness_is_withdrawn_with_the_rest() -> None:
    review = opening(plan(sign_off(), session=None))
    declined = submit("sign", at="2026-03-04 10:00", verdict=Verdict.DECLINED)
    shared = submit("share", MANAGER, verdict=Verdict.SHARED)
    before = play(review, shared, declined)
    after = play(review, shared, declined, reopening("share"))
    assert (before.state.signature, after.state.signature) == (Verdict.DECLINED, None)
    assert (after.open_steps, after.state.conditions) == (["share"], frozenset())


def test_reopening_twice_by_the_same_request_is_reopening_once() -> None:
    REVIEW.given().when(NOTES_TALK, submit("notes"), *[reopening("notes")] * 2).then_nothing()


@pytest.mark.parametrize(
    "name,refusal",
    [
        ("nothing", r.UnknownStep),
        ("talk", r.StepStillOpen),
        ("later", r.StepNotYetOpen),
        ("witness", r.NeverReopened),
    ],
)
def test_a_step_that_was_not_done_is_not_opened_again(
    name: str, refusal: type[ReviewError]
) -> None:
    review = opening(
        of_one(
            step("notes"),
            step("talk", Role.MANAGER),
            step("later"),
            step("witness", Role.HR_PARTNER, Act.WITNESS),
        )
    )
    REVIEW.given().when(review, submit("notes"), reopening(name)).then_refused(refusal)


def test_nobody_opens_a_step_again_without_a_reason() -> None:
    asked = reopening("notes", why=None)
    REVIEW.given().when(NOTES_TALK, submit("notes"), asked).then_refused(r.WordsMissing)


def test_nothing_is_opened_again_before_a_rating_that_the_panel_has_locked() -> None:
    stages = annual().stages[3:]
    review = opening(annual().model_copy(update={"stages": stages}))
    rated = submit("rate", MANAGER)
    shared = submit("share", MANAGER, "2026-03-04 10:00", Verdict.SHARED)
    REVIEW.given().when(review, rated, settling(), reopening("rate")).then_refused(r.RatingIsLocked)
    assert reopenable(play(review, rated).state) == ["rate"]
    assert reopenable(play(review, rated, settling(), shared).state) == ["share"]


def test_a_completed_review_stays_as_it_was_signed() -> None:
    review = opening(of_one(step("notes")))
    REVIEW.given().when(review, submit("notes"), reopening("notes")).then_refused(r.ReviewIsClosed)
    assert reopenable(play(review, submit("notes")).state) == []


def test_a_step_that_expired_can_be_opened_again() -> None:
    review = opening(
        of_one(step("notes", at_expiry=AtExpiry.COMPLETE_WITHOUT), step("talk", Role.MANAGER))
    )
    played = play(review, passing("2026-05-01 10:00"), reopening("notes", "2026-05-04 10:00"))
    assert played.open_steps == ["notes"]

from domain.definition.words import Act, AtExpiry, Role
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    SECOND_LINE,
    handing,
    local,
    of_one,
    opening,
    passing,
    play,
    seat,
    step,
    submit,
)

PEERS = opening(
    of_one(
        step("feedback", Role.PEER, at_expiry=AtExpiry.COMPLETE_WITHOUT),
        step("rate", Role.MANAGER, Act.RATE),
    )
)
HANDED_ON = opening(
    of_one(
        step("rate", Role.MANAGER, Act.RATE, at_expiry=AtExpiry.HAND_TO, hand_to=seat(SECOND_LINE))
    )
)
TO_NOBODY = opening(of_one(step("rate", Role.MANAGER, Act.RATE, at_expiry=AtExpiry.HAND_TO)))
EXPIRED = "2026-03-23 17:00"  # due on the 16th, five working days of grace


def test_the_process_goes_on_without_a_peer_once_the_days_of_grace_are_over() -> None:
    before = play(PEERS, submit("feedback", ONE_PEER), passing("2026-03-23 16:59"))
    assert before.open_steps == ["feedback"]
    after = play(PEERS, submit("feedback", ONE_PEER), passing(EXPIRED))
    assert [event.assignee for event in after.new(e.StepExpired)] == [OTHER_PEER]
    assert after.open_steps == ["rate"]


def test_the_ladder_climbs_before_a_step_expires() -> None:
    kinds = [type(event).__name__ for event in play(PEERS, passing(EXPIRED)).last]
    assert kinds[-4:] == ["RungReached", "StepExpired", "StepExpired", "StepOpened"]


def test_the_step_after_an_expired_one_has_its_deadline_from_now() -> None:
    late = play(PEERS, passing("2026-05-04 10:00"))
    assert late.due("rate") == "2026-05-18 17:00"
    assert late.last[-1] == late.new(e.StepOpened)[0]


def test_a_peer_who_answers_after_the_expiry_is_told_that_the_step_is_closed() -> None:
    late = submit("feedback", ONE_PEER, "2026-03-24 10:00")
    REVIEW.given().when(PEERS, passing(EXPIRED), late).then_refused(r.StepAlreadyClosed)


def test_a_peer_may_still_answer_after_the_deadline_and_before_the_expiry() -> None:
    late = play(
        PEERS, passing("2026-03-20 10:00"), submit("feedback", ONE_PEER, "2026-03-20 11:00")
    )
    assert [o.seat for o in late.state.open] == [1]


def test_a_step_that_escalates_never_expires() -> None:
    late = play(opening(of_one(step("notes"))), passing("2027-03-02 10:00"))
    assert late.open_steps == ["notes"]


def test_a_step_is_handed_to_another_role_with_a_deadline_of_its_own() -> None:
    (handed,) = play(HANDED_ON, passing(EXPIRED)).new(e.StepHandedOver)
    assert (handed.from_person, handed.to.person, handed.cause) == (MANAGER, SECOND_LINE, "expiry")
    assert handed.due == local("2026-03-26 17:00")


def test_who_got_a_step_at_expiry_does_it_and_who_had_it_no_longer_can() -> None:
    late = submit("rate", MANAGER, "2026-03-24 10:00")
    REVIEW.given().when(HANDED_ON, passing(EXPIRED), late).then_refused(r.NotYourStep)
    done = play(HANDED_ON, passing(EXPIRED), submit("rate", SECOND_LINE, "2026-03-24 10:00"))
    assert done.state.is_closed


def test_a_step_is_handed_on_once_and_then_only_escalates() -> None:
    later = play(HANDED_ON, passing(EXPIRED), passing("2026-12-31 10:00"))
    assert later.new(e.StepHandedOver) == []
    assert [event.recipient for event in later.new(e.RungReached)][-1] == seat(SECOND_LINE).rungs[
        -1
    ].to
    assert [o.assignee for o in later.state.open] == [SECOND_LINE]


def test_the_new_holder_is_reminded_of_the_new_deadline() -> None:
    later = play(HANDED_ON, passing(EXPIRED), passing("2026-03-25 10:00"))
    assert [event.recipient for event in later.new(e.AssigneeReminded)] == [SECOND_LINE]


def test_a_step_that_nobody_can_be_handed_to_is_blocked_and_owned_by_hr() -> None:
    late = play(TO_NOBODY, passing(EXPIRED))
    (blocked,) = late.new(e.StepBlocked)
    assert (blocked.step, blocked.owner) == ("rate", HR)
    assert [o.is_blocked for o in late.state.open] == [True]


def test_whom_hr_names_after_the_expiry_is_not_expired_again() -> None:
    named = play(
        TO_NOBODY,
        passing(EXPIRED),
        handing(None, NEWCOMER, "2026-03-24 10:00"),
        passing("2026-12-31 10:00"),
    )
    assert named.new(e.StepBlocked) == []
    assert [o.assignee for o in named.state.open] == [NEWCOMER]


def test_whom_hr_names_before_the_expiry_has_the_days_of_grace_too() -> None:
    named = play(
        PEERS, handing(ONE_PEER, NEWCOMER, "2026-03-04 10:00"), passing("2026-12-31 10:00")
    )
    assert [event.assignee for event in named.new(e.StepExpired)] == [NEWCOMER, OTHER_PEER]


def test_a_goal_that_nobody_agreed_in_time_counts_as_agreed_by_nobody() -> None:
    silent = of_one(
        step("propose_goals"),
        step(
            "agree_goals",
            Role.MANAGER,
            Act.AGREE,
            returns_to="propose_goals",
            at_expiry=AtExpiry.COMPLETE_WITHOUT,
        ),
    )
    late = play(opening(silent), submit("propose_goals"), passing("2026-12-31 10:00"))
    assert late.state.is_closed
    assert [event.verdict for event in late.all(e.StepSubmitted)] == [Verdict.SUBMITTED]
    assert [event.assignee for event in late.all(e.StepExpired)] == [MANAGER]


def test_a_step_may_be_handed_to_the_person_under_review_by_the_definition() -> None:
    talk = of_one(step("talk", Role.MANAGER, at_expiry=AtExpiry.HAND_TO, hand_to=seat(REVIEWEE)))
    done = play(opening(talk), passing(EXPIRED), submit("talk", REVIEWEE, "2026-03-24 10:00"))
    assert done.state.is_closed

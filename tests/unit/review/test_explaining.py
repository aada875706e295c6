"""Why a review waits is said for every state it can be in."""

from datetime import date

from domain.definition.deadlines import Reminders, When
from domain.definition.words import Act, AtExpiry, Role
from domain.review.commands import Command
from domain.review.explaining import Ended, Explanation, explain
from tests.unit.review.sample_plan import (
    HEAD_OF_HR,
    HR,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEWEE,
    SESSION,
    cancelling,
    handing,
    local,
    of_one,
    opening,
    passing,
    pausing,
    plan,
    play,
    seat,
    stage,
    step,
)

NOTES = opening(of_one(step("notes", reminders=Reminders(before=(2,)))))


def told(*commands: Command, at: str = "2026-03-03 10:00", ended: Ended = "completed") -> str:
    return " ".join(explained(*commands, at=at, ended=ended).sentences)


def explained(
    *commands: Command, at: str = "2026-03-03 10:00", ended: Ended = "completed"
) -> Explanation:
    return explain(play(*commands).state, local(at), ended=ended)


def test_an_open_step_names_whom_it_waits_for_until_when_and_what_fires_next() -> None:
    said = told(NOTES)
    assert f"notes waits for {REVIEWEE}, until 2026-03-16 16:00 UTC." in said
    assert "runs by working days in Europe/Berlin, 09:00 to 17:00; 0 of 1 reminders sent" in said
    assert f"Next, 2026-03-12 08:00 UTC: {REVIEWEE} is reminded of notes." in said
    assert "If nobody acts, 2 more rungs are reached, and then notes stays open" in said


def test_an_overdue_step_says_so_and_who_hears_next() -> None:
    said = told(NOTES, passing("2026-03-19 10:00"), at="2026-03-19 10:00")
    assert f"notes is overdue: it waits for {REVIEWEE}, and was due 2026-03-16" in said
    assert "1 of 1 reminders sent, 1 of 2 rungs reached" in said
    assert f"{HR} hears that notes is late (rung 2)." in said


def test_a_blocked_step_names_the_part_who_looks_after_it_and_the_mend() -> None:
    found = explained(opening(of_one(step("talk", Role.MANAGER, seats=[None]))))
    (blocked,) = found.stands[1:]
    assert blocked == (
        f"talk is blocked: nobody has the part of the manager. {HR} in HR looks after it."
    )
    assert any("ops reassign" in each and " manager PERSON " in each for each in found.possible)
    assert not any("ops nudge" in each for each in found.possible)
    assert f"{HR} hears that talk is late (rung 1)." in " ".join(found.next)


def test_a_paused_review_says_since_when_and_that_nothing_fires() -> None:
    found = explained(NOTES, pausing("2026-03-04 10:00"), at="2026-03-09 10:00")
    assert found.stands[0].startswith("It is paused since 2026-03-04 09:00 UTC")
    assert found.next == ("Nothing fires until it is resumed; its deadlines then move on.",)
    assert [each.split()[2] for each in found.possible] == ["resume"]


def test_a_review_before_the_panel_waits_for_the_session() -> None:
    waiting = opening(of_one(step("calibrate", Role.PANEL, Act.CALIBRATE, seats=[None])))
    said = told(waiting)
    assert f"calibrate waits for calibration session {SESSION} to lock" in said
    assert "Nothing fires by itself: it waits for what others do." in said
    assert "If nobody acts, calibrate stays until the session is locked." in said


def test_a_completed_review_waits_for_nobody() -> None:
    leaving = explained(NOTES, cancelling(), ended="left")
    assert leaving.sentences == (
        "It was ended because the person under review has left. It waits for nobody.",
    )
    assert leaving.possible == ()
    assert "It is completed" in told(NOTES, cancelling(), ended="completed")
    assert "when its cycle was closed" in told(NOTES, cancelling(), ended="closed")
    assert "before its time by HR" in told(NOTES, cancelling(), ended="withdrawn")


def test_a_first_step_that_is_not_open_yet_says_from_when_on() -> None:
    later = stage("only", step("notes"), opens=When(on=date(2026, 4, 1)))
    found = explained(opening(plan(later)))
    assert f"notes is not open yet: {REVIEWEE} can do it from 2026-04-01 07:00 UTC" in " ".join(
        found.stands
    )
    assert not any("ops nudge" in each for each in found.possible)


def test_a_step_that_will_change_hands_says_to_whom_and_when() -> None:
    rate = step("rate", Role.MANAGER, at_expiry=AtExpiry.HAND_TO, hand_to=seat(HR), grace=0)
    said = told(opening(of_one(rate)))
    assert f"2026-03-16 16:00 UTC: rate is handed over to {HR}." in said
    expiring = step("rate", Role.MANAGER, at_expiry=AtExpiry.COMPLETE_WITHOUT, grace=0)
    assert "rate expires, and the review goes on without it." in told(opening(of_one(expiring)))
    nobody = step("rate", Role.MANAGER, at_expiry=AtExpiry.HAND_TO, grace=0)
    assert "rate expires and is blocked" in told(opening(of_one(nobody)))


def test_a_step_that_has_changed_hands_says_so() -> None:
    talk = opening(of_one(step("talk", Role.MANAGER)))
    said = told(talk, handing(MANAGER, NEWCOMER, "2026-03-02 11:00"))
    assert f"talk waits for {NEWCOMER}" in said
    assert "talk has changed hands or been blocked once." in said


def test_leave_that_stretches_a_clock_is_told_and_leave_that_is_over_is_not() -> None:
    weeks = ((date(2026, 2, 2), date(2026, 2, 6)), (date(2026, 3, 9), date(2026, 3, 13)))
    said = told(opening(of_one(step("notes"), leaves={REVIEWEE: weeks})))
    assert "Days from 2026-03-09 to 2026-03-13 do not count" in said
    assert "2026-02-02" not in said


def test_nobody_learns_who_the_peers_are() -> None:
    feedback = step("feedback", Role.PEER, reminders=Reminders(before=(2,)))
    said = told(opening(of_one(feedback, leaves={ONE_PEER: ((date(2026, 3, 4),) * 2,)})))
    assert "feedback waits for a peer" in said
    assert "feedback (seat 2) waits for a peer" in said
    assert str(ONE_PEER) not in said
    assert str(OTHER_PEER) not in said
    assert "2026-03-04" not in said


def test_people_are_called_as_the_reader_may_call_them() -> None:
    state = play(NOTES).state
    said = " ".join(explain(state, local("2026-03-03 10:00"), lambda _: "Ada").stands)
    assert "notes waits for Ada" in said
    assert str(HEAD_OF_HR) not in said

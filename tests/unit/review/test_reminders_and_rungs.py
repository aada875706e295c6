from domain.definition.words import Act, AtExpiry, Role
from domain.review import events as e
from domain.review.plan import ReviewPlan
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    HR,
    KIRITIMATI,
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    REVIEWEE,
    goal_setting,
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

# Opens on Monday 2 March 2026, due on Monday 16 March at the close of the day.
NOTES = of_one(step("notes"))


def struck(of: ReviewPlan, *days: str) -> list[str]:
    """What happens to a review when time passes and nobody does anything."""
    played = play(opening(of), *(passing(day) for day in days))
    return [_said(event) for event in played.events if isinstance(event, e.OnStep)][1:]


def _said(event: e.OnStep) -> str:
    match event:
        case e.AssigneeReminded():
            return f"{event.at:%d %b} reminder {event.number} to {event.recipient.int}"
        case e.RungReached():
            return f"{event.at:%d %b} rung {event.rung} to {event.recipient.int}"
        case _:
            return type(event).__name__


def test_the_assignee_is_reminded_three_days_and_one_day_before_the_deadline() -> None:
    days = ("2026-03-11 08:59", "2026-03-11 09:00", "2026-03-13 09:00", "2026-03-16 17:00")
    assert struck(NOTES, *days) == [
        f"11 Mar reminder 0 to {REVIEWEE.int}",
        f"13 Mar reminder 1 to {REVIEWEE.int}",
    ]


def test_a_reminder_says_which_deadline_it_is_about() -> None:
    (reminder,) = play(opening(NOTES), passing("2026-03-11 09:00")).new(e.AssigneeReminded)
    assert reminder.due == local("2026-03-16 17:00")


def test_no_reminder_is_sent_twice() -> None:
    moment = passing("2026-03-11 09:00")
    REVIEW.given().when(opening(NOTES), moment, moment).then_nothing()


def test_reminders_come_in_the_morning_of_the_place_where_the_assignee_works() -> None:
    far = of_one(step("notes", seats=[seat(REVIEWEE, place=KIRITIMATI)]))
    wake = play(opening(far)).state.next_wake()
    assert wake is not None
    assert wake.at == local("2026-03-11 09:00", "Pacific/Kiritimati")


def test_the_manager_hears_after_three_days_of_grace_and_hr_two_days_later() -> None:
    days = ("2026-03-16 17:01", "2026-03-18 18:00", "2026-03-19 09:00", "2026-03-23 09:00")
    assert struck(NOTES, *days)[2:] == [
        f"19 Mar rung 0 to {MANAGER.int}",
        f"23 Mar rung 1 to {HR.int}",
    ]


def test_a_rung_names_the_one_who_is_late() -> None:
    (rung,) = play(opening(NOTES), passing("2026-03-19 09:00")).new(e.RungReached)
    assert (rung.assignee, rung.due) == (REVIEWEE, local("2026-03-16 17:00"))


def test_nothing_is_heard_of_a_step_that_is_done() -> None:
    done = submit("propose_goals", at="2026-03-10 10:00")
    agreed = submit("agree_goals", MANAGER, "2026-03-10 11:00", Verdict.AGREED)
    goals = opening(plan(goal_setting()))
    REVIEW.given().when(goals, done, agreed, passing("2026-12-31 10:00")).then_nothing()


def test_a_ladder_ends_and_the_step_stays_open() -> None:
    long_ago = play(opening(NOTES), passing("2026-03-23 09:00"), passing("2027-03-23 09:00"))
    assert long_ago.last == ()
    assert long_ago.open_steps == ["notes"]
    assert long_ago.state.next_wake() is None


def test_three_weeks_without_a_worker_lose_nothing_and_repeat_nothing() -> None:
    assert struck(NOTES, "2026-03-31 10:00", "2026-04-30 10:00") == [
        f"31 Mar reminder 0 to {REVIEWEE.int}",
        f"31 Mar reminder 1 to {REVIEWEE.int}",
        f"31 Mar rung 0 to {MANAGER.int}",
        f"31 Mar rung 1 to {HR.int}",
    ]


def test_each_peer_has_reminders_of_their_own() -> None:
    peers = of_one(step("feedback", Role.PEER))
    reminded = play(opening(peers), submit("feedback", ONE_PEER), passing("2026-03-11 09:00"))
    assert [event.recipient for event in reminded.new(e.AssigneeReminded)] == [OTHER_PEER]


def test_a_step_that_waits_at_expiry_reminds_and_climbs_nothing() -> None:
    patient = of_one(step("notes", at_expiry=AtExpiry.WAIT))
    assert struck(patient, "2026-12-31 10:00") == [
        f"31 Dec reminder 0 to {REVIEWEE.int}",
        f"31 Dec reminder 1 to {REVIEWEE.int}",
    ]


def test_what_falls_due_first_happens_first_across_steps() -> None:
    pair = of_one(
        step("feedback", Role.PEER, seats=[seat(ONE_PEER, (MANAGER, 1)), seat(OTHER_PEER)])
    )
    played = play(opening(pair), passing("2026-04-30 10:00"))
    climbed = [(event.seat, event.rung) for event in played.new(e.RungReached)]
    assert climbed == [(0, 0), (1, 0), (1, 1)]


def test_the_panel_is_not_reminded_by_the_review() -> None:
    panel = of_one(step("calibrate", Role.PANEL, Act.CALIBRATE))
    waiting = play(opening(panel))
    assert waiting.open_steps == ["calibrate"]
    assert waiting.state.next_wake() is None

"""How a review, a session and an action are seen by an operator."""

from datetime import timedelta

import pytest

from domain.definition.words import Act, AtExpiry, Role
from domain.process_state import ProcessState, Shown, review_shown, review_wake
from domain.review import commands as c
from tests.unit.review import sample_plan as sample
from tests.unit.review.sample_plan import MANAGER, SESSION, local, of_one, opening, play, step

TALK = step("talk", Role.MANAGER)
NOBODY = step("talk", Role.MANAGER, seats=[None])
QUIET = step(
    "notes", at_expiry=AtExpiry.WAIT, seats=[sample.seat(MANAGER).model_copy(update={"rungs": ()})]
)
SIGN = step("sign", act=Act.SIGN)
PANEL = step("calibrate", Role.PANEL, Act.CALIBRATE)


@pytest.mark.parametrize(
    "commands, at, state, rung",
    [
        ([opening(of_one(TALK))], "2026-03-16 16:59", ProcessState.OPEN, 0),
        ([opening(of_one(TALK))], "2026-03-16 17:00", ProcessState.OVERDUE, 0),
        (
            [opening(of_one(TALK)), sample.passing("2026-03-19 09:00")],
            "2026-03-19 09:00",
            ProcessState.OVERDUE,
            1,
        ),
        ([opening(of_one(NOBODY))], "2026-03-02 10:00", ProcessState.BLOCKED, 0),
        (
            [opening(of_one(NOBODY)), sample.passing("2026-04-01 10:00")],
            "2026-04-01 10:00",
            ProcessState.BLOCKED,
            2,
        ),
        (
            [opening(of_one(NOBODY)), sample.pausing("2026-03-03 10:00")],
            "2026-03-03 10:00",
            ProcessState.PAUSED,
            0,
        ),
        (
            [opening(of_one(PANEL, session=SESSION))],
            "2026-03-02 10:00",
            ProcessState.WAITING_FOR_CALIBRATION,
            0,
        ),
        ([opening(of_one(SIGN))], "2026-03-02 10:00", ProcessState.OPEN, 0),
        (
            [opening(of_one(SIGN)), sample.passing("2026-03-11 09:00")],
            "2026-03-11 09:00",
            ProcessState.WAITING_FOR_SIGN_OFF,
            0,
        ),
        (
            [opening(of_one(SIGN)), sample.passing("2026-03-11 09:00")],
            "2026-03-16 17:00",
            ProcessState.OVERDUE,
            0,
        ),
    ],
    ids=[
        "in time",
        "late",
        "escalated",
        "blocked",
        "blocked for long",
        "paused before all",
        "panel",
        "to sign",
        "reminded to sign",
        "late to sign",
    ],
)
def test_a_review_is_seen_by_the_worst_of_it(
    commands: list[c.Command], at: str, state: ProcessState, rung: int
) -> None:
    shown = review_shown(play(*commands).state, local(at))
    assert (shown.state, shown.rung) == (state, rung)


def test_a_review_goes_back_to_open_when_what_was_late_is_done() -> None:
    late = (opening(of_one(step("notes"), TALK)), sample.passing("2026-03-19 09:00"))
    done = play(*late, sample.submit("notes", at="2026-03-20 10:00")).state
    assert review_shown(done, local("2026-03-20 10:00")) == Shown(
        state=ProcessState.OPEN, wakes=local("2026-03-31 09:00")
    )


def test_a_review_is_blocked_no_more_once_somebody_is_named() -> None:
    named = sample.handing(None, MANAGER, role=Role.MANAGER)
    state = play(opening(of_one(NOBODY)), named).state
    assert review_shown(state, local("2026-03-03 10:00")).state is ProcessState.OPEN


def test_a_review_wakes_to_become_overdue_only_where_nothing_wakes_it_later() -> None:
    usual, quiet = (play(opening(of_one(each))).state for each in (TALK, QUIET))
    after_reminders = local("2026-03-13 10:00")
    for state, what in ((usual, "rung"), (quiet, "overdue")):
        reminded = play(opening(state.planned), sample.passing("2026-03-13 10:00")).state
        wake = review_wake(reminded, after_reminders)
        assert wake is not None
        assert wake.what == what


def test_a_review_that_is_paused_or_waits_for_the_panel_has_no_wake_up() -> None:
    paused = play(opening(of_one(TALK)), sample.pausing("2026-03-03 10:00")).state
    waiting = play(opening(of_one(PANEL, session=SESSION))).state
    for state in (paused, waiting):
        assert review_shown(state, local("2026-03-03 10:00")).wakes is None


def test_a_wake_up_is_told_in_real_time() -> None:
    hour, year = local("2026-03-02 10:00"), local("2027-03-02 10:00")
    tempo = sample.of_one(TALK).tempo.accelerated(hour, hour, [(year, 365.0)])
    state = play(opening(of_one(TALK, tempo=tempo))).state
    wake, shown = state.next_wake(), review_shown(state, hour)
    assert wake is not None
    assert shown.wakes == tempo.real(wake.at)
    assert shown.wakes is not None
    assert shown.wakes - hour < timedelta(minutes=1)


def test_only_another_state_or_rung_is_news() -> None:
    seen = Shown(wakes=local("2026-03-02 10:00"))
    assert not Shown(wakes=local("2026-03-05 10:00")).is_news_after(seen)
    assert Shown(rung=1).is_news_after(seen)
    assert Shown(state=ProcessState.BLOCKED).is_news_after(seen)

from datetime import date

import pytest

from domain.definition.words import Role
from domain.review import commands as c
from domain.review.preview import effect_of
from domain.views.notices import Reason
from tests.unit.review.sample_plan import (
    MANAGER,
    NEWCOMER,
    REVIEWEE,
    cancelling,
    extending,
    handing,
    local,
    of_one,
    opening,
    pausing,
    play,
    step,
    submit,
)
from tests.unit.review.test_nudging import nudging
from tests.unit.review.test_reopening import reopening

AT = "2026-03-05 10:00"
PAIR = opening(of_one(step("notes"), step("talk", Role.MANAGER)))
COMMANDS: list[c.Command] = [
    extending("only", AT, days=3),
    handing(MANAGER, NEWCOMER, AT),
    reopening("notes", AT),
    nudging(AT),
    pausing(AT),
    cancelling(AT),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_the_preview_says_what_then_stands(command: c.Command) -> None:
    before = play(PAIR, submit("notes"))
    effect = effect_of(before.state, command, local(AT))
    if effect.refusal:
        return
    after = play(PAIR, submit("notes"), command)
    open_after = {(o.step, o.clock.due) for o in after.state.open if o.clock and o.holder}
    open_before = {(o.step, o.clock.due) for o in before.state.open if o.clock and o.holder}
    gone = {(s.step, s.was) for s in effect.shifts if s.was}
    come = {(s.step, s.due) for s in effect.shifts if s.due}
    assert (open_before - gone) | come == open_after
    assert effect.ends == after.state.is_closed


def test_an_extension_shows_each_due_date_before_and_after_and_who_is_told() -> None:
    effect = effect_of(play(PAIR).state, extending("only", AT, to=date(2026, 3, 31)), local(AT))
    (shift,) = effect.shifts
    assert (shift.step, shift.holder) == ("notes", REVIEWEE)
    assert (shift.was, shift.due) == (local("2026-03-16 17:00"), local("2026-03-31 17:00"))
    assert effect.told == ((REVIEWEE, Reason.DEADLINE_MOVED),)


def test_reopening_tells_who_gets_the_step_and_who_loses_one() -> None:
    effect = effect_of(play(PAIR, submit("notes")).state, reopening("notes", AT), local(AT))
    assert effect.withdrawn == ("talk",)
    assert set(effect.told) == {
        (REVIEWEE, Reason.STEP_REOPENED),
        (MANAGER, Reason.STEP_WITHDRAWN),
    }


def test_what_cannot_be_done_says_why_and_what_is_done_already_says_so() -> None:
    state = play(PAIR, pausing("2026-03-04 10:00")).state
    past = effect_of(state, extending("only", AT, to=date(2026, 3, 4)), local(AT))
    assert (past.code, past.shifts) == ("deadline_in_the_past", ())
    assert "later day" in past.refusal
    assert effect_of(state, pausing(AT), local(AT)).is_moot

from dataclasses import replace

import pytest

from domain.errors import ReviewError
from domain.ids import PersonId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.evolve import evolve
from domain.review.more_time import AskForTime, ask_for_time, open_request
from domain.views.notices import Reason, notice_of
from domain.views.timeline import sentence
from tests.unit.review.sample_plan import (
    HR,
    MANAGER,
    REVIEWEE,
    cancelling,
    extending,
    goal_setting,
    local,
    opening,
    pausing,
    plan,
    play,
    submit,
    words,
)
from tests.unit.test_views_timeline import TELL

GOALS = opening(plan(goal_setting()))
NOW = local("2026-03-04 10:00")


def asking(days: int = 5, person: PersonId = REVIEWEE, round_: int = 1) -> AskForTime:
    return AskForTime(
        step=StepId("propose_goals"),
        seat=0,
        round=round_,
        person=person,
        days=days,
        request=f"request {days}",
        content=words("I am at the fair"),
    )


def asked(*commands: c.Command, wish: AskForTime | None = None) -> e.MoreTimeAsked:
    return ask_for_time(play(GOALS, *commands).events, wish or asking(), NOW)


def test_whoever_has_a_step_asks_hr_and_the_deadline_stands() -> None:
    wish = asked()
    assert (wish.days, wish.person, wish.owner) == (5, REVIEWEE, HR)
    before = play(GOALS).state
    after = evolve(before, wish)
    assert after.open == before.open
    assert after.version == before.version + 1


@pytest.mark.parametrize("days", [0, -3, 21])
def test_one_asks_for_days_that_a_form_can_give(days: int) -> None:
    with pytest.raises(r.DaysOutOfRange):
        asked(wish=asking(days))


def test_one_asks_once_until_the_deadline_has_moved() -> None:
    history = play(GOALS).events
    first = ask_for_time(history, asking(), NOW)
    with pytest.raises(r.MoreTimeAlreadyAsked):
        ask_for_time((*history, first), asking(3), NOW)
    step = StepId("propose_goals")
    assert open_request((*history, first), step, 0, 1, REVIEWEE) == first
    moved = play(GOALS, extending("goal_setting", "2026-03-05 10:00", days=5)).last
    later = (*history, first, *moved)
    assert open_request(later, step, 0, 1, REVIEWEE) is None
    assert ask_for_time(later, asking(3), NOW).days == 3


def test_others_cannot_ask_for_it() -> None:
    with pytest.raises(r.NotYourStep):
        asked(wish=asking(person=MANAGER))


@pytest.mark.parametrize(
    "before, refusal",
    [
        (submit("propose_goals"), r.StepAlreadyClosed),
        (pausing("2026-03-03 10:00"), r.ReviewIsPaused),
        (cancelling(), r.ReviewIsClosed),
    ],
)
def test_where_no_clock_runs_there_is_nothing_to_ask(
    before: c.Command, refusal: type[ReviewError]
) -> None:
    with pytest.raises(refusal):
        asked(before)


def test_another_round_is_another_step() -> None:
    with pytest.raises(r.StepAlreadyClosed):
        asked(wish=asking(round_=2))
    with pytest.raises(r.ReviewNotOpen):
        ask_for_time((), asking(), NOW)


def test_the_wish_is_told_to_hr_at_once_and_stands_in_the_timeline() -> None:
    wish = asked()
    notice = notice_of(wish)
    assert notice is not None
    assert (notice.recipient, notice.reason) == (HR, Reason.MORE_TIME_ASKED)
    told = sentence(wish, TELL)
    assert told == 'Ana Quist asked for 5 more working days for "Propose your goals".'
    hidden = replace(TELL, anonymous=frozenset({StepId("propose_goals")}))
    assert "Ana Quist" not in sentence(wish, hidden)

"""People of the demonstration act by their habits, in their working hours, the same by seed."""

from datetime import UTC, datetime, time
from random import Random

import pytest

from domain.working_calendar import WorkingCalendar
from tests.unit.demo_company import (
    DUE,
    OPENS,
    company,
    days,
    numbered,
    overdue,
    participants,
    waiting,
)
from workers.demo.habits import Habit, Turn, acts_at
from workers.demo.script import read_script

BERLIN = WorkingCalendar(zone="Europe/Berlin", opens=time(8), closes=time(18))
TURN = Turn(opens=OPENS, due=DUE)
SEEDS = range(60)


def moments(habit: Habit, turn: Turn = TURN, at: datetime = OPENS) -> list[datetime | None]:
    return [acts_at(habit, turn, BERLIN, Random(seed), at) for seed in SEEDS]


@pytest.mark.parametrize("habit", [Habit.PROMPT, Habit.STEADY])
def test_prompt_and_steady_people_act_in_time(habit: Habit) -> None:
    assert all(moment and OPENS < moment < DUE for moment in moments(habit))


def test_prompt_people_act_before_steady_ones() -> None:
    prompt, steady = (
        sorted(moment for moment in moments(habit) if moment)
        for habit in (Habit.PROMPT, Habit.STEADY)
    )
    assert prompt[len(prompt) // 2] < steady[len(steady) // 2]


def test_late_people_act_some_days_after_the_due_date() -> None:
    assert all(moment and DUE < moment < DUE + days(7) for moment in moments(Habit.LATE))


def test_some_act_only_once_somebody_above_has_heard() -> None:
    at = datetime(2026, 2, 2, 9, tzinfo=UTC)
    assert set(moments(Habit.ONLY_WHEN_ESCALATED, at=at)) == {None}
    heard = Turn(opens=OPENS, due=DUE, rungs=2)
    assert all(
        moment and at < moment < at + days(2)
        for moment in moments(Habit.ONLY_WHEN_ESCALATED, heard, at)
    )


def test_where_no_ladder_climbs_they_act_late_of_their_own_accord() -> None:
    turn = Turn(opens=OPENS, due=DUE, has_ladder=False)
    assert all(moment and moment > DUE for moment in moments(Habit.ONLY_WHEN_ESCALATED, turn))


def test_some_never_act() -> None:
    assert set(moments(Habit.NEVER)) == {None}


@pytest.mark.parametrize("habit", [Habit.PROMPT, Habit.STEADY, Habit.LATE])
def test_nobody_acts_outside_their_working_hours(habit: Habit) -> None:
    for moment in moments(habit):
        assert moment is not None
        assert BERLIN.next_reachable(moment) == moment


def test_a_manager_on_leave_acts_on_no_day_of_it() -> None:
    away = numbered("1041")
    [leave] = away.leaves
    calendar = participants().calendar_of(away)
    assert not calendar.is_working_day(leave.start)
    assert calendar.is_working_day(leave.end + days(3))


def test_the_same_seed_gives_the_same_year_and_another_seed_another() -> None:
    steps = [waiting("propose_goals", one, one.id) for one in company().values()]
    first, again, other = (
        [participants(seed).acts_at(step, OPENS) for step in steps] for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_every_habit_is_somebodys() -> None:
    steps = [waiting("propose_goals", one, one.id) for one in company().values()]
    habits = {participants().habit(company()[step.reviewee], step) for step in steps}
    assert habits == set(Habit) - {Habit.NEVER}


def test_those_who_never_do_a_step_do_it_in_nobodys_review() -> None:
    people = participants()
    for never in read_script().habits.never:
        step = waiting(never.step, company()[numbered(never.who).id], numbered(never.who).id)
        assert people.acts_at(overdue(step, rungs=3), DUE) is None

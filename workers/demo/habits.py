"""When people act: at once, in time, late, only when somebody above has heard of it, or never."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final, assert_never

from domain.working_calendar import WorkingCalendar

HEARD_OF_IT: Final = 2
"""Rungs of the ladder after which somebody else has heard: the first rung is the assignee."""
_PATIENCE: Final = 5  # working days after the due date, where no ladder climbs


class Habit(StrEnum):
    """How somebody goes about a step."""

    PROMPT = "prompt"
    STEADY = "steady"
    LATE = "late"
    ONLY_WHEN_ESCALATED = "only_when_escalated"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Turn:
    """A step as it lies before somebody: from when, until when, and who has heard of it."""

    opens: datetime
    due: datetime
    rungs: int = 0
    has_ladder: bool = True


def acts_at(
    habit: Habit, turn: Turn, calendar: WorkingCalendar, chance: Random, at: datetime
) -> datetime | None:
    """Say when somebody of that habit acts, in their working hours; None while not in sight.

    The same chance gives the same moment, except for those who wait for an escalation: they act
    some hours after it is seen, `at`.
    """
    match habit:
        case Habit.PROMPT:
            moment: datetime | None = _in_window(turn, calendar, chance, (0.0, 0.35))
        case Habit.STEADY:
            moment = _in_window(turn, calendar, chance, (0.15, 0.65))
        case Habit.LATE:
            moment = _after_due(turn, calendar, chance, chance.randint(1, 3))
        case Habit.ONLY_WHEN_ESCALATED:
            moment = _once_heard_of(turn, calendar, chance, at)
        case Habit.NEVER:
            moment = None
        case _:
            assert_never(habit)
    return moment


def _once_heard_of(
    turn: Turn, calendar: WorkingCalendar, chance: Random, at: datetime
) -> datetime | None:
    if not turn.has_ladder:
        return _after_due(turn, calendar, chance, _PATIENCE)
    if turn.rungs < HEARD_OF_IT:
        return None
    return calendar.next_reachable(at + timedelta(minutes=chance.randint(30, 400)))


def _in_window(
    turn: Turn, calendar: WorkingCalendar, chance: Random, part: tuple[float, float]
) -> datetime:
    """Choose a moment in that part of the working days between opening and due date."""
    days = calendar.working_days_between(turn.opens, turn.due)
    day = calendar.add_working_days(turn.opens, round(days * chance.uniform(*part)))
    moment = _during(day, calendar, chance)
    if moment <= turn.opens:
        moment = calendar.next_reachable(turn.opens + timedelta(minutes=chance.randint(10, 90)))
    return min(moment, turn.due - timedelta(minutes=5)) if turn.due > turn.opens else moment


def _after_due(turn: Turn, calendar: WorkingCalendar, chance: Random, days: int) -> datetime:
    return _during(calendar.add_working_days(turn.due, days), calendar, chance)


def _during(day: date, calendar: WorkingCalendar, chance: Random) -> datetime:
    opens, closes = calendar.open_of(day), calendar.close_of(day)
    return opens + (closes - opens) * chance.uniform(0.03, 0.97)

"""When people hand in: some at once, most near the deadline, some late; mostly in the morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Final, assert_never
from zoneinfo import ZoneInfo

SENT_BACK: Final = 0.1
"""How many are sent back, of what can be sent back and is handed in for the first time."""

LOOKED_BEFORE: Final = 0.4
"""How many look at the page of a step before they do it, and do it another time."""

SAVED_BEFORE: Final = 0.5
"""How many save a draft of what they write before they hand it in."""

_FRIDAY: Final = 4
_WEEK: Final = 7
# How many of a hundred hand in at each hour of their day: a peak in the morning, one after lunch.
_HOURS: Final = (*(0,) * 7, 4, 12, 18, 16, 9, 4, 7, 10, 8, 6, 3, 1, 1, 1, *(0,) * 3)


class Habit(StrEnum):
    """How somebody goes about what is to be done by a day."""

    AT_ONCE = "at_once"
    IN_BETWEEN = "in_between"
    NEAR_THE_DEADLINE = "near_the_deadline"
    LATE = "late"


SHARES: Final = {
    Habit.AT_ONCE: 15,
    Habit.IN_BETWEEN: 25,
    Habit.NEAR_THE_DEADLINE: 47,
    Habit.LATE: 13,
}
"""Of a hundred people so many have each habit."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when something is to be done, as the person sees it."""

    opens: datetime
    due: datetime


def habit_of(chance: Random) -> Habit:
    """Draw the habit of somebody."""
    return chance.choices(list(SHARES), list(SHARES.values()))[0]


def moment(habit: Habit, window: Window, zone: ZoneInfo, chance: Random) -> datetime:
    """Say when somebody of that habit hands in: on a working day, at an hour of theirs.

    Never before it opens; before the deadline, unless the habit is to be late or the time between
    is too short.
    """
    share = _share(habit, chance)
    day = (window.opens + (window.due - window.opens) * share).astimezone(zone)
    if day.weekday() > _FRIDAY:
        day += timedelta(days=_WEEK - day.weekday())
    hour = chance.choices(range(24), _HOURS)[0]
    at = datetime.combine(day.date(), time(hour, chance.randrange(60)), zone)
    at += timedelta(seconds=chance.randrange(60))
    if habit is not Habit.LATE and at >= window.due:
        at = window.due - timedelta(minutes=chance.randint(1, 90))
    return max(at, window.opens + timedelta(minutes=chance.randint(1, 30)))


def _share(habit: Habit, chance: Random) -> float:
    """Draw how much of the time given has passed."""
    match habit:
        case Habit.AT_ONCE:
            share = chance.uniform(0.0, 0.12)
        case Habit.IN_BETWEEN:
            share = chance.uniform(0.1, 0.75)
        case Habit.NEAR_THE_DEADLINE:
            share = max(0.5, 1.0 - chance.expovariate(12.0))
        case Habit.LATE:
            share = 1.0 + chance.uniform(0.05, 0.4)
        case _:
            assert_never(habit)
    return share

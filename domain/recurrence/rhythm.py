"""How often a cycle comes again, and on which days by the calendar alone."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from domain.definition.texts import Day
from domain.value import Fact

_YEAR: Final = 12


class Every(StrEnum):
    """How often, counted from the first day."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"


MONTHS: Final = {Every.YEAR: 12, Every.HALF_YEAR: 6, Every.QUARTER: 3}


class Gathered(StrEnum):
    """Whose reviews after hire stand in one cycle: all that fall due in the same one of these."""

    MONTH = "month"
    QUARTER = "quarter"


class ByCalendar(Fact):
    """On the same day of every year, half-year or quarter, from a first day on."""

    kind: Literal["by_calendar"] = "by_calendar"
    every: Every
    starts: Day


class AfterHire(Fact):
    """So many months, or days, after the first day of each person's employment."""

    kind: Literal["after_hire"] = "after_hire"
    months: int | None = Field(default=None, ge=1, le=60)
    days: int | None = Field(default=None, ge=1, le=1830)
    gathered: Gathered = Gathered.QUARTER

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.months is None) == (self.days is None):
            raise ValueError("give either months or days after hire")
        return self


Rhythm = Annotated[ByCalendar | AfterHire, Field(discriminator="kind")]


def months_later(day: date, months: int) -> date:
    """Give the same day so many months later, or the last day of that month if it is shorter.

    Raises:
        ValueError: the calendar ends before.
    """
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def planned_days(rhythm: ByCalendar) -> Iterator[date]:
    """Give every day of a rhythm, the first one first, until the calendar ends.

    Each is counted from the first, so that a 31st comes back after a shorter month, and a 29th of
    February in every leap year.
    """
    number = 0
    while True:
        try:
            yield months_later(rhythm.starts, number * MONTHS[rhythm.every])
        except ValueError:
            return
        number += 1


def day_after_hire(rhythm: AfterHire, start_date: date) -> date | None:
    """Give the day on which a review after hire falls due; None when the calendar ends before."""
    try:
        if rhythm.months is not None:
            return months_later(start_date, rhythm.months)
        return start_date + timedelta(days=rhythm.days or 0)
    except (ValueError, OverflowError):
        return None


def first_of_period(gathered: Gathered, day: date) -> date:
    """Give the first day of the month or quarter a day lies in."""
    if gathered is Gathered.MONTH:
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def last_of_period(gathered: Gathered, day: date) -> date:
    """Give the last day of the month or quarter a day lies in."""
    months = 1 if gathered is Gathered.MONTH else MONTHS[Every.QUARTER]
    return months_later(first_of_period(gathered, day), months) - timedelta(days=1)

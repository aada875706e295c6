"""The working days and hours of a person, in the place where that person works."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from domain.errors import ReviewError
from domain.value import Value

LONGEST_SEARCH = 400
"""Days in a row without work after which a search gives up."""

_ONE_DAY = timedelta(days=1)


class NoWorkingDay(ReviewError):
    """The calendar has no working day in the next 400 days."""

    code: ClassVar[str] = "no_working_day"


class WorkingCalendar(Value):
    """Answers which days and hours count for a person, and when a deadline falls.

    A working day is one whole local day: "one working day" given at any hour of Monday ends at
    the closing time of Tuesday, never after 24 hours of opening time. Weekdays count from Monday
    as 0. Leaves are pairs of first and last day. Every instant that comes out is in UTC; every
    instant that goes in has to know its zone, else ValueError.
    """

    zone: str
    opens: time
    closes: time
    weekend: tuple[Annotated[int, Field(ge=0, le=6)], ...] = (5, 6)
    days_off: tuple[date, ...] = ()
    leaves: tuple[tuple[date, date], ...] = ()

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"'{zone}' is not a known time zone") from unknown
        return zone

    @field_validator("days_off")
    @classmethod
    def _days_off_are_sorted(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        return tuple(sorted(set(days)))

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("the opening time must be earlier than the closing time")
        if any(first > last for first, last in self.leaves):
            raise ValueError("a leave must begin before it ends")
        return self

    def is_working_day(self, day: date) -> bool:
        """Tell whether the person works on that local day."""
        if day.weekday() in self.weekend:
            return False
        place = bisect_left(self.days_off, day)
        if place < len(self.days_off) and self.days_off[place] == day:
            return False
        return not any(first <= day <= last for first, last in self.leaves)

    def add_working_days(self, at: datetime, days: int) -> date:
        """Give the working day that lies that many working days after the day of `at`.

        With 0 days it is the day of `at` itself, or the next working day if nobody works on it.
        Raises ValueError for a negative number and NoWorkingDay when there is none.
        """
        return self._count(self.local_day(at), days, _ONE_DAY)

    def working_days_before(self, day: date, days: int) -> date:
        """Give the working day that lies that many working days before `day`.

        With 0 days it is the day itself, or the last working day before it.
        Raises ValueError for a negative number and NoWorkingDay when there is none.
        """
        return self._count(day, days, -_ONE_DAY)

    def open_of(self, day: date) -> datetime:
        """Give the instant at which that local day opens."""
        return self._instant(day, self.opens)

    def close_of(self, day: date) -> datetime:
        """Give the instant at which that local day closes."""
        return self._instant(day, self.closes)

    def due_after(self, at: datetime, working_days: int) -> datetime:
        """Give the closing time of the n-th working day after `at`, always later than `at`.

        With 0 days, work given after closing time is due at the close of the next working day.
        """
        day = self.add_working_days(at, working_days)
        due = self.close_of(day)
        return due if due > at else self.close_of(self._step(day, _ONE_DAY))

    def next_reachable(self, at: datetime) -> datetime:
        """Give `at` itself inside working hours, else the next opening."""
        day = self.local_day(at)
        if not self.is_working_day(day):
            return self.open_of(self._step(day, _ONE_DAY))
        opening = self.open_of(day)
        if at < opening:
            return opening
        if at < self.close_of(day):
            return at.astimezone(UTC)
        return self.open_of(self._step(day, _ONE_DAY))

    def working_days_between(self, a: datetime, b: datetime) -> int:
        """Count the working days after the day of `a`, up to and with the day of `b`.

        It is 0, never negative, when `b` does not come after `a`.
        """
        first, last = self.local_day(a), self.local_day(b)
        days = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in days)

    def leave_days_between(self, first: date, last: date) -> int:
        """Count the working days of the place, both days included, that the leaves take away."""
        place = self.without_leave()
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(place.is_working_day(day) and not self.is_working_day(day) for day in days)

    def without_leave(self) -> Self:
        """Give the same calendar as if the person took no leave."""
        return self.model_copy(update={"leaves": ()}) if self.leaves else self

    def _count(self, day: date, days: int, step: timedelta) -> date:
        if days < 0:
            raise ValueError("working days are counted from 0 upwards")
        if days == 0:
            return day if self.is_working_day(day) else self._step(day, step)
        for _ in range(days):
            day = self._step(day, step)
        return day

    def _step(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(LONGEST_SEARCH):
            try:
                found += step
            except OverflowError:
                break
            if self.is_working_day(found):
                return found
        side = "after" if step > timedelta(0) else "before"
        raise NoWorkingDay(
            f"The calendar has no working day in the {LONGEST_SEARCH} days {side} {day}."
            " Shorten the leave, or give the step to somebody else."
        )

    def local_day(self, at: datetime) -> date:
        """Give the day on which that instant falls in this place; ValueError without a zone."""
        if at.tzinfo is None:
            raise ValueError("an instant must know its zone")
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)

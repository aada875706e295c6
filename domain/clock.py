"""The clock of an open step: when it is due, who is reminded when, who hears, when it expires.

Pure data. Every moment is absolute, so a clock survives a restart, a rebuild and a new run.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import accumulate
from typing import Self

from domain.definition.deadlines import Reminders
from domain.value import Fact
from domain.working_calendar import NoWorkingDay, WorkingCalendar


class Moment(StrEnum):
    """What a clock can strike."""

    REMINDER = "reminder"
    RUNG = "rung"
    EXPIRY = "expiry"


class Wake(Fact):
    """The next moment at which something falls due, and what it is."""

    at: datetime
    moment: Moment


class Clock(Fact):
    """Due date, reminders, ladder and expiry of one open step.

    Days count in the calendar of the assignee. `reminded` and `climbed` say how many reminders
    and rungs lie behind; each is struck once and never again.
    """

    opens: datetime
    due: datetime
    reminders: tuple[datetime, ...] = ()
    rungs: tuple[datetime, ...] = ()
    expires: datetime | None = None
    reminded: int = 0
    climbed: int = 0

    @classmethod
    def wind(
        cls,
        calendar: WorkingCalendar,
        *,
        opens: datetime,
        due: datetime,
        reminders: Reminders,
        graces: Sequence[int] = (),
        grace: int | None = None,
    ) -> Self:
        """Set a clock for a step that opens and falls due then; `grace` None never expires."""
        before = [_day_before(calendar, due, days) for days in reminders.before]
        after = [_day_after(calendar, due, days) for days in reminders.after]
        moments = {calendar.open_of(day) for day in (*before, *after) if day is not None}
        rungs = [
            calendar.open_of(_day_after(calendar, due, passed)) for passed in accumulate(graces)
        ]
        expires = None if grace is None else _expiry(calendar, due, grace)
        kept = tuple(sorted(moment for moment in moments if moment > opens))
        return cls(opens=opens, due=due, reminders=kept, rungs=tuple(rungs), expires=expires)

    def next_wake(self) -> Wake | None:
        """Give the earliest moment that has not been struck; a reminder before a rung."""
        ahead = []
        if self.reminded < len(self.reminders):
            ahead.append(Wake(at=self.reminders[self.reminded], moment=Moment.REMINDER))
        if self.climbed < len(self.rungs):
            ahead.append(Wake(at=self.rungs[self.climbed], moment=Moment.RUNG))
        if self.expires is not None:
            ahead.append(Wake(at=self.expires, moment=Moment.EXPIRY))
        return min(ahead, key=lambda wake: wake.at, default=None)

    def move(self, wound: Self, at: datetime) -> Self:
        """Take over a newly wound clock without a burst of reminders that lie in the past.

        A rung once climbed stays climbed: nobody hears twice of the same rung of one step. A
        reminder once sent stays sent, unless the due date is another one.
        """
        passed = sum(1 for moment in wound.reminders if moment <= at)
        if wound.due == self.due:
            passed = max(passed, self.reminded)
        return wound.model_copy(update={"reminded": passed, "climbed": self.climbed})


def _expiry(calendar: WorkingCalendar, due: datetime, grace: int) -> datetime:
    """Expire at the close of the last day of grace; without grace, at the due moment."""
    return due if grace == 0 else calendar.close_of(_day_after(calendar, due, grace))


def _day_after(calendar: WorkingCalendar, due: datetime, days: int) -> date:
    """Count from the due date; somebody away for more than a year holds up no ladder."""
    try:
        return calendar.add_working_days(due, days)
    except NoWorkingDay:
        return calendar.without_leave().add_working_days(due, days)


def _day_before(calendar: WorkingCalendar, due: datetime, days: int) -> date | None:
    """Count back from the due date; None when that leads into an absence of over a year."""
    try:
        return calendar.working_days_before(calendar.local_day(due), days)
    except NoWorkingDay:
        return None

"""When an action is due, and when its owner and those above hear of it."""

from datetime import date, datetime
from typing import Final

from domain.clock import Clock
from domain.definition.deadlines import Reminders
from domain.review.plan import Seat
from domain.working_calendar import NoWorkingDay, WorkingCalendar

REMINDERS: Final = Reminders(before=(3, 1), after=())
"""An owner is reminded three working days and one before."""

GRACES: Final = (3, 2)
"""Working days of grace until the owner's manager hears, and from then until HR does."""

LATE_DAYS: Final = 5
"""Working days for what was asked for so early that its day has passed before it could begin."""


def due_on(calendar: WorkingCalendar, on: date) -> datetime:
    """Say when something asked for by that day is due: as it closes, or the next working day.

    Raises NoWorkingDay when the owner is away for more than a year from then.
    """
    return calendar.due_after(calendar.open_of(on), 0)


def due_at_last(calendar: WorkingCalendar, on: date, at: datetime) -> datetime:
    """Say when something is due whose day may have passed while it waited to begin at `at`.

    Nothing tasked in a form is lost: then it is due some days later, and nobody is late yet. Who
    is away for more than a year has the day as others have it.
    """
    try:
        due = due_on(calendar, on)
        return due if due > at else calendar.due_after(at, LATE_DAYS)
    except NoWorkingDay:
        if not calendar.leaves:
            raise
        return due_at_last(calendar.without_leave(), on, at)


def wind(calendar: WorkingCalendar, owner: Seat, opens: datetime, due: datetime) -> Clock:
    """Set the clock of an action for its owner."""
    return Clock.wind(
        calendar,
        opens=opens,
        due=due,
        reminders=REMINDERS,
        graces=[rung.after for rung in owner.rungs],
    )

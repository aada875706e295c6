"""When somebody may be written to: on their working days, in their hours, not too often a day."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition
from domain.people import Person
from domain.review.planning import place_of
from domain.views.notices import ANNOUNCEMENTS, Reason
from domain.working_calendar import NoWorkingDay, WorkingCalendar

NEVER_HELD: Final = ANNOUNCEMENTS | {
    Reason.STEP_BLOCKED,
    Reason.SESSION_OPENED,
    Reason.ACTION_TASKED,
}
"""Reasons that tell somebody of a task they did not know of: these wait for no other day."""


def reachable_from(person: Person, definition: CycleDefinition, at: datetime) -> datetime | None:
    """Give the first moment from `at` on at which somebody may be written to.

    It is `at` itself inside their working hours. Holidays are those of the place they work in,
    and who is on leave is written to when they are back. None when no end of that is in sight.
    """
    try:
        return calendar_of(person, definition).next_reachable(at)
    except NoWorkingDay:
        return None


def writable_from(
    person: Person,
    definition: CycleDefinition,
    at: datetime,
    reasons: Iterable[Reason],
    sent_today: int,
) -> datetime | None:
    """Give the first moment from `at` on at which somebody may be told of things for these reasons.

    Who has had the messages of a day is only reminded on the next working day.
    """
    opens = reachable_from(person, definition, at)
    if opens is None or opens > at:
        return opens
    is_enough = sent_today >= definition.working_hours.messages_per_day
    if not is_enough or not NEVER_HELD.isdisjoint(reasons):
        return opens
    return reachable_from(person, definition, day_of(person, at) + timedelta(days=1))


def day_of(person: Person, at: datetime) -> datetime:
    """Give the moment at which the day of `at` began where that person works."""
    zone = ZoneInfo(person.time_zone)
    return datetime.combine(at.astimezone(zone).date(), time(0), zone)


def calendar_of(person: Person, definition: CycleDefinition) -> WorkingCalendar:
    """Give the working days and hours of a person, their own leave included."""
    calendar = calendars_of(definition, [person])[place_of(person)]
    leaves = tuple((leave.start, leave.end) for leave in person.leaves)
    return calendar.model_copy(update={"leaves": leaves}) if leaves else calendar

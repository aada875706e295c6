"""When somebody may be written to: on their working days, in their working hours."""

from datetime import datetime

from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition
from domain.people import Person
from domain.review.planning import place_of
from domain.working_calendar import NoWorkingDay, WorkingCalendar


def reachable_from(person: Person, definition: CycleDefinition, at: datetime) -> datetime | None:
    """Give the first moment from `at` on at which somebody may be written to.

    It is `at` itself inside their working hours. Holidays are those of the place they work in,
    and who is on leave is written to when they are back. None when no end of that is in sight.
    """
    try:
        return calendar_of(person, definition).next_reachable(at)
    except NoWorkingDay:
        return None


def calendar_of(person: Person, definition: CycleDefinition) -> WorkingCalendar:
    """Give the working days and hours of a person, their own leave included."""
    calendar = calendars_of(definition, [person])[place_of(person)]
    leaves = tuple((leave.start, leave.end) for leave in person.leaves)
    return calendar.model_copy(update={"leaves": leaves}) if leaves else calendar

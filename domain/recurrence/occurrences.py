"""When the cycles of a recurrence begin: exact days in the zone of the organisation."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from domain.ids import PersonId
from domain.people import EmploymentStatus, Person
from domain.recurrence.rhythm import AfterHire, ByCalendar, day_after_hire, planned_days
from domain.recurrence.terms import DayOff, Terms
from domain.working_calendar import NoWorkingDay, WorkingCalendar

_LONGEST_SHIFT: Final = timedelta(days=400)


class Occurrence(NamedTuple):
    """One time of a recurrence.

    Attributes:
        name: the planned day, which names it for ever: holidays may move it, and not its name.
        planned: the day by the calendar alone.
        begins: the day after what is moved for a day off.
        at: the instant on that day.
        people: who falls due after their hire; empty where the terms say for whom it is.
    """

    name: str
    planned: date
    begins: date
    at: datetime
    people: tuple[PersonId, ...] = ()


def occurrences(
    terms: Terms, people: Iterable[Person], calendar: WorkingCalendar, since: datetime
) -> Iterator[Occurrence]:
    """Give every time of a recurrence after an instant, the first one first.

    Args:
        terms: what was settled.
        people: the directory; only looked at after hire.
        calendar: the working days of the place.
        since: what began then or before is not among them.
    """
    rhythm = terms.rhythm
    if isinstance(rhythm, AfterHire):
        return _after_hire(terms, rhythm, people, calendar, since)
    return _by_calendar(terms, rhythm, calendar, since)


def _by_calendar(
    terms: Terms, rhythm: ByCalendar, calendar: WorkingCalendar, since: datetime
) -> Iterator[Occurrence]:
    earliest = terms.local(since).date() - _LONGEST_SHIFT
    for day in planned_days(rhythm):
        if day >= earliest:
            found = _occurrence(terms, calendar, day)
            if found.at > since:
                yield found


def _after_hire(
    terms: Terms,
    rhythm: AfterHire,
    people: Iterable[Person],
    calendar: WorkingCalendar,
    since: datetime,
) -> Iterator[Occurrence]:
    due: dict[date, list[PersonId]] = {}
    earliest = terms.local(since).date() - _LONGEST_SHIFT
    for person in people:
        day = day_after_hire(rhythm, person.start_date)
        if day is not None and day >= earliest and is_meant(terms, person, day):
            due.setdefault(day, []).append(person.id)
    for day in sorted(due):
        found = _occurrence(terms, calendar, day)
        if found.at > since:
            yield found._replace(people=tuple(sorted(due[day])))


def is_meant(terms: Terms, person: Person, on: date) -> bool:
    """Tell whether a recurrence is for somebody, and whether they still work here on that day."""
    is_gone = person.has_left(on) or person.employment_status is EmploymentStatus.INACTIVE
    return terms.whom.takes_in(person) and not is_gone


def _occurrence(terms: Terms, calendar: WorkingCalendar, day: date) -> Occurrence:
    begins = _begins(terms, calendar, day)
    # An hour that clocks leave out comes an hour later, and one they repeat the first time.
    at = datetime.combine(begins, terms.at, terms.place).astimezone(UTC)
    return Occurrence(day.isoformat(), day, begins, at)


def _begins(terms: Terms, calendar: WorkingCalendar, day: date) -> date:
    if terms.day_off is DayOff.SAME_DAY:
        return day
    try:
        return calendar.add_working_days(calendar.open_of(day), 0)
    except (NoWorkingDay, OverflowError):
        return day

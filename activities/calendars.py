"""Working days of places, from the library of public holidays, as a value for the domain."""

from collections.abc import Iterable
from functools import lru_cache

from holidays import country_holidays

from domain.definition.cycle import CycleDefinition, WorkingHours
from domain.people import Person
from domain.review.planning import place_of
from domain.working_calendar import WorkingCalendar


def calendars_of(
    definition: CycleDefinition, people: Iterable[Person]
) -> dict[str, WorkingCalendar]:
    """Give the working calendar of each place these people work in.

    Holidays run to the end of the year after the cycle, so that moved deadlines find theirs.
    """
    years = (definition.begins.year, definition.ends.year + 1)
    places = {place_of(person): person for person in people}
    return {
        place: calendar_of(person.country, person.time_zone, definition.working_hours, years)
        for place, person in places.items()
    }


@lru_cache(maxsize=512)
def calendar_of(
    country: str | None, zone: str, hours: WorkingHours, years: tuple[int, int]
) -> WorkingCalendar:
    """Give the working calendar of a place, with its public holidays from year to year."""
    found = (
        country_holidays(
            country.partition("-")[0],
            subdiv=country.partition("-")[2] or None,
            years=range(years[0], years[1] + 1),
        )
        if country
        else None
    )
    weekend = tuple(sorted(found.weekend)) if found is not None else (5, 6)
    days_off = tuple(sorted(day for day in found if day.weekday() not in weekend)) if found else ()
    return WorkingCalendar(
        zone=zone, opens=hours.opens, closes=hours.closes, weekend=weekend, days_off=days_off
    )

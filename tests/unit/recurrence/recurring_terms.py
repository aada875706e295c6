"""Recurring cycles for tests, settled with as little as there has to be."""

from datetime import date, time
from functools import cache
from uuid import UUID

from activities.recurring.book import working_days_of
from domain.definition.cycle import CycleDefinition
from domain.ids import OrganisationId
from domain.recurrence.names import recurrence_id, usual_key
from domain.recurrence.rhythm import ByCalendar, Every, Rhythm
from domain.recurrence.terms import DayOff, Terms
from gateway.recurring_process import from_template
from tests.invented_people import person

ORGANISATION = OrganisationId(UUID(int=7))
OWNER = person("3")


@cache
def process(template: str = "probation") -> CycleDefinition:
    return from_template(template)[0]


def by_calendar(every: Every, starts: str) -> ByCalendar:
    return ByCalendar(every=every, starts=date.fromisoformat(starts))


def terms(rhythm: Rhythm, **changes: object) -> Terms:
    """Terms in Berlin at eight, on the day itself unless it is said otherwise."""
    key = str(changes.pop("key", "annual"))
    usual: dict[str, object] = {
        "key": key,
        "title": "Review {year}",
        "cycle_key": usual_key(key, rhythm),
        "definition": process(),
        "rhythm": rhythm,
        "at": time(8, 0),
        "zone": "Europe/Berlin",
        "day_off": DayOff.SAME_DAY,
        "hr_owner": OWNER.id,
    }
    return Terms.model_validate(usual | changes)


ID = recurrence_id(ORGANISATION, "annual")
WORKING_DAYS = working_days_of

"""The due dates of a message as a calendar reads them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from activities.notify.language import Language
from activities.notify.pointing import Links
from activities.notify.reader import Reader
from activities.notify.reasons import is_to_do
from activities.notify.told import Told
from domain.definition.cycle import CycleDefinition
from domain.people import Organisation, Person

AHEAD: Final = timedelta(minutes=30)
"""A deadline is shown as the half hour that ends with it."""

_END: Final = b"END:VCALENDAR"
_PROGRAM: Final = "-//Perennial//Reviews//EN"


def calendar_of(
    told: Sequence[Told],
    reader: Person,
    definition: CycleDefinition,
    links: Links,
    sent: datetime,
) -> bytes:
    """Write what the reader has to do by a day as calendar entries; nothing without any.

    An entry keeps its UID for as long as its step, and its SEQUENCE only rises, so that a moved
    deadline moves the entry. It names the step and nobody, and leads to a page that asks for
    sign-in, because colleagues may see one another's calendars.

    Args:
        told: what the message tells, of each thing the last.
        reader: whose calendar it is; times are written in their zone.
        definition: the cycle as it was launched, for the titles.
        links: where everything lies that has to be done.
        sent: the real moment at which the message is written.
    """
    language = Language.of(reader)
    titles = Reader(reader, Organisation([]), definition, language, links, sent)
    own = [each for each in told if each.is_mine and is_to_do(each.notice.reason)]
    dated = [(each, each.notice.due) for each in own if each.notice.due is not None]
    if not dated:
        return b""
    calendar = Calendar()
    calendar.add("prodid", _PROGRAM)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each, due in dated:
        entry = _entry(each, due.astimezone(ZoneInfo(reader.time_zone)), sent)
        entry.add("summary", language.say("Due: %(title)s", title=titles.title(each)))
        if links.work:
            entry.add("url", links.work)
        calendar.add_component(entry)
    zone = _rules_of(reader.time_zone, min(due.year for _, due in dated))
    return bytes(calendar.to_ical()).replace(_END, zone + _END)


@lru_cache(maxsize=512)
def _rules_of(zone: str, year: int) -> bytes:
    """Write how a zone runs around a year; kept at hand, for working it out takes long."""
    first, last = date(year - 1, 1, 1), date(year + 3, 1, 1)
    return bytes(Timezone.from_tzid(zone, first_date=first, last_date=last).to_ical())


def _entry(told: Told, due: datetime, sent: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{entry_id(told)}@perennial")
    entry.add("sequence", told.position)
    entry.add("dtstamp", sent)
    entry.add("dtstart", due - AHEAD)
    entry.add("dtend", due)
    entry.add("transp", "TRANSPARENT")
    return entry


def entry_id(told: Told) -> UUID:
    """Name the calendar entry of a step instance, an action, a plan or a session."""
    instance = told.notice.instance
    where = f"{instance.step}.{instance.seat}.{instance.round}" if instance else "due"
    return uuid5(told.about, f"calendar:{where}")

"""Days and hours as people write them, in the zone of whoever reads."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.views.telling import day_in_words


def day(moment: datetime | date, zone: ZoneInfo) -> str:
    """Name a day with its weekday: "Fri 27 Nov 2026"."""
    return day_in_words(moment.astimezone(zone).date() if isinstance(moment, datetime) else moment)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Name a moment with weekday and zone: "Fri 27 Nov 2026, 18:00 (CET)"."""
    here = at.astimezone(zone)
    return f"{day_in_words(here.date())}, {here:%H:%M} ({here:%Z})"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Name the time of day alone: "14:02"."""
    return f"{at.astimezone(zone):%H:%M}"


def until(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Say how far off a deadline is, in days of the calendar: "due in 3 days", "2 days late"."""
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    if due < now:
        return "late since today" if days == 0 else f"{-days} day{'s' * (days != -1)} late"
    match days:
        case 0:
            return "due today"
        case 1:
            return "due tomorrow"
        case _:
            return f"due in {days} days"

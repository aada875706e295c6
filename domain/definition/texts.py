"""What a text or a day in a cycle definition may look like."""

import re
from datetime import date, time
from typing import Annotated

from pydantic import BeforeValidator, Field

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def _day(value: object) -> object:
    """Read a day, and refuse what pydantic would take for seconds since 1970."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as year-month-day, for example 2026-01-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not in the calendar; look at month and day") from None


def _time_of_day(value: object) -> object:
    """Read a time, and refuse zones: it holds in the place of the person it is about."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("write a time of day as hours and minutes, for example 08:30")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not on the clock; use 00:00 to 23:59") from None


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\r\n]*\S[^\r\n]*$")]
Sentence = Annotated[str, Field(min_length=1, max_length=600, pattern=r"\S")]
Day = Annotated[date, BeforeValidator(_day)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]

"""What each cycle of a recurrence is called: a pattern with the year, half, quarter or month."""

import re
from datetime import date
from typing import ClassVar, Final
from uuid import UUID, uuid5

from domain.errors import ReviewError
from domain.ids import OrganisationId
from domain.recurrence.rhythm import AfterHire, ByCalendar, Every, Gathered

PARTS: Final = ("year", "half", "quarter", "month")
_PART: Final = re.compile(r"\{([^{}]*)\}")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_LONGEST_KEY: Final = 56  # four letters are left for the number of a cycle that had to be continued
_LONGEST_TITLE: Final = 100


class NameDoesNotFit(ReviewError):
    """The cycles of this recurrence cannot be called like that."""

    code: ClassVar[str] = "name_does_not_fit"


def recurrences_stream(organisation: OrganisationId) -> UUID:
    """Name the stream in which an organisation keeps its recurring cycles."""
    return uuid5(organisation, "recurrences")


def recurrence_id(organisation: OrganisationId, key: str) -> UUID:
    """Name a recurrence after its key: set again under the same key it is the same one."""
    return uuid5(organisation, f"recurrence:{key}")


def called(pattern: str, day: date) -> str:
    """Put the year, half, quarter and month of a day into a name."""
    parts = {
        "year": f"{day.year}",
        "half": f"{(day.month - 1) // 6 + 1}",
        "quarter": f"{(day.month - 1) // 3 + 1}",
        "month": f"{day.month:02}",
    }
    return _PART.sub(lambda found: parts.get(found[1], found[0]), pattern)


def usual_key(key: str, rhythm: ByCalendar | AfterHire) -> str:
    """Give the pattern of keys that fits a rhythm, for who does not name one."""
    return f"{key}-" + "-".join(_needed(rhythm)[0])


def check_names(title: str, cycle_key: str, rhythm: ByCalendar | AfterHire) -> None:
    """See that no two cycles of a rhythm would have the same key, and that all can be launched.

    Raises:
        NameDoesNotFit: says what is missing or unknown.
    """
    for pattern in (title, cycle_key):
        unknown = [part for part in _PART.findall(pattern) if part not in PARTS]
        if unknown or "{" in _PART.sub("", pattern) or "}" in _PART.sub("", pattern):
            raise NameDoesNotFit(
                f"'{pattern[:80]}' has a part that is not known; there are {{year}}, {{half}},"
                " {quarter} and {month}."
            )
    if not title.strip() or len(title) > _LONGEST_TITLE or "\n" in title:
        raise NameDoesNotFit(f"A name has 1 to {_LONGEST_TITLE} letters on one line.")
    sample = called(cycle_key, date(2000, 1, 1))
    if not _KEY.fullmatch(sample) or len(sample) > _LONGEST_KEY:
        raise NameDoesNotFit(
            f"'{cycle_key[:80]}' is no key for a cycle; use small letters, digits and '-', at most"
            f" {_LONGEST_KEY} of them."
        )
    needed = _needed(rhythm)
    if not any(all(part in cycle_key for part in parts) for parts in needed):
        ways = " or ".join(" and ".join(parts) for parts in needed)
        raise NameDoesNotFit(
            f"With the key '{cycle_key}' two cycles would have the same one; put {ways} into it."
        )


def _needed(rhythm: ByCalendar | AfterHire) -> tuple[tuple[str, ...], ...]:
    """Give which parts tell two cycles of a rhythm apart; the first are the usual ones."""
    if isinstance(rhythm, ByCalendar):
        return _BY_CALENDAR[rhythm.every]
    return _AFTER_HIRE[rhythm.gathered]


_BY_CALENDAR: Final[dict[Every, tuple[tuple[str, ...], ...]]] = {
    Every.YEAR: (("{year}",),),
    Every.HALF_YEAR: (("{year}", "{half}"), ("{year}", "{quarter}"), ("{year}", "{month}")),
    Every.QUARTER: (("{year}", "{quarter}"), ("{year}", "{month}")),
}
_AFTER_HIRE: Final[dict[Gathered, tuple[tuple[str, ...], ...]]] = {
    Gathered.QUARTER: (("{year}", "{quarter}"),),
    Gathered.MONTH: (("{year}", "{month}"),),
}

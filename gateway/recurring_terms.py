"""What HR typed about a recurring cycle, read; everything that is wrong with it is said at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import ClassVar, Final, TypeVar, assert_never
from zoneinfo import ZoneInfo

from activities.recurring.book import working_days_of
from activities.recurring.occasions import fitting_definition
from domain.countries import COUNTRIES
from domain.definition.cycle import CycleDefinition
from domain.errors import ReviewError
from domain.people import Organisation, Person
from domain.recurrence.names import NameDoesNotFit, check_names, usual_key
from domain.recurrence.occurrences import Occurrence, occurrences
from domain.recurrence.rhythm import AfterHire, ByCalendar, Every, Gathered
from domain.recurrence.terms import (
    LONGEST_LATENESS,
    USUAL_LATENESS,
    DayOff,
    Overlap,
    Terms,
    Whom,
)

AFTER_HIRE: Final = "after_hire"
CHECKED: Final = 10
EARLIEST: Final = time(4, 0)
Choice = TypeVar("Choice", DayOff, Overlap, Gathered)

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_AFTER: Final = re.compile(r"(\d{1,4})\s*(month|day)s?")
_MOST: Final = {"month": 60, "day": 1830}


class TermsRefused(ReviewError):
    """The recurring cycle cannot be set like that; nothing was changed."""

    code: ClassVar[str] = "terms_refused"

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        """Take what is wrong: the field, and the sentence."""
        self.problems = tuple(problems)
        super().__init__(" ".join(sentence for _, sentence in problems))


@dataclass(frozen=True)
class Wanted:
    """What was typed; what is empty is as usual.

    Attributes:
        every: year, half_year, quarter or after_hire.
        starts: the first day, by the calendar.
        after: after hire, how long: "6 months" or "90 days".
        definition: the process that was named, if it can be launched.
    """

    key: str = ""
    title: str = ""
    cycle_key: str = ""
    every: str = ""
    starts: str = ""
    after: str = ""
    gathered: str = ""
    at: str = ""
    zone: str = ""
    country: str = ""
    day_off: str = ""
    late_days: str = ""
    overlap: str = ""
    hr_owner: str = ""
    departments: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    definition: CycleDefinition | None = None
    origin: str = ""


def terms_of(wanted: Wanted, people: Organisation, at: datetime) -> Terms:
    """Read what was typed.

    Args:
        wanted: what was typed.
        people: the directory, in which owner and people have to be.
        at: now; the cycles that follow are tried out on their days.

    Raises:
        TermsRefused: names every field that does not fit.
    """
    reading = _Reading(wanted, people)
    terms = reading.terms()
    if terms is None or reading.problems:
        raise TermsRefused(reading.problems)
    problems = [*_misfits(terms, people, at)]
    if problems:
        raise TermsRefused(problems)
    return terms


class _Reading:
    """Goes through the fields, and notes what is wrong where."""

    def __init__(self, wanted: Wanted, people: Organisation) -> None:
        self._wanted = wanted
        self._people = people
        self.problems: list[tuple[str, str]] = []

    def terms(self) -> Terms | None:
        wanted, owner, rhythm = self._wanted, self._owner(), self._rhythm()
        definition, whom, late = wanted.definition, self._whom(), self._late_days()
        if not _KEY.fullmatch(wanted.key):
            self._wrong("key", "Give it a key: small letters, digits and '-', at most 40.")
        if definition is None:
            self._wrong("cycle", "Name the process that comes again.")
        day_off = self._one_of("day_off", wanted.day_off, DayOff.NEXT_WORKING_DAY)
        overlap = self._one_of("overlap", wanted.overlap, Overlap.BESIDE)
        zone, country, hour = self._zone(owner), self._country(owner), self._at()
        if self.problems or definition is None or rhythm is None or owner is None:
            return None
        terms = Terms(
            key=wanted.key,
            title=wanted.title.strip() or f"{definition.title} {_usual_period(rhythm)}",
            cycle_key=wanted.cycle_key.strip() or usual_key(wanted.key, rhythm),
            definition=definition,
            origin=wanted.origin,
            whom=whom,
            rhythm=rhythm,
            at=hour,
            zone=zone,
            country=country,
            day_off=day_off,
            late_days=late,
            overlap=overlap,
            hr_owner=owner.id,
        )
        return self._named(terms)

    def _named(self, terms: Terms) -> Terms:
        try:
            check_names(terms.title, terms.cycle_key, terms.rhythm)
        except NameDoesNotFit as refusal:
            self._wrong("cycle_key" if "key" in f"{refusal}" else "title", f"{refusal}")
        return terms

    def _rhythm(self) -> ByCalendar | AfterHire | None:
        wanted = self._wanted
        if wanted.every == AFTER_HIRE:
            return self._after_hire()
        known = [each.value for each in Every]
        if wanted.every not in known:
            ways = ", ".join([*known, AFTER_HIRE])
            self._wrong("every", f"Say how often it comes again: {ways}.")
            return None
        day = self._starts()
        return ByCalendar(every=Every(wanted.every), starts=day) if day else None

    def _starts(self) -> date | None:
        told = self._wanted.starts.strip()
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told):
            self._wrong("starts", "Give the first day as year-month-day, as in 2027-01-11.")
            return None
        try:
            return date.fromisoformat(told)
        except ValueError:
            self._wrong("starts", f"{told} is not in the calendar; look at month and day.")
            return None

    def _after_hire(self) -> AfterHire | None:
        told = _AFTER.fullmatch(self._wanted.after.strip())
        number, unit = (int(told[1]), told[2]) if told else (0, "day")
        if not 1 <= number <= _MOST[unit]:
            self._wrong(
                "after",
                "Say how long after hire, as in '6 months' or '90 days'; five years at most.",
            )
            return None
        gathered = self._one_of("gathered", self._wanted.gathered, Gathered.QUARTER)
        if unit == "month":
            return AfterHire(months=number, gathered=gathered)
        return AfterHire(days=number, gathered=gathered)

    def _owner(self) -> Person | None:
        told = self._wanted.hr_owner.strip()
        owner = self._people.find(told) if told else None
        if owner is None:
            self._wrong(
                "hr_owner",
                f"Nobody of the number or address '{told[:80]}' is in the directory."
                if told
                else "Name who in HR owns the cycles, and hears when one does not begin.",
            )
        return owner

    def _whom(self) -> Whom:
        whom = Whom(
            departments=tuple(dict.fromkeys(self._wanted.departments)),
            countries=tuple(dict.fromkeys(each.upper() for each in self._wanted.countries)),
        )
        known = {each.department for each in self._people.values()}
        for name in whom.departments:
            if name not in known:
                self._wrong("departments", f"Nobody works in a department '{name[:80]}'.")
        for code in whom.countries:
            if not any(Whom(countries=(code,)).takes_in(each) for each in self._people.values()):
                self._wrong("countries", f"Nobody in the directory works in '{code[:20]}'.")
        if not self.problems and not any(map(whom.takes_in, self._people.values())):
            self._wrong(
                "departments", "Nobody in the directory is meant by departments and country."
            )
        return whom

    def _zone(self, owner: Person | None) -> str:
        told = self._wanted.zone.strip() or (owner.time_zone if owner else "UTC")
        try:
            ZoneInfo(told)
        except (KeyError, ValueError, OSError):
            self._wrong("zone", f"'{told[:80]}' is no time zone; write one as in Europe/Berlin.")
        return told

    def _country(self, owner: Person | None) -> str | None:
        told = self._wanted.country.strip() or (owner.country if owner else None)
        if told and told.partition("-")[0] not in COUNTRIES:
            self._wrong("country", f"'{told[:20]}' is no country; write two letters, DE, or DE-BE.")
        return told

    def _at(self) -> time:
        told = self._wanted.at.strip() or "08:00"
        found = time.fromisoformat(told) if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", told) else None
        if found is None or found < EARLIEST:
            self._wrong(
                "at",
                "Give the time of day from 04:00 to 23:59, as in 08:00; before that some nights of"
                " the year have no such hour.",
            )
        return found or EARLIEST

    def _late_days(self) -> int:
        told = self._wanted.late_days.strip() or f"{USUAL_LATENESS}"
        if not re.fullmatch(r"\d{1,3}", told) or int(told) > LONGEST_LATENESS:
            self._wrong("late_days", f"Say in days how late it may begin: 0 to {LONGEST_LATENESS}.")
            return USUAL_LATENESS
        return int(told)

    def _one_of(self, field: str, told: str, usual: Choice) -> Choice:
        """Read one of several words; the usual one where nothing was said."""
        kind = type(usual)
        if told and told not in [each.value for each in kind]:
            ways = ", ".join(each.value for each in kind)
            self._wrong(field, f"'{told[:40]}' is not known here; there are {ways}.")
            return usual
        return kind(told) if told else usual

    def _wrong(self, field: str, sentence: str) -> None:
        self.problems.append((field, sentence))


def _usual_period(rhythm: ByCalendar | AfterHire) -> str:
    sort = rhythm.every if isinstance(rhythm, ByCalendar) else rhythm.gathered
    match sort:
        case Every.YEAR:
            return "{year}"
        case Every.HALF_YEAR:
            return "{year}, half {half}"
        case Every.QUARTER | Gathered.QUARTER:
            return "{year}, quarter {quarter}"
        case Gathered.MONTH:
            return "{year}-{month}"
        case _:
            assert_never(sort)


def _misfits(terms: Terms, people: Organisation, at: datetime) -> Iterator[tuple[str, str]]:
    """Try the definition on the next days; what does not fit one year may fit another."""
    for each in _tried(terms, people, at):
        try:
            fitting_definition(terms, each)
        except ValueError as fault:
            yield "cycle", f"In the cycle of {each.planned}: {fault}"
            return


def _tried(terms: Terms, people: Organisation, at: datetime) -> list[Occurrence]:
    found = occurrences(terms, people.values(), working_days_of(terms, at), at)
    today = terms.local(at).date()
    return [*islice(found, CHECKED)] or [Occurrence(today.isoformat(), today, today, at)]

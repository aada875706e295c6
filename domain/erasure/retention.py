"""How long what is kept, by country, and when the time of a person is over."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, assert_never

from pydantic import Field

from domain.erasure.words import After, Kind
from domain.ids import PersonId
from domain.value import Fact, Value

EVERYWHERE: Final = "default"
"""The name under which the rules for all other countries stand."""

LONGEST_MONTHS: Final = 1200
_YEAR: Final = 12


class Keep(Fact):
    """How long one kind of data is kept after what, and which law or contract says so."""

    months: int = Field(ge=0, le=LONGEST_MONTHS)
    after: After
    source: str


class CountryRules(Fact):
    """The times of one country, one for each kind of data."""

    person_record: Keep
    reviews: Keep
    feedback: Keep
    plans: Keep

    def of(self, kind: Kind) -> Keep:
        """Give the time of one kind."""
        keep: Keep = getattr(self, kind.value)
        return keep


class RetentionRules(Fact):
    """The times of an organisation: a country code or `default` -> its rules."""

    countries: dict[str, CountryRules]

    def of(self, country: str | None) -> CountryRules | None:
        """Give the rules of a country, else those of the country its region lies in, else all."""
        whole = (country or "").partition("-")[0]
        names = (country or "", whole, EVERYWHERE)
        return next((self.countries[name] for name in names if name in self.countries), None)


class Holding(Value):
    """What is held about a person, as far as keeping depends on it.

    Attributes:
        person: whose data.
        country: where they work or worked.
        left_on: their last day; None while they are employed.
        cycle_closed_on: the day the last of their cycles was closed; None without one.
        is_in_a_cycle: whether a cycle they have a review in still runs.
        kinds: what is held at all.
    """

    person: PersonId
    country: str | None = None
    left_on: date | None = None
    cycle_closed_on: date | None = None
    is_in_a_cycle: bool = False
    kinds: frozenset[Kind] = frozenset({Kind.PERSON_RECORD})


class Due(Value):
    """When the time of one kind of data is over; `on` is None while it has not begun to run."""

    kind: Kind
    keep: Keep
    on: date | None


def dues(holding: Holding, rules: RetentionRules | None) -> tuple[Due, ...] | None:
    """Say for each kind that is held when its time is over; None where no rule says so.

    What counts from the end of a cycle counts from the end of employment for somebody who was in
    none.
    """
    country = rules.of(holding.country) if rules else None
    if country is None:
        return None
    return tuple(
        Due(kind=kind, keep=country.of(kind), on=_over_on(holding, country.of(kind)))
        for kind in Kind
        if kind in holding.kinds
    )


def over_on(found: Sequence[Due]) -> date | None:
    """Say from which day on the person as a whole may be erased; None while it cannot be told.

    One key seals all that is held about a person, so the longest of the times counts.
    """
    days = [each.on for each in found]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def is_over(found: Iterable[Due] | None, today: date) -> bool:
    """Tell whether the time of everything that is held is over."""
    day = over_on(tuple(found)) if found is not None else None
    return day is not None and day <= today


def past(found: Iterable[Due], today: date) -> tuple[Due, ...]:
    """List the kinds whose own time is over, whether or not the person can be erased yet."""
    return tuple(each for each in found if each.on is not None and each.on <= today)


def _over_on(holding: Holding, keep: Keep) -> date | None:
    match keep.after:
        case After.EMPLOYMENT_ENDED:
            since = holding.left_on
        case After.CYCLE_CLOSED:
            since = None if holding.is_in_a_cycle else holding.cycle_closed_on or holding.left_on
        case _:
            assert_never(keep.after)
    return None if since is None else _months_after(since, keep.months)


def _months_after(day: date, months: int) -> date:
    """Go so many months on; from the 31st to the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

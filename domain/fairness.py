"""Fair ratings: level and spread of each rater, and what the panel moved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from domain.ids import PersonId
from domain.rounding import rounded

SMALLEST: Final = 5
"""Of fewer ratings no figures are given unless HR asks for another number."""

DECIMALS: Final = 2

_HUNDRED: Final = 100

Key = TypeVar("Key")


class Grouping(StrEnum):
    """What people have in common whose ratings are compared."""

    DEPARTMENT = "department"
    LOCATION = "location"
    LEVEL = "level"
    EMPLOYMENT_TYPE = "employment_type"


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of one person: by whom, as proposed, as the panel settled it, and as it stands."""

    rater: PersonId | None
    proposed: int
    calibrated: int | None
    final: int
    groups: Mapping[Grouping, str]

    @property
    def moved_by(self) -> int:
        """Give by how many levels the panel moved it."""
        return 0 if self.calibrated is None else self.calibrated - self.proposed


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation (of exactly these ratings), at two decimals."""

    mean: Decimal
    deviation: Decimal


@dataclass(frozen=True, slots=True)
class RaterFigures:
    """How a rater rates, and what the panel made of it.

    Attributes:
        given: level and spread of what the rater proposed.
        difference: how far that mean is above the mean of all ratings proposed.
        moved: per cent of the ratings that the panel moved.
        moved_by: levels by which it moved those, on average; None when it moved none.
    """

    given: Spread
    difference: Decimal
    moved: Decimal
    moved_by: Decimal | None


@dataclass(frozen=True, slots=True)
class RaterLine:
    """A rater; `figures` is None where there are too few ratings for any."""

    rater: PersonId | None
    ratings: int
    figures: RaterFigures | None


@dataclass(frozen=True, slots=True)
class LevelShift:
    """How many ratings stood at a level as proposed, and how many do in the end."""

    level: int
    proposed: int
    final: int


def spread(levels: Iterable[int]) -> Spread | None:
    """Give mean and standard deviation of ratings; None when there are none."""
    found = list(levels)
    if not found:
        return None
    mean = Fraction(sum(found), len(found))
    variance = sum(((level - mean) ** 2 for level in found), Fraction(0)) / len(found)
    return Spread(rounded(mean, DECIMALS), rounded(root(variance), DECIMALS))


def by_rater(rated: Sequence[Rated], smallest: int = SMALLEST) -> tuple[RaterLine, ...]:
    """Compare the raters, the one with the highest mean first; those withheld come last."""
    of_all = mean_of(each.proposed for each in rated)
    groups = grouped(rated, lambda each: each.rater)
    lines = [
        RaterLine(
            rater, len(given), _rater_figures(given, of_all) if len(given) >= smallest else None
        )
        for rater, given in groups.items()
    ]
    return tuple(
        sorted(lines, key=lambda line: highest_first(line.figures.given if line.figures else None))
    )


def level_shifts(rated: Iterable[Rated], levels: Iterable[int]) -> tuple[LevelShift, ...]:
    """Count the ratings at each level of the scale as proposed, and as they stand."""
    found = list(rated)
    return tuple(
        LevelShift(
            level,
            sum(each.proposed == level for each in found),
            sum(each.final == level for each in found),
        )
        for level in levels
    )


def _rater_figures(given: Sequence[Rated], of_all: Fraction) -> RaterFigures | None:
    found = spread(each.proposed for each in given)
    if found is None:
        return None
    moved = [each.moved_by for each in given if each.moved_by]
    apart = mean_of(each.proposed for each in given) - of_all
    return RaterFigures(
        given=found,
        difference=rounded(apart, DECIMALS),
        moved=rounded(Fraction(len(moved) * _HUNDRED, len(given)), 1),
        moved_by=rounded(mean_of(moved), DECIMALS) if moved else None,
    )


def mean_of(levels: Iterable[int]) -> Fraction:
    """Give the exact mean of levels; 0 of none."""
    found = list(levels)
    return Fraction(sum(found), len(found)) if found else Fraction(0)


def root(exact: Fraction) -> Decimal:
    """Give the square root as a decimal number of 28 digits."""
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).sqrt()


def grouped(rated: Iterable[Rated], key: Callable[[Rated], Key]) -> dict[Key, list[Rated]]:
    """Gather ratings by what they have in common."""
    groups: dict[Key, list[Rated]] = {}
    for each in rated:
        groups.setdefault(key(each), []).append(each)
    return groups


def highest_first(found: Spread | None) -> tuple[bool, Decimal]:
    """Order by mean, the highest first, and what is withheld last."""
    return (found is None, -found.mean if found else Decimal(0))

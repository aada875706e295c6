"""What on a board stands apart: ratings far from their score, managers far from the others."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from domain.fairness import SMALLEST, Rated, RaterLine, by_rater, spread
from domain.ids import PersonId

APART: Final = Decimal(1)
"""Levels from which on a rating stands apart from the score beside it."""

MEANS_APART: Final = Decimal("0.5")
"""Levels from which on a manager's mean stands apart from that of the whole group."""

NARROW: Final = Decimal("0.5")
"""A manager spreads ratings narrowly whose deviation is less than this part of the group's."""


class Departure(StrEnum):
    """In what a manager's ratings differ from those of the group."""

    HIGHER = "higher"
    LOWER = "lower"
    NARROWER = "narrower"
    ALL_THE_SAME = "all_the_same"


class RaterApart(NamedTuple):
    """A manager whose ratings stand apart; `by` is the difference of the means in levels."""

    rater: PersonId
    ratings: int
    departures: tuple[Departure, ...]
    by: Decimal


def stands_apart(level: int | None, score: Decimal | None) -> bool:
    """Tell whether a rating is a level or more from its score; not known is not apart."""
    return level is not None and score is not None and abs(Decimal(level) - score) >= APART


def raters_apart(rated: Sequence[Rated], smallest: int = SMALLEST) -> tuple[RaterApart, ...]:
    """Name the managers whose level or spread departs from the group's, the highest first.

    Those with fewer ratings than `smallest` are not judged: chance alone would move them, and a
    mean of two tells what each of them got.
    """
    whole = spread(each.proposed for each in rated)
    deviation = whole.deviation if whole else Decimal(0)
    found = []
    for line in by_rater(rated, smallest):
        departs = _departures(line, deviation)
        if departs and line.rater is not None and line.figures is not None:
            found.append(RaterApart(line.rater, line.ratings, departs, line.figures.difference))
    return tuple(found)


def _departures(line: RaterLine, deviation: Decimal) -> tuple[Departure, ...]:
    if line.figures is None:
        return ()
    found = []
    if line.figures.difference >= MEANS_APART:
        found.append(Departure.HIGHER)
    if line.figures.difference <= -MEANS_APART:
        found.append(Departure.LOWER)
    own = line.figures.given.deviation
    if deviation and not own:
        found.append(Departure.ALL_THE_SAME)
    elif own < deviation * NARROW:
        found.append(Departure.NARROWER)
    return tuple(found)

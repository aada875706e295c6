"""Writes a weighted mean out, so that whoever reads it can work it out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.definition.words import Rounding
from domain.rounding import Exact, rounded, shortly

_FEWEST_DECIMALS: Final = 2
_MOST_DECIMALS: Final = 8
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Term:
    """A score, what it weighs, and what people call it ("" for nothing)."""

    title: str
    score: Exact
    weight: Exact = Decimal(1)


@dataclass(frozen=True, slots=True)
class Cut:
    """How an exact mean is cut to what is shown."""

    decimals: int
    rounding: Rounding = Rounding.HALF_UP

    def of(self, exact: Exact) -> Decimal:
        """Give the number as it is shown."""
        return rounded(exact, self.decimals, self.rounding)


def weighed(terms: Sequence[Term]) -> Fraction | None:
    """Give the exact mean of scores by their weights; None when nothing has a weight."""
    whole = sum((Fraction(term.weight) for term in terms), Fraction(0))
    if whole == 0:
        return None
    return sum((Fraction(t.score) * Fraction(t.weight) for t in terms), Fraction(0)) / whole


def shares(terms: Sequence[Term]) -> list[Fraction]:
    """Give what each term weighs in per cent of all; they keep their proportions.

    Raises ZeroDivisionError when nothing has a weight.
    """
    whole = sum((Fraction(term.weight) for term in terms), Fraction(0))
    return [Fraction(term.weight) * _HUNDRED / whole for term in terms]


def worked(terms: Sequence[Term], cut: Cut) -> str:
    """Write out a mean: "2.9 = 60 % x 3.1 (Objectives) + 40 % x 2.5 (Values)".

    Numbers are written with two decimals, or with as many as it takes to come to the same result
    when the sentence is worked out again; where no decimals will do, as fractions.
    """
    exact = weighed(terms)
    if exact is None:
        return "no score yet"
    value, of_all = cut.of(exact), shares(terms)
    for decimals in range(_FEWEST_DECIMALS, _MOST_DECIMALS + 1):
        parts = [rounded(share, decimals) for share in of_all]
        scores = [rounded(term.score, decimals) for term in terms]
        again = sum((Fraction(p) * Fraction(s) for p, s in zip(parts, scores, strict=True)))
        if cut.of(Fraction(again) / _HUNDRED) == value:
            written = [
                f"{shortly(part, decimals)} % x {shortly(score, decimals)}{_called(term)}"
                for part, score, term in zip(parts, scores, terms, strict=True)
            ]
            return f"{value} = {' + '.join(written)}"
    return f"{value} = {_in_fractions(terms)}"


def mean_of_equals(terms: Sequence[Term], cut: Cut) -> str:
    """Write out a plain mean: "2.5 = (2 (Respect) + 3 (Care)) / 2"."""
    exact = weighed([Term(term.title, term.score) for term in terms])
    if exact is None:
        return "no score yet"
    if len(terms) == 1:
        return f"{cut.of(exact)}{_called(terms[0])}"
    written = " + ".join(f"{_fraction(term.score)}{_called(term)}" for term in terms)
    return f"{cut.of(exact)} = ({written}) / {len(terms)}"


def _in_fractions(terms: Sequence[Term]) -> str:
    """Write out what only fractions say exactly: "(60 x 10/3 + 20 x 4) / 80"."""
    written = [f"{_fraction(t.weight)} x {_fraction(t.score)}{_called(t)}" for t in terms]
    whole = sum((Fraction(term.weight) for term in terms), Fraction(0))
    return f"({' + '.join(written)}) / {_fraction(whole)}"


def _fraction(number: Exact) -> str:
    exact = Fraction(number)
    short = shortly(exact, 4)
    return short if Fraction(short) == exact else f"{exact.numerator}/{exact.denominator}"


def _called(term: Term) -> str:
    return f" ({term.title})" if term.title else ""

"""Cuts exact numbers to decimals, and writes them as people do."""

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from domain.definition.words import Rounding

Exact = Decimal | Fraction


def rounded(exact: Exact, decimals: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Cut a number to its decimals; no digit was lost before, so a half is a half.

    `half_up` takes halves away from zero, `half_even` to the even neighbour, `down` cuts off.
    """
    shifted = abs(Fraction(exact)) * 10**decimals
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    if _goes_up(whole, 2 * rest, shifted.denominator, rounding):
        whole += 1
    return Decimal(-whole if exact < 0 else whole).scaleb(-decimals)


def _goes_up(whole: int, twice_rest: int, denominator: int, rounding: Rounding) -> bool:
    match rounding:
        case Rounding.HALF_UP:
            return twice_rest >= denominator
        case Rounding.HALF_EVEN:
            is_odd = whole % 2 == 1
            return twice_rest > denominator or (twice_rest == denominator and is_odd)
        case Rounding.DOWN:
            return False
        case _:
            assert_never(rounding)


def shortly(exact: Exact, decimals: int = 2) -> str:
    """Write a number with so many decimals at most: 3.33, and 3 instead of 3.00."""
    text = f"{rounded(exact, decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

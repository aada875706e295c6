"""How the progress of an objective comes about, as a sum that anybody can check."""

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Final

from domain.alignment.roll_up import WHOLE, Node, RollUp

SPELT_OUT_AT_MOST: Final = 12
NAMED_AT_MOST: Final = 5

Naming = Callable[[Hashable], str]


def arithmetic(rolled: RollUp, key: Hashable, name: Naming) -> str:
    """Say in a sentence how far a node has come and why: "55 % = 60 % x 40 % + 40 % x 77.5 %".

    Shares are of the weights of those that have any progress; those without are named.
    """
    counted = list(rolled.below(key))
    if key in rolled.unsettled:
        return "no progress: it stands in a circle of objectives that serve each other"
    if not counted:
        own = rolled.own_of(key)
        return "no reading yet" if own is None else f"{percent(own)} by its own reading"
    known = [(node, made) for node, made in counted if made is not None]
    missing = [node for node, made in counted if made is None]
    return _sum(rolled, key, known) + _without(missing, name, some=bool(known)) + _own(rolled, key)


def _sum(rolled: RollUp, key: Hashable, known: Sequence[tuple[Node, int]]) -> str:
    progress = rolled.progress_of(key)
    if progress is None:
        return "no progress"
    if len(known) > SPELT_OUT_AT_MOST:
        return f"{percent(progress)}, the weighted mean of {len(known)} that serve it"
    weights = [int(node.weight * 100) for node, _ in known]
    total = sum(weights)
    reached = sum(weight * made for weight, (_, made) in zip(weights, known, strict=True))
    rounded = ", rounded" if reached % total else ""
    return f"{percent(progress)} = {_terms(known, weights, total)}{rounded}"


def _terms(known: Sequence[tuple[Node, int]], weights: Sequence[int], total: int) -> str:
    """Write shares as per cent where they are exact with two decimals, as weights otherwise."""
    if not any(weight * WHOLE % total for weight in weights):
        shares = [percent(weight * WHOLE // total) for weight in weights]
        return _products(shares, known)
    products = _products([number(node.weight) for node, _ in known], known)
    return f"({products}) / {number(Decimal(total) / 100)}"


def _products(factors: Sequence[str], known: Sequence[tuple[Node, int]]) -> str:
    pairs = zip(factors, known, strict=True)
    return " + ".join(f"{factor} x {percent(made)}" for factor, (_, made) in pairs)


def _without(missing: Sequence[Node], name: Naming, *, some: bool) -> str:
    if not missing:
        return ""
    named = ", ".join(f"“{name(node.key)}”" for node in missing[:NAMED_AT_MOST])
    if len(missing) > NAMED_AT_MOST:
        named += f" and {len(missing) - NAMED_AT_MOST} more"
    weight = number(sum((node.weight for node in missing), Decimal(0)))
    shared = f"; the others share the weight of {weight}" if some else ""
    return f"; without {named}, of which nothing is known yet{shared}"


def _own(rolled: RollUp, key: Hashable) -> str:
    own = rolled.own_of(key)
    return (
        "" if own is None else f"; its own reading, {percent(own)}, stands beside and is not in it"
    )


def percent(part: int) -> str:
    """Write hundredths of a per cent: 77.5 %."""
    return f"{number(Decimal(part) / 100)} %"


def number(value: Decimal) -> str:
    """Write a number without needless zeros."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written

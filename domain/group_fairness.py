"""Fair ratings: how groups of people compare, by the four-fifths rule and beyond it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.definition.rating import RatingScale
from domain.fairness import (
    DECIMALS,
    SMALLEST,
    Grouping,
    Rated,
    Spread,
    grouped,
    highest_first,
    mean_of,
    root,
    spread,
)
from domain.rounding import rounded

FOUR_FIFTHS: Final = Fraction(4, 5)

CAVEAT: Final = (
    "The four-fifths rule is a rule of thumb (29 CFR 1607.4(D)): a group whose rate is below 80 %"
    " of the highest is worth a closer look. It proves nothing by itself. It is unreliable for"
    " small groups: one may fail it by chance, and one that passes it may still differ by more than"
    " chance explains, which z beyond 1.96 either way hints at. Look at the work behind the ratings"
    " before you draw a conclusion; this is no legal advice."
)

_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How the ratings of a group came out.

    Attributes:
        proposed: level and spread before the panel met.
        final: level and spread of what stands.
        difference: how far the final mean is above the final mean of all.
        favourable: per cent of the group rated at the favourable level or above.
        ratio: that rate in per cent of the highest rate of a group; None without another group.
        is_below_four_fifths: whether the ratio is below 80 %.
        z: how far the rate is from that of the group with the highest one, in standard errors.
    """

    proposed: Spread
    final: Spread
    difference: Decimal
    favourable: Decimal
    ratio: Decimal | None
    is_below_four_fifths: bool
    z: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of people under review; `figures` is None where there are too few."""

    name: str
    ratings: int
    figures: GroupFigures | None


def by_group(
    rated: Sequence[Rated], grouping: Grouping, favourable: int, smallest: int = SMALLEST
) -> tuple[GroupLine, ...]:
    """Compare groups of people by how many of them were rated at `favourable` or above.

    The highest mean comes first; groups of fewer than `smallest` ratings get no figures, and none
    is compared with them.
    """
    groups = grouped(rated, lambda each: each.groups.get(grouping) or "not said")
    large = {name: given for name, given in groups.items() if len(given) >= smallest}
    best = max(large.values(), key=lambda given: _rate(given, favourable), default=[])
    of_all = mean_of(each.final for each in rated)
    lines = [
        GroupLine(
            name,
            len(given),
            _group_figures(given, best if len(large) > 1 else [], favourable, of_all)
            if name in large
            else None,
        )
        for name, given in groups.items()
    ]
    return tuple(
        sorted(lines, key=lambda line: highest_first(line.figures.final if line.figures else None))
    )


def favourable_level(scale: RatingScale) -> int:
    """Give the lowest level of the upper half: 4 of five levels, 3 of four."""
    levels = sorted(level.value for level in scale.levels)
    return levels[(len(levels) + 1) // 2]


def _group_figures(
    given: Sequence[Rated], best: Sequence[Rated], favourable: int, of_all: Fraction
) -> GroupFigures | None:
    proposed = spread(each.proposed for each in given)
    final = spread(each.final for each in given)
    if proposed is None or final is None:
        return None
    rate = _rate(given, favourable)
    highest = _rate(best, favourable) if best else Fraction(0)
    ratio = rate / highest if highest else None
    return GroupFigures(
        proposed=proposed,
        final=final,
        difference=rounded(mean_of(each.final for each in given) - of_all, DECIMALS),
        favourable=rounded(rate * _HUNDRED, 1),
        ratio=None if ratio is None else rounded(ratio * _HUNDRED, 1),
        is_below_four_fifths=ratio is not None and ratio < FOUR_FIFTHS,
        z=_z(given, best, favourable),
    )


def _z(given: Sequence[Rated], best: Sequence[Rated], favourable: int) -> Decimal | None:
    """Compare two shares by the pooled normal test; None for the best group itself."""
    if not best or given is best:
        return None
    pooled = _rate([*given, *best], favourable)
    variance = pooled * (1 - pooled) * (Fraction(1, len(given)) + Fraction(1, len(best)))
    if variance == 0:
        return None
    apart = _rate(given, favourable) - _rate(best, favourable)
    return rounded(apart / Fraction(root(variance)), DECIMALS)


def _rate(given: Sequence[Rated], favourable: int) -> Fraction:
    return Fraction(sum(each.final >= favourable for each in given), len(given))

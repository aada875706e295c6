"""How much of an objective is attained, as an exact share: 0 at the baseline, 1 at the target.

Three shares are told apart. `way_made` is the raw one and may be below 0 or above 1. `attainment`
is never below 0: whoever fell behind the baseline has attained nothing, and no objective takes away
from another. It is above 1 beyond the target. `counted` is what enters a total: overshoot counts
up to the agreed stretch, and not at all where no stretch was agreed, so that one objective does not
make up for another.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, assert_never

from domain.definition.rating import Band
from domain.measures import Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.measured import Measured

NONE_OF_IT: Final = Fraction(0)
ALL_OF_IT: Final = Fraction(1)


def attainment(measure: Measure, reading: Measured | None) -> Fraction | None:
    """Give the share attained, 0 or more; None when nothing was measured, never 0 for that."""
    made = way_made(measure, reading)
    return None if made is None else max(NONE_OF_IT, made)


def way_made(measure: Measure, reading: Measured | None) -> Fraction | None:
    """Give the share of the way that was made, below 0 when it went backwards.

    None when nothing was measured, or nothing that fits the measure (which may have been changed
    since: milestones that are no longer part of it do not count). Kind by kind:

    - up and down: the distance from the baseline over that from baseline to target. Where both
      are the same, 1 once the target is reached or passed, else 0.
    - hold: 1 inside the band; outside it falls with the distance from it, by 1 for each width of
      the band. A band without width is held exactly or not at all.
    - milestones: those done over those that are due by the day of the reading or done early; None
      while that is none.
    - soft: levels above the lowest over those from the lowest to the target.
    """
    if reading is None:
        return None
    match measure:
        case NumericMeasure():
            value = reading.value
            return None if value is None else _of_number(measure, Fraction(value))
        case MilestoneMeasure():
            return _of_milestones(measure, reading)
        case SoftMeasure():
            return _of_level(measure, reading.level)
        case _:
            assert_never(measure)


def _of_number(measure: NumericMeasure, value: Fraction) -> Fraction:
    if measure.lower is not None and measure.upper is not None:
        return _held(value, Fraction(measure.lower), Fraction(measure.upper))
    baseline, target = Fraction(measure.baseline or 0), Fraction(measure.target or 0)
    if baseline != target:
        return (value - baseline) / (target - baseline)
    is_there = value <= target if measure.direction == "down" else value >= target
    return ALL_OF_IT if is_there else NONE_OF_IT


def _held(value: Fraction, lower: Fraction, upper: Fraction) -> Fraction:
    distance = max(lower - value, value - upper, Fraction(0))
    if distance == 0:
        return ALL_OF_IT
    width = upper - lower
    return NONE_OF_IT if width == 0 else max(NONE_OF_IT, 1 - distance / width)


def _of_milestones(measure: MilestoneMeasure, reading: Measured) -> Fraction | None:
    if reading.done is None:
        return None
    done = {each.id for each in measure.milestones} & set(reading.done)
    asked = sum(1 for each in measure.milestones if each.id in done or each.due <= reading.on)
    return Fraction(len(done), asked) if asked else None


def _of_level(measure: SoftMeasure, level: int | None) -> Fraction | None:
    if level is None or level > len(measure.levels):
        return None
    return Fraction(level - 1, measure.target_level - 1)


def into_stretch(measure: Measure, reading: Measured | None) -> Fraction | None:
    """Give the share of the way from the target to the stretch: 0 at the target, 1 at the stretch.

    None when there is no stretch, nothing was measured, or the target is not reached.
    """
    if not isinstance(measure, NumericMeasure) or measure.stretch is None or reading is None:
        return None
    if measure.target is None or reading.value is None:
        return None
    target = Fraction(measure.target)
    share = (Fraction(reading.value) - target) / (Fraction(measure.stretch) - target)
    return share if share >= 0 else None


def counted(measure: Measure, reading: Measured | None) -> Fraction | None:
    """Give the share that enters a total: 1 at most, or what it is at the stretch."""
    attained = attainment(measure, reading)
    return None if attained is None else min(attained, most_counted(measure))


def most_counted(measure: Measure) -> Fraction:
    """Give the largest share of an objective that enters a total."""
    if isinstance(measure, NumericMeasure) and measure.stretch is not None:
        baseline, target = Fraction(measure.baseline or 0), Fraction(measure.target or 0)
        if baseline != target:
            return (Fraction(measure.stretch) - baseline) / (target - baseline)
    return ALL_OF_IT


def suggested_level(attained: Fraction | None, bands: Sequence[Band]) -> int | None:
    """Give the level that the bands of a cycle suggest for a share attained.

    None without an attainment, and below the lowest band. It is a suggestion: people rate.
    """
    if attained is None:
        return None
    reached = [band for band in bands if attained * 100 >= Fraction(band.attained)]
    return max(reached, key=lambda band: band.attained).level if reached else None


def in_per_cent(share: Fraction) -> str:
    """Write a share as people read it, in whole per cent, halves away from nought: 63 %."""
    doubled = abs(share) * 200 + 1
    whole = doubled.numerator // doubled.denominator // 2
    return f"{'-' if share < 0 and whole else ''}{whole} %"

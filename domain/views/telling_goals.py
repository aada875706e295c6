"""How measures, readings and shares of objectives are said in words."""

from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from domain.attainment import in_per_cent, into_stretch
from domain.goals import Goal
from domain.measures import Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.measured import Measured
from domain.progress.off_track import OffTrack
from domain.views.telling import day_in_words

WHY_OFF_TRACK: Final = {
    OffTrack.BEHIND: "more than 25 points behind the time that has passed",
    OffTrack.LOW_CONFIDENCE: "little confidence",
    OffTrack.OBSTACLE: "an obstacle",
}


def number_in_words(number: Decimal) -> str:
    """Write a number without noughts that say nothing, as in 6.5."""
    return f"{number.normalize():f}"


def measure_in_words(measure: Measure) -> str:
    """Say what is measured: from where to where, what to hold, what to have done, which level."""
    match measure:
        case NumericMeasure():
            return _numeric(measure)
        case MilestoneMeasure():
            listed = (f"{each.title} by {day_in_words(each.due)}" for each in measure.milestones)
            return f"done: {'; '.join(listed)}"
        case SoftMeasure():
            target = measure.levels[measure.target_level - 1]
            return f"level {measure.target_level} of {len(measure.levels)}: {target}"
        case _:
            assert_never(measure)


def _numeric(measure: NumericMeasure) -> str:
    def told(number: Decimal | None) -> str:
        return number_in_words(number or Decimal(0))

    if measure.direction == "hold":
        return f"hold between {told(measure.lower)} and {told(measure.upper)} {measure.unit}"
    beyond = f", stretch {told(measure.stretch)}" if measure.stretch is not None else ""
    way = f"from {told(measure.baseline)} {measure.direction} to {told(measure.target)}"
    return f"{way} {measure.unit}{beyond}"


def reading_in_words(measure: Measure, reading: Measured) -> str:
    """Say what was measured, in the unit or words of the measure."""
    if reading.is_missing:
        return "not measured"
    if reading.value is not None:
        unit = f" {measure.unit}" if isinstance(measure, NumericMeasure) else ""
        return f"{number_in_words(reading.value)}{unit}"
    if reading.level is not None:
        levels = measure.levels if isinstance(measure, SoftMeasure) else ()
        meaning = f": {levels[reading.level - 1]}" if reading.level <= len(levels) else ""
        return f"level {reading.level}{meaning}"
    of = len(measure.milestones) if isinstance(measure, MilestoneMeasure) else 0
    done = reading.done or ()
    names = f" ({', '.join(done)})" if done else ""
    return f"{len(done)} of {of} done{names}" if of else f"{len(done)} done{names}"


def attained_in_words(
    measure: Measure, latest: Measured | None, attained: Fraction | None, raw: Fraction | None
) -> str:
    """Say what is attained; a share below the baseline and one beyond the target are shown."""
    if attained is None or raw is None:
        return "not measured yet"
    if raw < 0:
        return f"{in_per_cent(attained)} attained ({in_per_cent(raw)}: behind the baseline)"
    stretched = into_stretch(measure, latest)
    beyond = f", {in_per_cent(stretched)} of the stretch" if stretched is not None else ""
    return f"{in_per_cent(attained)} attained{beyond}"


def serves_in_words(goal: Goal) -> str:
    """Say which objective above it serves, or why none."""
    if goal.serves:
        return f"serves {goal.serves}"
    if goal.serves_none_because:
        return f"serves none above: {goal.serves_none_because}"
    return "serves none above"


def goal_in_words(goal: Goal) -> str:
    """Say an objective in one line: title, weight, measure, whom it serves."""
    weight = number_in_words(goal.weight)
    measure = measure_in_words(goal.measure)
    return f"{goal.title}; weight {weight} %; {measure}; {serves_in_words(goal)}"

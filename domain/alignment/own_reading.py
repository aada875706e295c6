"""What somebody says of how far an objective has come, in the words its measure takes."""

from datetime import date
from typing import assert_never

from domain.alignment.above import folded
from domain.alignment.objective import Objective
from domain.alignment.refusals import ReadingNotPossible
from domain.answers import NotAnAnswer, number_of
from domain.measures import MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.measured import Measured

NONE_DONE = "none"


def measured_by(objective: Objective, words: str, on: date) -> Measured:
    """Read words by the measure of an objective.

    A number is a value of a numeric measure and the number of a level of a soft one. Milestones
    that are done are named by their ids or titles with commas between them, or are 'none'. Of an
    objective without a measure nothing is measured.

    Raises:
        ReadingNotPossible: the words are nothing that the measure takes.
    """
    measure = objective.measure
    try:
        match measure:
            case None:
                return Measured(on=on)
            case NumericMeasure():
                return Measured(on=on, value=number_of(words))
            case SoftMeasure():
                return Measured(on=on, level=_level(words))
            case MilestoneMeasure():
                return Measured(on=on, done=_done(measure, words))
            case _:
                assert_never(measure)
    except NotAnAnswer as refused:
        raise ReadingNotPossible(f"“{objective.title}”: {refused}") from None


def _level(words: str) -> int:
    level = number_of(words)
    if level != level.to_integral_value() or level < 1:
        raise NotAnAnswer(f"{words} is not the number of a level; count them from 1, the lowest.")
    return int(level)


def _done(measure: MilestoneMeasure, words: str) -> tuple[str, ...]:
    if folded(words) == NONE_DONE:
        return ()
    known = {folded(each.title): each.id for each in measure.milestones}
    known |= {each.id: each.id for each in measure.milestones}
    named = [folded(part) for part in words.split(",") if part.strip()]
    unknown = [name for name in named if name not in known]
    if unknown or not named:
        listed = ", ".join(each.id for each in measure.milestones)
        raise NotAnAnswer(f"There is no milestone '{', '.join(unknown)}'; there are {listed}.")
    return tuple(each.id for each in measure.milestones if each.id in {known[n] for n in named})

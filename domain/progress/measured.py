"""What was measured of an objective on a day: a number, a level, or milestones that are done."""

from datetime import date
from typing import Self, assert_never

from pydantic import Field, model_validator

from domain.measures import Measure, MilestoneMeasure, Number, NumericMeasure, SoftMeasure
from domain.value import Fact


class Measured(Fact):
    """At most one of three, as the measure asks; none of them means it was not measured.

    Attributes:
        on: the day for which it holds.
        value: of a numeric measure, in its unit.
        level: of a soft measure, counted from 1, the lowest.
        done: ids of the milestones that are done; empty when none is.
    """

    on: date
    value: Number | None = None
    level: int | None = Field(default=None, ge=1)
    done: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_at_most(self) -> Self:
        given = [part for part in (self.value, self.level, self.done) if part is not None]
        if len(given) > 1:
            raise ValueError("a reading holds a value, a level or milestones, not several")
        return self

    @property
    def is_missing(self) -> bool:
        """Whether nothing was measured."""
        return self.value is None and self.level is None and self.done is None

    def misfit(self, measure: Measure) -> str | None:
        """Say in a sentence why this cannot be measured so; None if it can, or nothing was."""
        if self.is_missing:
            return None
        match measure:
            case NumericMeasure():
                fits = self.value is not None
                return None if fits else f"It is measured in {measure.unit}; give a value."
            case MilestoneMeasure():
                return self._misfit_of_milestones(measure)
            case SoftMeasure():
                return self._misfit_of_level(len(measure.levels))
            case _:
                assert_never(measure)

    def _misfit_of_milestones(self, measure: MilestoneMeasure) -> str | None:
        known = [each.id for each in measure.milestones]
        if self.done is None:
            return f"It is measured by milestones; say which are done: {', '.join(known)}."
        unknown = [each for each in self.done if each not in known]
        if unknown:
            return f"There is no milestone '{unknown[0][:60]}'; there are {', '.join(known)}."
        return None

    def _misfit_of_level(self, levels: int) -> str | None:
        if self.level is None:
            return f"It is measured in words; give the number of a level, 1 to {levels}."
        if self.level > levels:
            return f"Level {self.level} is none of its levels, which are 1 to {levels}."
        return None

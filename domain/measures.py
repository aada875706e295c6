"""How an objective is measured: by a number, by dated milestones, or in words."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, assert_never

from pydantic import Field, model_validator

from domain.value import Value

Number = Annotated[Decimal, Field(max_digits=24, decimal_places=9)]
Direction = Literal["up", "down", "hold"]

FEWEST_LEVELS = 2


class NumericMeasure(Value):
    """Measured by a number in a unit.

    `up` and `down` lead from a baseline to a target; a `stretch` lies beyond the target, in the
    same direction. `hold` keeps the number between `lower` and `upper`, both included, and knows
    neither baseline nor target. A direction that is left out follows from the numbers.
    """

    kind: Literal["numeric"] = "numeric"
    baseline: Number | None = None
    target: Number | None = None
    unit: str = Field(min_length=1, max_length=40)
    direction: Direction
    lower: Number | None = None
    upper: Number | None = None
    stretch: Number | None = None

    @model_validator(mode="before")
    @classmethod
    def _direction_follows_from_the_numbers(cls, given: object) -> object:
        if not isinstance(given, dict) or given.get("direction") is not None:
            return given
        if given.get("lower") is not None or given.get("upper") is not None:
            return {**given, "direction": "hold"}
        try:
            rises = Decimal(str(given["target"])) >= Decimal(str(given["baseline"]))
        except (ArithmeticError, KeyError):
            rises = True  # what is missing or no number is told below
        return {**given, "direction": "up" if rises else "down"}

    @model_validator(mode="after")
    def _numbers_fit_the_direction(self) -> "NumericMeasure":
        match self.direction:
            case "hold":
                self._check_band()
            case "up" | "down":
                self._check_way()
            case _:
                assert_never(self.direction)
        return self

    def _check_band(self) -> None:
        if self.lower is None or self.upper is None:
            missing = "lower" if self.lower is None else "upper"
            raise ValueError(f"the {missing} end of the band to hold is missing")
        if self.lower > self.upper:
            raise ValueError("the lower end of the band lies above the upper end")
        self._refuse(baseline=self.baseline, target=self.target, stretch=self.stretch)

    def _check_way(self) -> None:
        if self.baseline is None or self.target is None:
            raise ValueError(f"the {'baseline' if self.baseline is None else 'target'} is missing")
        moves = self.target - self.baseline
        if (moves < 0 and self.direction == "up") or (moves > 0 and self.direction == "down"):
            raise ValueError(f"the target lies {'below' if moves < 0 else 'above'} the baseline")
        self._refuse(lower=self.lower, upper=self.upper)
        if self.stretch is not None:
            beyond = self.stretch - self.target
            if beyond == 0 or (beyond > 0) != (self.direction == "up"):
                raise ValueError("the stretch does not lie beyond the target")

    def _refuse(self, **given: Decimal | None) -> None:
        for name, number in given.items():
            if number is not None:
                raise ValueError(f"a measure with the direction {self.direction} has no {name}")


class Milestone(Value):
    """Something that is done or not, and by when it is due."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    title: str = Field(min_length=1, max_length=200)
    due: date


class MilestoneMeasure(Value):
    """Measured by a list of things that are done or not, each with its date."""

    kind: Literal["milestones"] = "milestones"
    milestones: tuple[Milestone, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _each_has_its_own_id(self) -> "MilestoneMeasure":
        for known, times in Counter(each.id for each in self.milestones).items():
            if times > 1:
                raise ValueError(f"{times} milestones have the id '{known}'; give each its own")
        return self


class SoftMeasure(Value):
    """Measured by a described scale, lowest first: what each level would look like.

    `target` is the number of the level to reach, counted from 1; without it, the highest.
    """

    kind: Literal["soft"] = "soft"
    levels: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        min_length=FEWEST_LEVELS, max_length=10
    )
    target: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _target_is_a_level_above_the_lowest(self) -> "SoftMeasure":
        if self.target is None or FEWEST_LEVELS <= self.target <= len(self.levels):
            return self
        if self.target == 1:
            raise ValueError("the lowest level is no target: everybody is there already")
        raise ValueError(
            f"there are {len(self.levels)} levels; level {self.target} is none of them"
        )

    @property
    def target_level(self) -> int:
        """Give the number of the level to reach, counted from 1."""
        return len(self.levels) if self.target is None else self.target


Measure = Annotated[NumericMeasure | MilestoneMeasure | SoftMeasure, Field(discriminator="kind")]
KINDS = ("numeric", "milestones", "soft")

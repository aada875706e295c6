"""When things open and are due, who is reminded, and who hears when nothing happens."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from domain.definition.texts import Day, Name
from domain.definition.words import RungTarget
from domain.value import Value

WorkingDays = Annotated[int, Field(ge=0, le=260)]


class When(Value):
    """A date, or a number of working days; exactly one of the two.

    For the opening of a stage the days count from the end of the stage before it (for the first
    stage: from the day the cycle begins); for the due date of a step they count from its opening,
    in the calendar of the person who acts.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["on"]}, {"required": ["working_days"]}]}
    )

    on: Day | None = Field(default=None, description="A day, for example 2026-01-12.")
    working_days: WorkingDays | None = Field(
        default=None, description="A number of working days, from 0 to 260."
    )

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.on is None) == (self.working_days is None):
            raise ValueError("give either 'on' with a date or 'working_days' with a number")
        return self


class Reminders(Value):
    """Working days before the due date, and after it, on which the assignee is reminded."""

    before: tuple[WorkingDays, ...] = Field(
        default=(3, 1),
        max_length=10,
        description="Working days before the due date; 0 is the due date itself.",
    )
    after: tuple[WorkingDays, ...] = Field(
        default=(), max_length=10, description="Working days after the due date."
    )


class Rung(Value):
    """One rung of a ladder: who hears, and the grace since the rung below (or the due date)."""

    to: RungTarget = Field(description="Who hears that the step is overdue.")
    after: Annotated[int, Field(ge=1, le=60)] = Field(
        description="Working days of grace since the rung below, or since the due date."
    )


class Ladder(Value):
    """Who hears, in which order, when a step stays open past its due date."""

    rungs: tuple[Rung, ...] = Field(
        min_length=1, max_length=20, description="The rungs, lowest first."
    )
    then: Name | None = Field(default=None, description="Name of the ladder to climb after this.")

"""How far a link reaches: one step or one action of one person, and no further."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.ids import PersonId, ReviewId, StepId
from domain.value import Value


class StepReach(Value):
    """A step of a review as it lies before one seat in one round: sent back, it is another."""

    kind: Literal["step"] = "step"
    review: ReviewId
    step: StepId
    seat: int
    round: int


class ActionReach(Value):
    """An action that somebody was tasked with."""

    kind: Literal["action"] = "action"
    action: UUID


Reach = Annotated[StepReach | ActionReach, Field(discriminator="kind")]
"""What a link opens."""


class Link(Value):
    """Somebody's way to one thing: who may go it, and what it opens."""

    person: PersonId
    reach: Reach

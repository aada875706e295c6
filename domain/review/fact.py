"""What every event of a review is, and what those of one step have in common."""

from datetime import datetime
from typing import ClassVar

from domain.ids import StepId
from domain.value import Fact


class ReviewEvent(Fact):
    """Something that happened in a review, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class OnStep(ReviewEvent):
    """Something that happened to one instance of a step: one seat, one round."""

    step: StepId
    seat: int = 0
    round: int = 1

    @property
    def instance(self) -> str:
        """Name the step instance inside its review."""
        return f"{self.step}.{self.seat}.{self.round}"

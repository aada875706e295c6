"""What happened with feedback. Words, and what they are about, are sealed under the receiver."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import CycleId, FeedbackId, PersonId, ReviewId
from domain.value import Fact


class FeedbackEvent(Fact):
    """Something that happened with feedback about one person."""

    schema_version: ClassVar[int] = 1

    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class FeedbackGiven(FeedbackEvent):
    """Somebody wrote feedback. `manager` led the receiver then, and is told where they read it."""

    type: Literal["FeedbackGiven"] = "FeedbackGiven"
    feedback: FeedbackId
    giver: PersonId
    receiver: PersonId
    manager: PersonId | None
    kind: FeedbackKind
    visible_to: VisibleTo

    def key(self) -> str:
        """Record each feedback once."""
        return f"given:{self.feedback}"


class FeedbackWithdrawn(FeedbackEvent):
    """Its giver took feedback back: nobody reads it any more, and it counts for nothing."""

    type: Literal["FeedbackWithdrawn"] = "FeedbackWithdrawn"
    feedback: FeedbackId
    giver: PersonId
    receiver: PersonId

    def key(self) -> str:
        """Take each feedback back once."""
        return f"withdrawn:{self.feedback}"


class FeedbackMissed(FeedbackEvent):
    """A manager was told that somebody in review has had no feedback for long.

    `quiet_since` is the day of the last that the manager can know of, None when there was none.
    """

    type: Literal["FeedbackMissed"] = "FeedbackMissed"
    cycle: CycleId
    review: ReviewId
    manager: PersonId
    quiet_since: date | None

    def key(self) -> str:
        """Point each quiet time out once to each manager."""
        return f"missed:{self.manager}:{self.quiet_since or 'from the beginning'}"


Event = Annotated[FeedbackGiven | FeedbackWithdrawn | FeedbackMissed, Field(discriminator="type")]

"""What HR does to a review and its steps: pauses it, opens a step again, or asks after one."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.content import ContentRef
from domain.ids import PersonId, StageId, StepId
from domain.review.fact import OnStep, ReviewEvent


def _is_absent(value: object) -> bool:
    return value is None


class StepReopened(OnStep):
    """A step that was done is to be done again, and with it everything that followed it.

    `round` is the round that ended. `withdrawn` names what was open or done of the steps that
    follow: it is taken back and comes again when its turn comes. The review is in `stage` again,
    having gone back so many stages.
    """

    type: Literal["StepReopened"] = "StepReopened"
    stage: StageId
    goes_back: int = 0
    withdrawn: tuple[StepId, ...] = ()
    request: str
    by: PersonId
    content: ContentRef

    def key(self) -> str:
        """Record each request once."""
        return f"reopened:{self.request}"


class StepNudged(OnStep):
    """HR asked whoever has the step after it, in a message beside the reminders."""

    type: Literal["StepNudged"] = "StepNudged"
    recipient: PersonId
    due: datetime
    request: str
    by: PersonId
    content: ContentRef | None = None

    def key(self) -> str:
        """Nudge each seat once a request."""
        return f"nudged:{self.request}:{self.instance}"


class ReviewPaused(ReviewEvent):
    """HR stopped the clocks of this review."""

    type: Literal["ReviewPaused"] = "ReviewPaused"
    request: str
    by: PersonId
    content: ContentRef | None = Field(default=None, exclude_if=_is_absent)

    def key(self) -> str:
        """Record each request once."""
        return f"paused:{self.request}"


class ReviewResumed(ReviewEvent):
    """HR let the clocks run again."""

    type: Literal["ReviewResumed"] = "ReviewResumed"
    request: str
    by: PersonId
    content: ContentRef | None = Field(default=None, exclude_if=_is_absent)

    def key(self) -> str:
        """Record each request once."""
        return f"resumed:{self.request}"

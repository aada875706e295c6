"""What follows from a review outside of it: actions that were asked for, the plan that begins."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from domain.ids import ActionId, CycleId, ReviewId
from domain.review.plan import Follows
from domain.value import Fact


class FollowUp(Fact):
    """Something a review asked for that is still to be set going.

    `event` is the submission that asked for actions, or the completion of a review with a plan.
    """

    event: UUID
    review: ReviewId
    cycle: CycleId
    kind: Follows
    at: datetime


class FollowUpEvent(Fact):
    """Something that became of what a review asked for, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class FollowUpCarriedOut(FollowUpEvent):
    """All that a submission asked for was set going, or there was nothing to do."""

    type: Literal["FollowUpCarriedOut"] = "FollowUpCarriedOut"
    review: ReviewId
    event: UUID
    kind: Follows
    actions: tuple[ActionId, ...] = ()

    def key(self) -> str:
        """Carry out what each event asked for once."""
        return f"{self.kind}:{self.event}"

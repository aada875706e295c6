"""What can be asked of a calibration session."""

from typing import Annotated, Literal

from pydantic import Field

from domain.calibration.events import SessionPlan
from domain.content import ContentRef
from domain.ids import PersonId, ReviewId
from domain.stamping import Command as Request


class OpenSession(Request):
    """Set the session up."""

    type: Literal["OpenSession"] = "OpenSession"
    plan: SessionPlan


class MoveRating(Request):
    """Move the rating of a review; the level and the reason are in the staged content."""

    type: Literal["MoveRating"] = "MoveRating"
    review: ReviewId
    actor: PersonId
    submission: str
    content: ContentRef


class LockSession(Request):
    """Lock the ratings.

    `missing` names reviews without a rating, `departs` says whether the distribution leaves the
    guideline in a way that the definition makes answerable; both were looked up at the edge.
    """

    type: Literal["LockSession"] = "LockSession"
    actor: PersonId
    submission: str
    missing: tuple[ReviewId, ...] = ()
    departs: Literal["no", "needs_reason", "refused"] = "no"
    content: ContentRef | None = None


class WithdrawMember(Request):
    """Take a review out of the session because it ended early."""

    type: Literal["WithdrawMember"] = "WithdrawMember"
    review: ReviewId


class PassSessionTime(Request):
    """Do what has fallen due by now: remind, climb the ladder."""

    type: Literal["PassSessionTime"] = "PassSessionTime"


Command = Annotated[
    OpenSession | MoveRating | LockSession | WithdrawMember | PassSessionTime,
    Field(discriminator="type"),
]

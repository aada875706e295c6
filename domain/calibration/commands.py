"""What can be asked of a calibration session."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.calibration.events import SessionPlan
from domain.content import ContentRef
from domain.ids import PersonId, ReviewId
from domain.stamping import Command as Request
from domain.value import Fact


class OpenSession(Request):
    """Set the session up."""

    type: Literal["OpenSession"] = "OpenSession"
    plan: SessionPlan


class Basis(Fact):
    """What the mover had before their eyes: the content of the row's last move, None for none."""

    last_move: UUID | None = None


class MoveRating(Request):
    """Move the rating of a review; the level and the reason are in the staged content.

    With a `basis` it is refused when somebody else has moved the row since.
    """

    type: Literal["MoveRating"] = "MoveRating"
    review: ReviewId
    actor: PersonId
    submission: str
    content: ContentRef
    basis: Basis | None = None


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


class NameCoFacilitator(Request):
    """Let somebody else lead the session, too.

    `is_hr` says that the actor answers for the cycle in HR; it was looked up at the edge.
    """

    type: Literal["NameCoFacilitator"] = "NameCoFacilitator"
    person: PersonId
    actor: PersonId
    submission: str
    is_hr: bool = False


class ReleaseCoFacilitator(Request):
    """Let somebody lead the session no more; `is_hr` as for naming them."""

    type: Literal["ReleaseCoFacilitator"] = "ReleaseCoFacilitator"
    person: PersonId
    actor: PersonId
    submission: str
    is_hr: bool = False


class WithdrawMember(Request):
    """Take a review out of the session because it ended early."""

    type: Literal["WithdrawMember"] = "WithdrawMember"
    review: ReviewId


class PassSessionTime(Request):
    """Do what has fallen due by now: remind, climb the ladder."""

    type: Literal["PassSessionTime"] = "PassSessionTime"


Command = Annotated[
    OpenSession
    | MoveRating
    | LockSession
    | NameCoFacilitator
    | ReleaseCoFacilitator
    | WithdrawMember
    | PassSessionTime,
    Field(discriminator="type"),
]

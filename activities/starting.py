"""What workflows are started with and told, for whoever starts and tells them by name."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.actions.action import ActionState
from domain.calibration.session import SessionState
from domain.content import ContentRef
from domain.ids import CycleId, OrganisationId, PlanId, SessionId
from domain.review import commands as c
from domain.review.state import ReviewState
from domain.tempo import Tempo
from domain.value import Fact

CONTROL_QUEUE: Final = "control"
REVIEWS_QUEUE: Final = "reviews"
STORE_QUEUE: Final = "store"
NOTIFY_QUEUE: Final = "notify"

REVIEW: Final = "Review"
SESSION: Final = "CalibrationSession"
CYCLE: Final = "ReviewCycle"
DELIVERY: Final = "Delivery"
ACTION: Final = "Action"
PLAN: Final = "DevelopmentPlan"
RECURRENCE: Final = "RecurringCycle"

CALIBRATION_SETTLED: Final = "calibration_settled"
STAGE_EXTENDED: Final = "stage_extended"
PART_CHANGED: Final = "part_changed"
LEAVE_RECORDED: Final = "leave_recorded"
REVIEWEE_LEFT: Final = "reviewee_left"
MEMBER_WITHDRAWN: Final = "member_withdrawn"
NOTICES_WAITING: Final = "notices_waiting"
REVIEWS_DONE: Final = "reviews_done"
CHANGED: Final = "changed"
CYCLE_CLOSED: Final = "cycle_closed"
NEWER_BUILD: Final = "newer_build"

STANDING: Final = "standing"

DEPLOYMENT: Final = "perennial"
"""What Temporal calls all builds of our workers together."""


class ReviewStart(Fact):
    """Where a review stands when its workflow begins: at launch, after a rebuild, or later."""

    state: ReviewState


class SessionStart(Fact):
    """Where a calibration session stands when its workflow begins."""

    state: SessionState


class CycleStart(Fact):
    """What a cycle begins with, and how far its launch has come."""

    cycle: CycleId
    launch: ContentRef | None = None
    tempo: Tempo = Tempo()
    schedule: str | None = None  # the request of a launch that was scheduled
    begins_at: datetime | None = None  # when that launch begins
    taken_in: int = 0  # pages of the launch that are done
    is_launched: bool = False
    watches_feedback: bool = False  # whether managers hear of reviews without feedback
    looks_next: datetime | None = None  # when it looks for those again


class DeliveryStart(Fact):
    """What the delivery of a cycle begins with; for what belongs to none, of the organisation."""

    cycle: CycleId | OrganisationId
    tempo: Tempo = Tempo()


class Standing(Fact):
    """Up to which fact of its stream a workflow stands: what it answers when it is asked."""

    version: int


class Settled(Fact):
    """Tell a review what its panel locked."""

    session: SessionId
    content: ContentRef | None = None


HrCommand = Annotated[
    c.PauseReview | c.ResumeReview | c.CancelReview | c.ReopenStep | c.NudgeReview,
    Field(discriminator="type"),
]
"""What HR can have done to many reviews at once."""


class Changed(Fact):
    """Tell a review what HR has done to it and others."""

    command: HrCommand


class Earliest(Fact):
    """Tell the delivery when the first of the new notices may go out.

    The delivery of an organisation, which outlives cycles, also hears how time runs now.
    """

    at: datetime
    tempo: Tempo | None = None


class ActionStart(Fact):
    """Where an action stands when its workflow begins."""

    state: ActionState


class PlanStart(Fact):
    """Which development plan a workflow looks after; nothing more, so that all look the same."""

    plan: PlanId
    tempo: Tempo = Tempo()


class RecurrenceStart(Fact):
    """Which recurring cycle is looked at, at each tick of its timer."""

    recurrence: UUID

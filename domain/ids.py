"""The names by which Perennial knows things: opaque, and safe to show anywhere."""

from typing import NewType
from uuid import UUID, uuid5

OrganisationId = NewType("OrganisationId", UUID)
CycleId = NewType("CycleId", UUID)
ReviewId = NewType("ReviewId", UUID)
SessionId = NewType("SessionId", UUID)
PlanId = NewType("PlanId", UUID)
PersonId = NewType("PersonId", UUID)
ProfileId = NewType("ProfileId", UUID)
ObjectiveId = NewType("ObjectiveId", UUID)
ActionId = NewType("ActionId", UUID)
FeedbackId = NewType("FeedbackId", UUID)
StageId = NewType("StageId", str)
StepId = NewType("StepId", str)


def cycle_id(organisation: OrganisationId, key: str) -> CycleId:
    """Name a cycle after its organisation and the key in its definition.

    The same key in the same organisation is the same cycle, so a second launch finds the first.
    """
    return CycleId(uuid5(organisation, f"cycle:{key}"))


def review_id(cycle: CycleId, reviewee: PersonId) -> ReviewId:
    """Name the one review a person can have in a cycle."""
    return ReviewId(uuid5(cycle, f"review:{reviewee}"))


def session_id(cycle: CycleId, group: str) -> SessionId:
    """Name the calibration session of a group of a cycle."""
    return SessionId(uuid5(cycle, f"session:{group}"))


def plan_id(review: ReviewId) -> PlanId:
    """Name the development plan that follows a review."""
    return PlanId(uuid5(review, "plan"))


def action_id(organisation: OrganisationId, request: str) -> ActionId:
    """Name an action after the request for it, so that asking twice is asking once."""
    return ActionId(uuid5(organisation, f"action:{request}"))


def action_of(asked_for_in: UUID, number: int) -> ActionId:
    """Name the n-th action that a submission, a plan or a reading asks for."""
    return ActionId(uuid5(asked_for_in, str(number)))


def profile_id(organisation: OrganisationId, family: str, level: str) -> ProfileId:
    """Name the role profile of a job family at a level; capitals of the level do not matter."""
    return ProfileId(uuid5(organisation, f"profile:{family}:{level.casefold()}"))


def values_id(organisation: OrganisationId) -> UUID:
    """Name the stream in which the values of an organisation are published."""
    return uuid5(organisation, "values")


def feedback_stream(receiver: PersonId) -> UUID:
    """Name the stream of all feedback about a person."""
    return uuid5(receiver, "feedback")


def feedback_id(receiver: PersonId, request: str) -> FeedbackId:
    """Name feedback after the request to give it, so that asking again gives it once."""
    return FeedbackId(uuid5(feedback_stream(receiver), request))


def quiet_stream(review: ReviewId) -> UUID:
    """Name the stream of what was said of a review in which nobody gives feedback."""
    return uuid5(review, "quiet")


def follow_ups_of(review: ReviewId) -> UUID:
    """Name the stream that says what of a review has been followed up."""
    return uuid5(review, "follow-ups")


def progress_stream(review: ReviewId) -> UUID:
    """Name the stream of the readings of a review."""
    return uuid5(review, "progress")


def event_id(stream: UUID, key: str) -> UUID:
    """Name an event after the business fact it records, so that a retry is the same event."""
    return uuid5(stream, key)

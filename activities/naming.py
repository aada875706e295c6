"""The names of workflows: opaque, and the same for the same thing in every installation."""

from domain.ids import CycleId, ReviewId, SessionId


def cycle_workflow(cycle: CycleId) -> str:
    """Name the workflow of a cycle."""
    return f"cycle/{cycle}"


def review_workflow(cycle: CycleId, review: ReviewId) -> str:
    """Name the workflow of a review."""
    return f"review/{cycle}/{review}"


def session_workflow(cycle: CycleId, session: SessionId) -> str:
    """Name the workflow of a calibration session."""
    return f"session/{cycle}/{session}"


def delivery_workflow(cycle: CycleId) -> str:
    """Name the workflow that delivers the messages of a cycle."""
    return f"delivery/{cycle}"

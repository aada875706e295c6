"""The names of workflows: opaque, and the same for the same thing in every installation."""

from uuid import UUID

from domain.ids import ActionId, CycleId, OrganisationId, PlanId, ReviewId, SessionId


def cycle_workflow(cycle: CycleId) -> str:
    """Name the workflow of a cycle."""
    return f"cycle/{cycle}"


def review_workflow(cycle: CycleId, review: ReviewId) -> str:
    """Name the workflow of a review."""
    return f"review/{cycle}/{review}"


def session_workflow(cycle: CycleId, session: SessionId) -> str:
    """Name the workflow of a calibration session."""
    return f"session/{cycle}/{session}"


def action_workflow(organisation: OrganisationId, action: ActionId) -> str:
    """Name the workflow of an action."""
    return f"action/{organisation}/{action}"


def plan_workflow(organisation: OrganisationId, plan: PlanId) -> str:
    """Name the workflow of a development plan."""
    return f"plan/{organisation}/{plan}"


def recurrence_timer(organisation: OrganisationId, recurrence: UUID) -> str:
    """Name the timer of a recurring cycle; its workflows are called so, with the moment behind."""
    return f"{recurrences_of(organisation)}{recurrence}"


def recurrences_of(organisation: OrganisationId) -> str:
    """Give what the names of all timers of an organisation, and of what they start, begin with."""
    return f"recurrence/{organisation}/"


def delivery_workflow(cycle: CycleId | OrganisationId) -> str:
    """Name the workflow that delivers the messages of a cycle, or those that belong to none."""
    return f"delivery/{cycle}"


def stream_of(workflow: str) -> UUID:
    """Give the stream of the log that a workflow stands on; of a delivery, whose messages it is.

    Raises:
        ValueError: no workflow of this installation is named like that.
    """
    return UUID(workflow.rpartition("/")[2])

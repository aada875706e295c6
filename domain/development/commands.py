"""What can be asked of a development plan. Words are inside: none of this travels anywhere."""

from typing import Annotated, Literal

from pydantic import Field

from domain.definition.conversation import Development
from domain.development.events import Cause, PlanBegun
from domain.development.words import CheckInWords, Decision, PlanWords
from domain.ids import PersonId
from domain.stamping import Command as Request


class BeginPlan(Request):
    """Begin a plan that was agreed in a review; `begun` says of whom and between whom."""

    type: Literal["BeginPlan"] = "BeginPlan"
    begun: PlanBegun
    plan: PlanWords
    rules: Development


class EditPlan(Request):
    """Change the plan."""

    type: Literal["EditPlan"] = "EditPlan"
    by: PersonId
    request: str
    plan: PlanWords
    rules: Development


class AcknowledgePlan(Request):
    """Acknowledge whatever waits for this person: an edition, check-ins the other noted."""

    type: Literal["AcknowledgePlan"] = "AcknowledgePlan"
    by: PersonId


class HoldCheckIn(Request):
    """Note that the two have talked."""

    type: Literal["HoldCheckIn"] = "HoldCheckIn"
    by: PersonId
    request: str
    words: CheckInWords


class DecideOnPlan(Request):
    """Say how it goes on after the last check-in."""

    type: Literal["DecideOnPlan"] = "DecideOnPlan"
    by: PersonId
    request: str
    decision: Decision
    reason: str
    rules: Development


class ClosePlan(Request):
    """Close the plan, if the other of the two agrees."""

    type: Literal["ClosePlan"] = "ClosePlan"
    by: PersonId


class EndPlan(Request):
    """End a plan that has lost its point."""

    type: Literal["EndPlan"] = "EndPlan"
    cause: Cause


class HandOverPlan(Request):
    """Give the manager's part to somebody else."""

    type: Literal["HandOverPlan"] = "HandOverPlan"
    to: PersonId | None


class PassPlanTime(Request):
    """Do what has fallen due by now: announce, remind, close."""

    type: Literal["PassPlanTime"] = "PassPlanTime"


Command = Annotated[
    BeginPlan
    | EditPlan
    | AcknowledgePlan
    | HoldCheckIn
    | DecideOnPlan
    | ClosePlan
    | EndPlan
    | HandOverPlan
    | PassPlanTime,
    Field(discriminator="type"),
]

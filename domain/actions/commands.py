"""What can be asked of an action."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.actions.events import Task
from domain.content import ContentRef
from domain.ids import PersonId
from domain.review.plan import Seat
from domain.stamping import Command as Request
from domain.working_calendar import WorkingCalendar


class TaskAction(Request):
    """Ask somebody to do something by a day; `Task` names both."""

    type: Literal["TaskAction"] = "TaskAction"
    task: Task


class ByHand(Request):
    """Something a person asks of an action.

    `looks_after` says that the actor is the manager of the subject, or in HR, as the organisation
    stands; it was looked up at the edge.
    """

    actor: PersonId
    looks_after: bool = False
    request: str


class FinishAction(ByHand):
    """Say that the action is done, and how."""

    type: Literal["FinishAction"] = "FinishAction"
    content: ContentRef


class DropAction(ByHand):
    """Give the action up; the reason is in the staged content."""

    type: Literal["DropAction"] = "DropAction"
    content: ContentRef | None = None


class MoveAction(ByHand):
    """Have the action due on another day; `calendar` holds the owner's days as they are now."""

    type: Literal["MoveAction"] = "MoveAction"
    on: date
    calendar: WorkingCalendar
    content: ContentRef | None = None


class HandOverAction(ByHand):
    """Give the action to somebody else, who works by this calendar."""

    type: Literal["HandOverAction"] = "HandOverAction"
    to: Seat
    calendar: WorkingCalendar
    content: ContentRef | None = None


class PassActionTime(Request):
    """Do what has fallen due by now: remind, climb the ladder."""

    type: Literal["PassActionTime"] = "PassActionTime"


Command = Annotated[
    TaskAction | FinishAction | DropAction | MoveAction | HandOverAction | PassActionTime,
    Field(discriminator="type"),
]

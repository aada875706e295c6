"""What can be asked of a cycle."""

from typing import Annotated, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.cycle.events import Change, CycleLaunched, LaunchResult, LaunchScheduled
from domain.definition.deadlines import When
from domain.ids import PersonId, ReviewId, StageId, StepId
from domain.stamping import Command as Request


class LaunchCycle(Request):
    """Launch the cycle as this event says; `schedule` is by which request, if it waited."""

    type: Literal["LaunchCycle"] = "LaunchCycle"
    launch: CycleLaunched
    schedule: str | None = None


class ScheduleLaunch(Request):
    """Schedule a launch as this event says."""

    type: Literal["ScheduleLaunch"] = "ScheduleLaunch"
    launch: LaunchScheduled


class CallOffLaunch(Request):
    """Call off the launch that was scheduled by this request."""

    type: Literal["CallOffLaunch"] = "CallOffLaunch"
    request: str
    by: PersonId | None = None


class NotePage(Request):
    """Note what the launch did for a page of people."""

    type: Literal["NotePage"] = "NotePage"
    page: int
    results: tuple[LaunchResult, ...]


class MoveStageDeadline(Request):
    """Move the deadline of a stage for these reviews; none named means every review."""

    type: Literal["MoveStageDeadline"] = "MoveStageDeadline"
    stage: StageId
    by_rule: When
    reviews: tuple[ReviewId, ...] = ()
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None


class OrderChange(Request):
    """Have something done to these reviews; none named means to every open one."""

    type: Literal["OrderChange"] = "OrderChange"
    change: Change
    steps: tuple[StepId, ...] = ()
    reviews: tuple[ReviewId, ...] = ()
    late: bool = False
    request: str
    by: PersonId
    content: ContentRef | None = None


class AddPeople(Request):
    """Take further people into the running cycle."""

    type: Literal["AddPeople"] = "AddPeople"
    people: tuple[PersonId, ...]
    request: str
    by: PersonId
    content: ContentRef | None = None


class CloseCycle(Request):
    """Close the cycle; refused while reviews are open unless HR insists."""

    type: Literal["CloseCycle"] = "CloseCycle"
    open_reviews: int
    is_forced: bool = False


Command = Annotated[
    LaunchCycle
    | ScheduleLaunch
    | CallOffLaunch
    | NotePage
    | MoveStageDeadline
    | OrderChange
    | AddPeople
    | CloseCycle,
    Field(discriminator="type"),
]

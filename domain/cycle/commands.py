"""What can be asked of a cycle."""

from typing import Annotated, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.cycle.events import CycleLaunched, LaunchResult
from domain.definition.deadlines import When
from domain.ids import PersonId, ReviewId, StageId
from domain.stamping import Command as Request


class LaunchCycle(Request):
    """Launch the cycle as this event says."""

    type: Literal["LaunchCycle"] = "LaunchCycle"
    launch: CycleLaunched


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


class CloseCycle(Request):
    """Close the cycle; refused while reviews are open unless HR insists."""

    type: Literal["CloseCycle"] = "CloseCycle"
    open_reviews: int
    is_forced: bool = False


Command = Annotated[
    LaunchCycle | NotePage | MoveStageDeadline | CloseCycle,
    Field(discriminator="type"),
]

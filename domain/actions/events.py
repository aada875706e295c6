"""What has happened to an action. What is to be done, and why it ended, is sealed beside it."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.content import ContentRef
from domain.ids import ActionId, CycleId, OrganisationId, PersonId, ReviewId
from domain.review.plan import Seat
from domain.tempo import Tempo
from domain.value import Fact
from domain.working_calendar import WorkingCalendar


class ActionEvent(Fact):
    """Something that happened to an action, at a moment of its cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class Origin(Fact):
    """Where an action comes from: a form of a review, a plan, a reading, or somebody's own hand.

    `event` is the submission, the plan or the reading that asked for it.
    """

    kind: Literal["review", "plan", "reading", "hand"] = "hand"
    cycle: CycleId | None = None
    review: ReviewId | None = None
    event: UUID | None = None


class Task(Fact):
    """All that an action needs to run without asking anybody.

    `owner` does it, in the working days of `calendar`, with everybody who hears when it is late;
    `subject` is the person it is for, under whose key its words are sealed.
    """

    organisation: OrganisationId
    action: ActionId
    subject: PersonId
    owner: Seat
    tasked_by: PersonId
    on: date
    due: datetime
    origin: Origin = Origin()
    calendar: WorkingCalendar
    tempo: Tempo = Tempo()


class ActionTasked(ActionEvent):
    """Somebody was asked to do something by a day."""

    type: Literal["ActionTasked"] = "ActionTasked"
    task: Task

    def key(self) -> str:
        """Task once."""
        return "tasked"


class ActionReminded(ActionEvent):
    """A reminder of the action fell due."""

    type: Literal["ActionReminded"] = "ActionReminded"
    number: int
    recipient: PersonId
    due: datetime
    times: int = 0  # how often the deadline or the owner had changed

    def key(self) -> str:
        """Remind once for each number of a deadline."""
        return f"reminder:{self.times}:{self.number}"


class ActionRungReached(ActionEvent):
    """The action is overdue and the next person on the ladder hears of it."""

    type: Literal["ActionRungReached"] = "ActionRungReached"
    rung: int
    recipient: PersonId
    owner: PersonId
    due: datetime
    times: int = 0  # how often the deadline or the owner had changed

    def key(self) -> str:
        """Climb each rung of a deadline once."""
        return f"rung:{self.times}:{self.rung}"


class ActionMoved(ActionEvent):
    """The action is due on another day, for a reason."""

    type: Literal["ActionMoved"] = "ActionMoved"
    actor: PersonId
    request: str
    on: date
    was: datetime
    due: datetime
    calendar: WorkingCalendar
    content: ContentRef

    def key(self) -> str:
        """Record each request once."""
        return f"moved:{self.request}"


class ActionHandedOver(ActionEvent):
    """The action has a new owner."""

    type: Literal["ActionHandedOver"] = "ActionHandedOver"
    actor: PersonId
    request: str
    from_person: PersonId
    to: Seat
    calendar: WorkingCalendar
    due: datetime
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"handed over:{self.request}"


class ActionDone(ActionEvent):
    """The action was done; how is sealed beside it."""

    type: Literal["ActionDone"] = "ActionDone"
    actor: PersonId
    request: str
    content: ContentRef

    def key(self) -> str:
        """End once."""
        return "ended"


class ActionDropped(ActionEvent):
    """The action was given up; the reason is sealed beside it."""

    type: Literal["ActionDropped"] = "ActionDropped"
    actor: PersonId
    request: str
    content: ContentRef

    def key(self) -> str:
        """End once."""
        return "ended"


Event = Annotated[
    ActionTasked
    | ActionReminded
    | ActionRungReached
    | ActionMoved
    | ActionHandedOver
    | ActionDone
    | ActionDropped,
    Field(discriminator="type"),
]

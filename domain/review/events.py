"""What has happened in a review. Facts only: words and ratings are sealed beside the event."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import PersonId, SessionId, StageId, StepId
from domain.review.events_by_hr import ReviewPaused, ReviewResumed, StepNudged, StepReopened
from domain.review.fact import OnStep, ReviewEvent
from domain.review.plan import ReviewPlan, Seat
from domain.review.verdict import Verdict
from domain.working_calendar import WorkingCalendar

__all__ = [
    "AssigneeReminded",
    "CalibrationSettled",
    "DeadlineMoved",
    "Event",
    "LeaveRecorded",
    "MoreTimeAsked",
    "OnStep",
    "PartHandedOver",
    "PeersNamed",
    "PeersNominated",
    "ReviewCancelled",
    "ReviewCompleted",
    "ReviewEvent",
    "ReviewOpened",
    "ReviewPaused",
    "ReviewResumed",
    "RungReached",
    "StageCompleted",
    "StageExtended",
    "StageOpened",
    "StepBlocked",
    "StepExpired",
    "StepHandedOver",
    "StepNudged",
    "StepOpened",
    "StepReopened",
    "StepSentBack",
    "StepSubmitted",
]


def _is_unset(value: object) -> bool:
    return not value


def _again(times: int) -> str:
    return f":{times}" if times else ""


class ReviewOpened(ReviewEvent):
    """The review began, with this plan."""

    type: Literal["ReviewOpened"] = "ReviewOpened"
    plan: ReviewPlan

    def key(self) -> str:
        """Open once."""
        return "opened"


class StageOpened(ReviewEvent):
    """A stage of the review opened, or will at `opens`."""

    type: Literal["StageOpened"] = "StageOpened"
    stage: StageId
    opens: datetime
    again: int = Field(default=0, exclude_if=_is_unset)  # how often the review had gone back

    def key(self) -> str:
        """Open each stage once, unless the review went back."""
        return f"stage-opened:{self.stage}{_again(self.again)}"


class StageCompleted(ReviewEvent):
    """Every step of the stage is done."""

    type: Literal["StageCompleted"] = "StageCompleted"
    stage: StageId
    again: int = Field(default=0, exclude_if=_is_unset)  # how often the review had gone back

    def key(self) -> str:
        """Complete each stage once, unless the review went back."""
        return f"stage-completed:{self.stage}{_again(self.again)}"


class StepOpened(OnStep):
    """A step can be done by its assignee from `opens` on; the panel's step has no assignee."""

    type: Literal["StepOpened"] = "StepOpened"
    assignee: PersonId | None
    opens: datetime
    due: datetime | None

    def key(self) -> str:
        """Open each seat once a round."""
        return f"opened:{self.instance}"


class StepBlocked(OnStep):
    """A step has no valid assignee. HR owns it until somebody is named."""

    type: Literal["StepBlocked"] = "StepBlocked"
    role: Role
    owner: PersonId
    opens: datetime
    due: datetime
    times: int = 1

    def key(self) -> str:
        """Block a seat once for each time it lost its person."""
        return f"blocked:{self.instance}:{self.times}"


class StepSubmitted(OnStep):
    """The assignee did the step, with this verdict."""

    type: Literal["StepSubmitted"] = "StepSubmitted"
    actor: PersonId
    verdict: Verdict
    submission: str
    content: ContentRef | None = None
    signed_sha256: str | None = None  # what lay before the person who signed

    def key(self) -> str:
        """Record each submission once."""
        return f"submitted:{self.submission}"


class StepSentBack(OnStep):
    """The step was returned with a reason; `to_step` opens again with a new deadline."""

    type: Literal["StepSentBack"] = "StepSentBack"
    actor: PersonId
    to_step: StepId
    submission: str
    content: ContentRef

    def key(self) -> str:
        """Record each submission once."""
        return f"submitted:{self.submission}"


class PeersNominated(OnStep):
    """Colleagues were put forward for feedback at the steps of peers that follow; not asked yet.

    `leaves` holds the days on which some of them are away, first and last day included.
    """

    type: Literal["PeersNominated"] = "PeersNominated"
    steps: tuple[StepId, ...]
    peers: tuple[Seat, ...]
    calendars: dict[str, WorkingCalendar] = Field(default_factory=dict)
    leaves: dict[PersonId, tuple[tuple[date, date], ...]] = Field(default_factory=dict)

    def key(self) -> str:
        """Nominate once a round."""
        return f"nominated:{self.instance}"


class PeersNamed(OnStep):
    """It is settled who sits at these steps of peers; nobody, when nobody was nominated in time.

    None is a colleague who was nominated and is gone since. The step is the one that nominated.
    """

    type: Literal["PeersNamed"] = "PeersNamed"
    steps: tuple[StepId, ...]
    peers: tuple[PersonId | None, ...] = ()

    def key(self) -> str:
        """Name once a round."""
        return f"named:{self.instance}"


class AssigneeReminded(OnStep):
    """A reminder of the step fell due."""

    type: Literal["AssigneeReminded"] = "AssigneeReminded"
    number: int
    recipient: PersonId
    due: datetime
    times: int = 0

    def key(self) -> str:
        """Remind each person who held the step once for each number of a deadline."""
        return f"reminder:{self.instance}:{self.times}:{self.due.isoformat()}:{self.number}"


class RungReached(OnStep):
    """The step is overdue and the next person on its ladder hears of it."""

    type: Literal["RungReached"] = "RungReached"
    rung: int
    recipient: PersonId
    assignee: PersonId | None
    due: datetime
    times: int = 0

    def key(self) -> str:
        """Climb each rung once for each person who held the step."""
        return f"rung:{self.instance}:{self.times}:{self.rung}"


class StepExpired(OnStep):
    """The days of grace ran out and the process went on without the step."""

    type: Literal["StepExpired"] = "StepExpired"
    assignee: PersonId | None

    def key(self) -> str:
        """Expire a seat once a round."""
        return f"expired:{self.instance}"


class StepHandedOver(OnStep):
    """Somebody else holds the step now, with a deadline of their own."""

    type: Literal["StepHandedOver"] = "StepHandedOver"
    from_person: PersonId | None
    to: Seat
    due: datetime
    cause: Literal["expiry", "hand_over"]
    times: int

    def key(self) -> str:
        """Hand over once for each change of hands."""
        return f"handed-over:{self.instance}:{self.times}"


class PartHandedOver(ReviewEvent):
    """A part in this review, open steps and later ones, went to somebody else or to nobody."""

    type: Literal["PartHandedOver"] = "PartHandedOver"
    request: str
    role: Role | None
    from_person: PersonId | None
    to: Seat | None
    calendars: dict[str, WorkingCalendar] = Field(default_factory=dict)
    by: PersonId | None
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"part:{self.request}"


class DeadlineMoved(OnStep):
    """The deadline of an open step moved."""

    type: Literal["DeadlineMoved"] = "DeadlineMoved"
    due: datetime
    was: datetime
    request: str
    cause: Literal["extension", "leave", "pause"]
    by: PersonId | None = None

    def key(self) -> str:
        """Move each step once a request."""
        return f"deadline:{self.request}:{self.instance}"


class MoreTimeAsked(OnStep):
    """Whoever has the step asked HR for so many more working days; nothing has moved by that."""

    type: Literal["MoreTimeAsked"] = "MoreTimeAsked"
    person: PersonId
    owner: PersonId  # who in HR decides
    days: int
    request: str
    content: ContentRef

    def key(self) -> str:
        """Record each request once."""
        return f"more-time:{self.request}"


class StageExtended(ReviewEvent):
    """The due dates of a stage moved, also for its steps that open later."""

    type: Literal["StageExtended"] = "StageExtended"
    stage: StageId
    by_rule: When
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"extended:{self.request}"


class LeaveRecorded(ReviewEvent):
    """Somebody with a part in this review is away on those days, first and last included."""

    type: Literal["LeaveRecorded"] = "LeaveRecorded"
    person: PersonId
    start: date
    end: date
    request: str

    def key(self) -> str:
        """Record each request once."""
        return f"leave:{self.request}"


class CalibrationSettled(ReviewEvent):
    """The panel locked its session; the sealed content holds the rating that stands."""

    type: Literal["CalibrationSettled"] = "CalibrationSettled"
    session: SessionId
    content: ContentRef | None

    def key(self) -> str:
        """Settle once."""
        return "calibration-settled"


class ReviewCancelled(ReviewEvent):
    """The review ended before its time."""

    type: Literal["ReviewCancelled"] = "ReviewCancelled"
    cause: Literal["left", "withdrawn", "closed"]
    request: str
    by: PersonId | None
    content: ContentRef | None = None

    def key(self) -> str:
        """Cancel once."""
        return "cancelled"


class ReviewCompleted(ReviewEvent):
    """Every stage is done."""

    type: Literal["ReviewCompleted"] = "ReviewCompleted"
    signature: Verdict | None

    def key(self) -> str:
        """Complete once."""
        return "completed"


Event = Annotated[
    ReviewOpened
    | StageOpened
    | StageCompleted
    | StepOpened
    | StepBlocked
    | StepSubmitted
    | StepSentBack
    | StepReopened
    | StepNudged
    | PeersNominated
    | PeersNamed
    | AssigneeReminded
    | RungReached
    | StepExpired
    | StepHandedOver
    | PartHandedOver
    | DeadlineMoved
    | MoreTimeAsked
    | StageExtended
    | LeaveRecorded
    | CalibrationSettled
    | ReviewPaused
    | ReviewResumed
    | ReviewCancelled
    | ReviewCompleted,
    Field(discriminator="type"),
]

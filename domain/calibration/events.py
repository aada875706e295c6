"""What has happened in a calibration session. Ratings and reasons are sealed beside it."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.definition.deadlines import Reminders
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId
from domain.review.plan import Seat
from domain.tempo import Tempo
from domain.value import Fact
from domain.working_calendar import WorkingCalendar


class SessionEvent(Fact):
    """Something that happened in a session, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class Member(Fact):
    """A review whose rating the panel looks at, and those who may not touch it."""

    review: ReviewId
    reviewee: PersonId
    hidden_from: tuple[PersonId, ...] = ()  # see `activities.population`


class SessionPlan(Fact):
    """All that a session needs to run without asking anybody."""

    organisation: OrganisationId
    cycle: CycleId
    session: SessionId
    members: tuple[Member, ...]
    facilitator: Seat
    panel: tuple[PersonId, ...]
    opens: datetime  # the panel is told then
    may_begin: datetime | None = None  # earlier, where the definition gives no date
    due: datetime
    reminders: Reminders = Reminders()
    lock_without_missing: bool = False
    calendars: dict[str, WorkingCalendar]
    tempo: Tempo = Tempo()


class SessionOpened(SessionEvent):
    """A session was set up for a group."""

    type: Literal["SessionOpened"] = "SessionOpened"
    plan: SessionPlan

    def key(self) -> str:
        """Open once."""
        return "opened"


class RatingMoved(SessionEvent):
    """The panel moved a rating, for a reason; the manager's own rating stays beside it."""

    type: Literal["RatingMoved"] = "RatingMoved"
    review: ReviewId
    actor: PersonId
    submission: str
    content: ContentRef

    def key(self) -> str:
        """Record each submission once."""
        return f"moved:{self.submission}"


class FacilitatorReminded(SessionEvent):
    """A reminder of the session fell due."""

    type: Literal["FacilitatorReminded"] = "FacilitatorReminded"
    number: int
    recipient: PersonId
    due: datetime

    def key(self) -> str:
        """Remind once for each number of a deadline."""
        return f"reminder:{self.due.isoformat()}:{self.number}"


class SessionRungReached(SessionEvent):
    """The session is overdue and the next person on the ladder hears of it."""

    type: Literal["SessionRungReached"] = "SessionRungReached"
    rung: int
    recipient: PersonId
    due: datetime

    def key(self) -> str:
        """Climb each rung once."""
        return f"rung:{self.rung}"


class MemberWithdrawn(SessionEvent):
    """A review ended early and is no longer part of the session."""

    type: Literal["MemberWithdrawn"] = "MemberWithdrawn"
    review: ReviewId

    def key(self) -> str:
        """Withdraw each review once."""
        return f"withdrawn:{self.review}"


class CoFacilitatorNamed(SessionEvent):
    """Somebody else may lead the session, too: so it does not wait for one person."""

    type: Literal["CoFacilitatorNamed"] = "CoFacilitatorNamed"
    person: PersonId
    by: PersonId
    submission: str

    def key(self) -> str:
        """Record each request once."""
        return f"named:{self.submission}"


class CoFacilitatorReleased(SessionEvent):
    """Somebody no longer leads the session beside its facilitator."""

    type: Literal["CoFacilitatorReleased"] = "CoFacilitatorReleased"
    person: PersonId
    by: PersonId
    submission: str

    def key(self) -> str:
        """Record each request once."""
        return f"released:{self.submission}"


class SessionLocked(SessionEvent):
    """The panel locked its ratings; they are written back to the reviews."""

    type: Literal["SessionLocked"] = "SessionLocked"
    actor: PersonId
    submission: str
    missing: tuple[ReviewId, ...] = ()  # had no rating yet; the manager's will stand
    content: ContentRef | None = None  # why the ratings depart from the guideline

    def key(self) -> str:
        """Lock once."""
        return "locked"


Event = Annotated[
    SessionOpened
    | RatingMoved
    | FacilitatorReminded
    | SessionRungReached
    | MemberWithdrawn
    | CoFacilitatorNamed
    | CoFacilitatorReleased
    | SessionLocked,
    Field(discriminator="type"),
]

"""What has happened to a development plan.

The open part holds ids, and of check-ins only what everybody concerned was told. The plan, its
rhythm, the days of its check-ins and a decision are sealed beside it, and no kind of event exists
that only one kind of plan can have.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.ids import CycleId, OrganisationId, PersonId, ReviewId
from domain.value import Fact

Cause = Literal["completed", "next_cycle", "left"]
"""Why a plan is closed: it came to its end, the next one has begun, or the reviewee has left."""

Missing = Literal["talk", "word"]
"""What a check-in lacks: the talk itself, or the word of somebody about it."""


class PlanEvent(Fact):
    """Something that happened to a plan, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class PlanBegun(PlanEvent):
    """A plan that was agreed in a review began; sealed beside it: `words.Terms`."""

    type: Literal["PlanBegun"] = "PlanBegun"
    organisation: OrganisationId
    cycle: CycleId
    review: ReviewId
    reviewee: PersonId
    manager: PersonId | None
    hr_partner: PersonId | None

    def key(self) -> str:
        """Begin once."""
        return "begun"


class PlanEdited(PlanEvent):
    """Somebody changed the plan; sealed beside it: `words.Terms`.

    It pauses until both have acknowledged this edition; who edits acknowledges by it.
    """

    type: Literal["PlanEdited"] = "PlanEdited"
    by: PersonId
    edition: int  # the first is the one that began
    request: str

    def key(self) -> str:
        """Take each request once."""
        return f"edited:{self.request}"


class PlanAcknowledged(PlanEvent):
    """The other of the two acknowledged an edition."""

    type: Literal["PlanAcknowledged"] = "PlanAcknowledged"
    by: PersonId
    edition: int

    def key(self) -> str:
        """Acknowledge an edition once."""
        return f"acknowledged:{self.edition}:{self.by}"


class AcknowledgementReminded(PlanEvent):
    """Somebody was reminded that the plan waits for them."""

    type: Literal["AcknowledgementReminded"] = "AcknowledgementReminded"
    edition: int
    times: int
    recipient: PersonId

    def key(self) -> str:
        """Remind once of each edition and time."""
        return f"acknowledgement-reminded:{self.edition}:{self.times}:{self.recipient}"


class StandstillReported(PlanEvent):
    """Reminders were in vain, and whoever looks after the plan in HR heard of it."""

    type: Literal["StandstillReported"] = "StandstillReported"
    times: int  # in this plan, from 1
    recipient: PersonId | None  # None where nobody in HR does

    def key(self) -> str:
        """Count the reports of a plan."""
        return f"standstill:{self.times}"


class CheckInAnnounced(PlanEvent):
    """A check-in is due within the week."""

    type: Literal["CheckInAnnounced"] = "CheckInAnnounced"
    edition: int
    number: int
    due: date
    is_last: bool

    def key(self) -> str:
        """Announce a check-in once in each edition; its day can have moved."""
        return f"announced:{self.edition}:{self.number}"


class CheckInReminded(PlanEvent):
    """A check-in is overdue, or a word about it is missing, and somebody hears of it."""

    type: Literal["CheckInReminded"] = "CheckInReminded"
    number: int
    due: date
    is_last: bool
    asks: Missing
    times: int
    recipient: PersonId

    def key(self) -> str:
        """Remind each person once of each thing and time."""
        return f"reminded:{self.number}:{self.due}:{self.asks}:{self.times}:{self.recipient}"


class CheckInHeld(PlanEvent):
    """The two have talked; sealed beside it: `words.CheckInWords`."""

    type: Literal["CheckInHeld"] = "CheckInHeld"
    number: int
    by: PersonId
    request: str

    def key(self) -> str:
        """Hold each check-in once."""
        return f"held:{self.number}"


class CheckInAcknowledged(PlanEvent):
    """The other of the two read and acknowledged what was noted of a check-in."""

    type: Literal["CheckInAcknowledged"] = "CheckInAcknowledged"
    number: int
    by: PersonId

    def key(self) -> str:
        """Acknowledge each check-in once."""
        return f"check-in-acknowledged:{self.number}"


class PlanClosingAsked(PlanEvent):
    """One of the two wants to close the plan; it is closed when the other agrees."""

    type: Literal["PlanClosingAsked"] = "PlanClosingAsked"
    by: PersonId
    edition: int

    def key(self) -> str:
        """Ask once for each edition."""
        return f"closing:{self.edition}:{self.by}"


class PlanClosed(PlanEvent):
    """The plan is over; sealed beside it, where somebody decided: `words.Ending`."""

    type: Literal["PlanClosed"] = "PlanClosed"
    cause: Cause
    by: PersonId | None = None

    def key(self) -> str:
        """Close once."""
        return "closed"


class PlanHandedOver(PlanEvent):
    """Somebody else is the manager of the reviewee now."""

    type: Literal["PlanHandedOver"] = "PlanHandedOver"
    from_person: PersonId | None
    to: PersonId | None
    number: int

    def key(self) -> str:
        """Count the changes of hands."""
        return f"hands:{self.number}"


Event = Annotated[
    PlanBegun
    | PlanEdited
    | PlanAcknowledged
    | AcknowledgementReminded
    | StandstillReported
    | CheckInAnnounced
    | CheckInReminded
    | CheckInHeld
    | CheckInAcknowledged
    | PlanClosingAsked
    | PlanClosed
    | PlanHandedOver,
    Field(discriminator="type"),
]

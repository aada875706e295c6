"""What has happened in a cycle."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId, StageId, StepId
from domain.tempo import Tempo
from domain.value import Fact


class CycleEvent(Fact):
    """Something that happened in a cycle, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class CycleLaunched(CycleEvent):
    """HR launched the cycle with this definition, for these people."""

    type: Literal["CycleLaunched"] = "CycleLaunched"
    organisation: OrganisationId
    cycle: CycleId
    definition: CycleDefinition
    people: tuple[PersonId, ...]
    hr_owner: PersonId | None
    tempo: Tempo = Tempo()

    def key(self) -> str:
        """Launch once."""
        return "launched"


class LaunchScheduled(CycleEvent):
    """HR asked for the cycle to be launched by itself at the moment `begins_at`."""

    type: Literal["LaunchScheduled"] = "LaunchScheduled"
    organisation: OrganisationId
    cycle: CycleId
    name: str  # the key of the definition
    title: str
    people: int
    begins_at: datetime
    package: ContentRef  # definition and people, sealed in the vault until the launch
    request: str
    by: PersonId | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"scheduled:{self.request}"


class LaunchCalledOff(CycleEvent):
    """HR called a scheduled launch off before it began."""

    type: Literal["LaunchCalledOff"] = "LaunchCalledOff"
    request: str  # that of the launch that was scheduled
    by: PersonId | None = None

    def key(self) -> str:
        """Call each off once."""
        return f"called_off:{self.request}"


class LaunchResult(Fact):
    """What a launch did for one person, and why not where it did nothing."""

    person: PersonId
    outcome: Literal["opened", "left_out"]
    review: ReviewId | None = None
    session: SessionId | None = None
    reason: str | None = None  # a code of domain.cycle.eligibility
    blocked: int = 0  # seats that nobody can fill at the start


class PeopleTakenIn(CycleEvent):
    """A page of the launch was carried out; every person of it has a result."""

    type: Literal["PeopleTakenIn"] = "PeopleTakenIn"
    page: int
    results: tuple[LaunchResult, ...]

    def key(self) -> str:
        """Take in each page once."""
        return f"page:{self.page}"


class StageDeadlineMoved(CycleEvent):
    """HR moved the deadline of a stage for everybody, a group or one person."""

    type: Literal["StageDeadlineMoved"] = "StageDeadlineMoved"
    stage: StageId
    by_rule: When
    reviews: tuple[ReviewId, ...]
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"deadline:{self.request}"


Change = Literal["pause", "resume", "cancel", "reopen", "nudge", "close"]
"""What HR can have done to many reviews at once; deadlines have an event of their own."""


class ChangeOrdered(CycleEvent):
    """HR had something done to these reviews; none named means to every open one."""

    type: Literal["ChangeOrdered"] = "ChangeOrdered"
    change: Change
    steps: tuple[StepId, ...] = ()  # what is opened again, or asked after
    reviews: tuple[ReviewId, ...] = ()
    late: bool = False  # whether only what is overdue is asked after
    request: str
    by: PersonId
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"change:{self.request}"


class PeopleAdded(CycleEvent):
    """HR took further people into the running cycle; what became of each says their page."""

    type: Literal["PeopleAdded"] = "PeopleAdded"
    page: int
    people: tuple[PersonId, ...]
    request: str
    by: PersonId
    content: ContentRef | None = None

    def key(self) -> str:
        """Record each request once."""
        return f"added:{self.request}"


class CycleClosed(CycleEvent):
    """Nothing is left to do in the cycle, or HR ended it."""

    type: Literal["CycleClosed"] = "CycleClosed"
    open_reviews: int

    def key(self) -> str:
        """Close once."""
        return "closed"


Event = Annotated[
    CycleLaunched
    | LaunchScheduled
    | LaunchCalledOff
    | PeopleTakenIn
    | StageDeadlineMoved
    | ChangeOrdered
    | PeopleAdded
    | CycleClosed,
    Field(discriminator="type"),
]

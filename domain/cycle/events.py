"""What has happened in a cycle."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.content import ContentRef
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId, StageId
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


class CycleClosed(CycleEvent):
    """Nothing is left to do in the cycle, or HR ended it."""

    type: Literal["CycleClosed"] = "CycleClosed"
    open_reviews: int

    def key(self) -> str:
        """Close once."""
        return "closed"


Event = Annotated[
    CycleLaunched | PeopleTakenIn | StageDeadlineMoved | CycleClosed,
    Field(discriminator="type"),
]

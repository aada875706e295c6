"""What is written in a development plan and about it; all of it is sealed in the log."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.ids import PersonId
from domain.value import Fact


class Aim(Fact):
    """Something to grow in: a skill of the role profile, or an aim in one's own words."""

    id: str
    skill: str | None = None  # id of the skill in the profile
    what: str
    seen_by: str  # how one will see it


class PlanGoal(Fact):
    """Something to be reached by the end, for a plan whose rhythm ends with a decision."""

    id: str
    what: str
    seen_by: str


class PlannedAction(Fact):
    """Who does what by when."""

    id: str
    what: str
    owner: PersonId
    due: date


class PlanWords(Fact):
    """A development plan as the two wrote it; `rhythm` names a rhythm of the definition."""

    strengths: str
    aims: tuple[Aim, ...]
    goals: tuple[PlanGoal, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    support: str
    rhythm: str


class Decision(StrEnum):
    """How it goes on after the last check-in of a rhythm that decides."""

    REACHED = "reached"  # the plan is closed
    GOES_ON = "goes_on"  # in the usual rhythm
    FURTHER_SUPPORT = "further_support"  # another round in the same rhythm


class Progress(StrEnum):
    """How an aim stands at a check-in."""

    NOT_BEGUN = "not_begun"
    ON_THE_WAY = "on_the_way"
    REACHED = "reached"


class Terms(Fact):
    """What stands from now on: the plan, its check-ins in order, whether it ends in a decision.

    `decision` and `reason` say why there is another round, where there is one.
    """

    plan: PlanWords
    check_ins: tuple[date, ...]
    decides: bool
    decision: Decision | None = None
    reason: str = ""


class CheckInWords(Fact):
    """What was said at a check-in: notes, and how each aim stands, by the id of the aim."""

    notes: str
    aims: dict[str, Progress] = Field(default_factory=dict)


class Ending(Fact):
    """Why a plan was closed by a decision."""

    decision: Decision
    reason: str

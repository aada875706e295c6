"""The plan of a review as far as read models look at it: who sits where, and nothing of rules.

Reading a whole plan back takes as long as reading all that happens in the review afterwards.
"""

from typing import Literal

from domain.definition.words import Act, Condition, Role
from domain.ids import CycleId, OrganisationId, PersonId, SessionId, StageId, StepId
from domain.review.events import ReviewEvent
from domain.review.plan import Follows
from domain.value import Fact


class OutlinedSeat(Fact):
    """Who acts."""

    person: PersonId


class OutlinedStep(Fact):
    """What is done at a step, in which role, and by whom."""

    id: StepId
    role: Role
    act: Act
    only_if: Condition | None
    seats: tuple[OutlinedSeat | None, ...]
    follows: tuple[Follows, ...] = ()


class OutlinedStage(Fact):
    """A stage and its steps."""

    id: StageId
    steps: tuple[OutlinedStep, ...]


class OutlinedPlan(Fact):
    """A plan without its rules, calendars and ladders."""

    organisation: OrganisationId
    cycle: CycleId
    reviewee: PersonId
    session: SessionId | None
    stages: tuple[OutlinedStage, ...]


class OpeningOutlined(ReviewEvent):
    """The opening of a review, read for its outline alone."""

    type: Literal["ReviewOpened"] = "ReviewOpened"
    plan: OutlinedPlan

"""The process of one review, with its people in their places.

A plan is compiled once, at launch, from the cycle definition and the organisation as it stood.
It holds ids, numbers and dates only: no title, no name, no word.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from domain.definition.deadlines import Reminders, When
from domain.definition.words import Act, AtExpiry, Condition, Role, Start
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId, StageId, StepId
from domain.tempo import Tempo
from domain.value import Fact
from domain.working_calendar import WorkingCalendar

Follows = Literal["actions", "plan"]
"""What is to follow from a step once its stage, or the whole review, is completed."""


class RungSeat(Fact):
    """Somebody who hears of an overdue step, and after how many working days of grace."""

    to: PersonId
    after: int


class Seat(Fact):
    """A person who acts on a step, the place they work in, and who hears when they do not."""

    person: PersonId
    place: str
    rungs: tuple[RungSeat, ...] = ()


class PlannedStep(Fact):
    """A step of this review. A seat that is None has no valid person: it will be blocked."""

    id: StepId
    role: Role
    act: Act = Act.SUBMIT
    starts: Start = Start.AFTER_PREVIOUS
    only_if: Condition | None = None
    due: When
    rework_days: int = 5
    reminders: Reminders = Reminders()
    at_expiry: AtExpiry = AtExpiry.ESCALATE
    grace: int = 5
    hand_to: Seat | None = None
    returns_to: StepId | None = None
    seats: tuple[Seat | None, ...] = (None,)
    follows: tuple[Follows, ...] = ()


class PlannedStage(Fact):
    """A stage of this review and its steps, in order."""

    id: StageId
    opens: When
    steps: tuple[PlannedStep, ...]


class ReviewPlan(Fact):
    """All that a review needs to run for a year without asking anybody."""

    organisation: OrganisationId
    cycle: CycleId
    review: ReviewId
    reviewee: PersonId
    place: str
    stages: tuple[PlannedStage, ...]
    blocked: Seat  # who owns a step that has nobody, and who hears of it
    session: SessionId | None = None
    disputes: int = 1
    calendars: dict[str, WorkingCalendar]
    leaves: dict[PersonId, tuple[tuple[date, date], ...]] = Field(default_factory=dict)
    tempo: Tempo = Tempo()

    @property
    def steps(self) -> Iterator[PlannedStep]:
        """All steps of all stages, in order."""
        return (step for stage in self.stages for step in stage.steps)

    def step(self, wanted: StepId) -> PlannedStep | None:
        """Give the step of that id, or None."""
        return next((step for step in self.steps if step.id == wanted), None)

    def stage_of(self, wanted: StepId) -> PlannedStage:
        """Give the stage a step belongs to."""
        return next(s for s in self.stages if any(step.id == wanted for step in s.steps))

    def calendar_of(self, seat: Seat) -> WorkingCalendar:
        """Give the working days of a person: those of their place less their own leave."""
        leaves = self.leaves.get(seat.person, ())
        calendar = self.calendars[seat.place]
        return calendar.model_copy(update={"leaves": leaves}) if leaves else calendar

    @property
    def owner_calendar(self) -> WorkingCalendar:
        """Give the working days by which HR owns blocked steps; leave does not stop them."""
        return self.calendars[self.blocked.place]

    @property
    def reviewee_calendar(self) -> WorkingCalendar:
        """Give the working days by which stages of this review open."""
        return self.calendar_of(Seat(person=self.reviewee, place=self.place))

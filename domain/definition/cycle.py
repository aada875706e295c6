"""A cycle definition: stages, steps and the rules that surround them."""

from datetime import time
from typing import Annotated

from pydantic import Field

from domain.definition.conversation import Development, Expectations, FeedbackRules, Peers
from domain.definition.deadlines import Ladder, Reminders, When, WorkingDays
from domain.definition.forms import Form
from domain.definition.rating import (
    Calibration,
    GoalRules,
    Outcome,
    RatingScale,
    Scoring,
    SignOff,
)
from domain.definition.texts import Day, Name, TimeOfDay, Title
from domain.definition.words import Act, AtExpiry, Condition, Role, Start
from domain.ids import StageId, StepId
from domain.value import Value


class Step(Value):
    """One thing one role has to do, by when, and what happens if nobody does it."""

    id: Annotated[StepId, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = Field(
        description="Name of the step; no other step of the definition has it."
    )
    title: Title = Field(description="The step as people read it.")
    role: Role = Field(description="Who does it, seen from the person under review.")
    act: Act = Field(default=Act.SUBMIT, description="What is done.")
    form: Name | None = Field(default=None, description="Name of a form of this definition.")
    starts: Start = Field(default=Start.AFTER_PREVIOUS, description="When it opens in its stage.")
    only_if: Condition | None = Field(
        default=None, description="What must have happened at sign-off for the step to exist."
    )
    due: When = Field(description="Due date, or working days since the step opened.")
    rework_days: WorkingDays = Field(default=5, description="Deadline when it is sent back.")
    reminders: Reminders = Field(
        default=Reminders(), description="When the person who has to act is reminded."
    )
    ladder: Name | None = Field(default=None, description="Name of a ladder of this definition.")
    at_expiry: AtExpiry = Field(
        default=AtExpiry.ESCALATE, description="What happens when nobody acts in time."
    )
    grace: WorkingDays = Field(default=5, description="Working days from due to expiry.")
    hand_to: Role | None = Field(default=None, description="Who gets the step at expiry.")
    returns_to: StepId | None = Field(default=None, description="Step that can be sent back.")


class Stage(Value):
    """A part of the cycle that opens by date, or when the one before it is done."""

    id: Annotated[StageId, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = Field(
        description="Name of the stage; no other stage of the definition has it."
    )
    title: Title = Field(description="The stage as people read it.")
    opens: When = Field(
        default=When(working_days=0),
        description="Date, or working days since the stage before it ended.",
    )
    steps: tuple[Step, ...] = Field(
        min_length=1, max_length=40, description="The steps, in their order."
    )


MESSAGES_PER_DAY = 3
"""How many messages a day are not too many for anybody, unless the definition says otherwise."""


def _is_usual_number(number: int) -> bool:
    return number == MESSAGES_PER_DAY


class WorkingHours(Value):
    """Hours, in the place of the recipient, outside of which nobody is written to."""

    opens: TimeOfDay = Field(default=time(8, 0), description="Nobody is written to before.")
    closes: TimeOfDay = Field(default=time(18, 0), description="Nobody is written to after.")
    messages_per_day: int = Field(
        default=MESSAGES_PER_DAY,
        ge=1,
        le=20,
        exclude_if=_is_usual_number,
        description="Messages a day after which reminders wait until the next working day.",
    )


class Eligibility(Value):
    """Whom a launch takes in; everybody else gets a result that says why not."""

    employed_since: Day | None = Field(default=None, description="Latest start date taken in.")
    employment_types: tuple[Title, ...] = Field(
        default=(), description="Employment types taken in; empty means all."
    )
    departments: tuple[Title, ...] = Field(
        default=(), description="Departments taken in; empty means all."
    )


def _is_off(value: bool) -> bool:  # noqa: FBT001 - the signature is pydantic's
    return not value


class CycleDefinition(Value):
    """A whole review cycle as data. A launched cycle keeps the version it started with."""

    key: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        max_length=60,
        description="Name of the cycle; launching the same key again finds the same cycle.",
    )
    title: Title = Field(description="The cycle as people read it.")
    version: int = Field(default=1, ge=1, le=9999, description="Counts the changes made to it.")
    begins: Day = Field(description="First day of the cycle.")
    ends: Day = Field(description="Last day of the cycle.")
    stages: tuple[Stage, ...] = Field(
        min_length=1, max_length=40, description="The stages, in their order."
    )
    forms: dict[Name, Form] = Field(default_factory=dict, description="Form name -> form.")
    ladders: dict[Name, Ladder] = Field(default_factory=dict, description="Ladder name -> ladder.")
    rating_scale: RatingScale | None = Field(
        default=None, description="The levels a rating can take."
    )
    scoring: Scoring | None = Field(default=None, description="How the indicative score is formed.")
    calibration: Calibration | None = Field(
        default=None, description="How ratings are looked at together."
    )
    goals: GoalRules = Field(default=GoalRules(), description="How many objectives there may be.")
    sign_off: SignOff = Field(default=SignOff(), description="The rules of the signature.")
    peers: Peers = Field(default=Peers(), description="Who gives peer feedback.")
    expectations: Expectations | None = Field(
        default=None, description="Whether the role profile stands beside the forms."
    )
    feedback: FeedbackRules | None = Field(
        default=None, description="Whether feedback is looked after all year."
    )
    development: Development | None = Field(
        default=None, description="How development plans are followed."
    )
    outcomes: dict[int, Outcome] = Field(
        default_factory=dict, description="Level value -> what follows from it."
    )
    eligible: Eligibility = Field(default=Eligibility(), description="Whom a launch takes in.")
    working_hours: WorkingHours = Field(
        default=WorkingHours(), description="When people may be written to."
    )
    independent_first: bool = Field(
        default=True,
        description="Managers commit a rating before they see the self-rating and last year's.",
    )
    sign_in_on_links: bool = Field(
        default=False,
        exclude_if=_is_off,
        description="People sign in before a link opens anything.",
    )

    def step(self, step: StepId) -> Step:
        """Give the step of that id; KeyError when the definition has none."""
        return {each.id: each for each in self.steps}[step]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all stages, in order."""
        return tuple(step for stage in self.stages for step in stage.steps)

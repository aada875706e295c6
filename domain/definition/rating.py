"""The rating scale, how a score is formed, and what a panel is guided by."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.definition.deadlines import When
from domain.definition.texts import Name, Sentence, Title
from domain.definition.words import GroupBy, GuidelineUse, Role
from domain.value import Value

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
PartName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=81)]


class Level(Value):
    """One level of the scale, in a word and in a sentence."""

    value: int = Field(ge=0, le=100, description="The number of the level.")
    label: Title = Field(description="The level in a word or two.")
    meaning: Sentence = Field(description="The level in a sentence.")


class RatingScale(Value):
    """The levels a rating can take, lowest first."""

    levels: tuple[Level, ...] = Field(
        min_length=2, max_length=20, description="The levels, lowest first."
    )


class Scoring(Value):
    """The parts of the indicative score and their weights in per cent, summing to 100.

    The score informs the rating and never replaces it: the rating is a person's decision.
    """

    parts: dict[PartName, Percent] = Field(
        min_length=1, description="Part name -> weight. A part is 'form.field'."
    )
    decimals: int = Field(default=1, ge=0, le=4, description="Decimals the score is shown with.")


class Calibration(Value):
    """How ratings are looked at together before they are shared."""

    group_by: GroupBy = Field(
        default=GroupBy.DEPARTMENT, description="What the reviews of one session have in common."
    )
    minimum_group: int = Field(default=3, ge=1, description="Smaller groups join their parent.")
    panel: tuple[Role, ...] = Field(
        default=(Role.MANAGER, Role.HR_PARTNER), description="Roles that sit on the panel."
    )
    facilitator: Role = Field(default=Role.HR_PARTNER, description="Who leads and locks a session.")
    guideline: dict[int, Percent] = Field(
        default_factory=dict, description="Level value -> per cent of the group; sums to 100."
    )
    guideline_use: GuidelineUse = Field(
        default=GuidelineUse.SHOW, description="What happens when a group departs from it."
    )
    reason_codes: tuple[Name, ...] = Field(
        default=("evidence", "scope_of_role", "consistency", "error"),
        min_length=1,
        max_length=20,
        description="Reasons of which one is given for every rating that moves.",
    )
    lock_without_missing: bool = Field(
        default=False, description="Whether a session may lock while ratings are missing."
    )
    due: When | None = Field(default=None, description="When sessions are to be locked.")


class GoalRules(Value):
    """How many objectives a person may have; their weights always sum to exactly 100.00."""

    minimum: int = Field(default=1, ge=0, le=20, description="Fewest objectives of a person.")
    maximum: int = Field(default=7, ge=1, le=20, description="Most objectives of a person.")


class SignOff(Value):
    """The rules of the signature. Acknowledged is not agreed."""

    statement: Sentence = Field(
        default="My signature says that I have read this review, not that I agree with it.",
        description="What a person signs.",
    )
    disputes: int = Field(default=1, ge=0, le=3, description="How often a review may be disputed.")

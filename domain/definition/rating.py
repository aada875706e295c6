"""The rating scale, how a score is formed, and what a panel is guided by."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.definition.deadlines import When
from domain.definition.texts import Name, Sentence, Title
from domain.definition.words import GroupBy, GuidelineUse, Role, Rounding
from domain.value import Value

Amount = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, decimal_places=4)]
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


class Veto(Value):
    """A cap: one low score in a part keeps the overall score from rising above a level."""

    part: PartName = Field(description="The part looked at, as 'form.field'.")
    at_most: Amount = Field(description="The cap holds if any score in the part is this or less.")
    caps: Amount = Field(description="The highest overall score that is left then.")


class Scoring(Value):
    """The parts of the indicative score and their weights in per cent, summing to 100.

    The score informs the rating and never replaces it: the rating is a person's decision.
    """

    parts: dict[PartName, Percent] = Field(
        min_length=1, description="Part name -> weight. A part is 'form.field'."
    )
    titles: dict[PartName, Title] = Field(
        default_factory=dict, description="Part name -> what people call it."
    )
    decimals: int = Field(default=1, ge=0, le=4, description="Decimals the score is shown with.")
    rounding: Rounding = Field(
        default=Rounding.HALF_UP, description="How the score is cut to its decimals."
    )
    vetoes: tuple[Veto, ...] = Field(
        default=(), max_length=20, description="Low scores that cap the overall score."
    )
    explain_from: Amount | None = Field(
        default=None,
        description=(
            "A rating that differs from the score by this much or more asks for a reason, in the "
            "field 'difference' of the rating form."
        ),
    )


class Band(Value):
    """From which attainment on, in per cent of the way to the target, a level is suggested."""

    attained: Amount = Field(description="Least attainment in per cent.")
    level: int = Field(ge=0, le=100, description="The level of the scale that is suggested.")


class Outcome(Value):
    """What follows from a rating. Nothing is paid by Perennial: these are recommendations."""

    recommendation: Sentence = Field(description="What HR recommends for the reward round.")
    lowest: Amount | None = Field(default=None, description="Lower end of the band, in per cent.")
    highest: Amount | None = Field(default=None, description="Upper end of the band, in per cent.")
    recognition: str = Field(default="", max_length=600, description="How it is recognised.")
    development: str = Field(default="", max_length=600, description="What development is for.")


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
    hide_own_reports: bool = Field(
        default=False,
        description="Whether managers on a panel neither see nor move their own reports' ratings.",
    )
    reasons_read_by: tuple[Role, ...] = Field(
        default=(Role.MANAGER, Role.SECOND_LINE_MANAGER, Role.HR_PARTNER),
        description="Who reads, once a session is locked, why the panel moved a rating.",
    )
    due: When | None = Field(default=None, description="When sessions are to be locked.")


class GoalRules(Value):
    """How many objectives a person may have; their weights always sum to exactly 100.00."""

    minimum: int = Field(default=1, ge=0, le=20, description="Fewest objectives of a person.")
    maximum: int = Field(default=7, ge=1, le=20, description="Most objectives of a person.")
    aligned: bool = Field(
        default=False,
        description="Whether each objective names one above that it serves, or says why it cannot.",
    )
    bands: tuple[Band, ...] = Field(
        default=(), max_length=20, description="Attainment -> suggested level, lowest first."
    )


class SignOff(Value):
    """The rules of the signature. Acknowledged is not agreed."""

    statement: Sentence = Field(
        default="My signature says that I have read this review, not that I agree with it.",
        description="What a person signs.",
    )
    disputes: int = Field(default=1, ge=0, le=3, description="How often a review may be disputed.")

"""What surrounds the ratings: what a role asks for, feedback, development."""

from typing import Annotated

from pydantic import Field

from domain.definition.texts import Name, Title
from domain.value import Value

CheckInDay = Annotated[int, Field(ge=7, le=400)]


class Peers(Value):
    """Who gives peer feedback.

    With a step that nominates, the reviewee or the manager names them; without one they are
    colleagues with the same manager.
    """

    count: int = Field(default=2, ge=1, le=10, description="How many peers give feedback at most.")
    minimum: int = Field(default=1, ge=1, le=10, description="Fewest peers to nominate.")
    per_giver: int | None = Field(
        default=None, ge=1, le=50, description="In how many reviews of the cycle one may be asked."
    )


class Expectations(Value):
    """What the role asks for: the profile of a person's job family and level."""

    required: bool = Field(
        default=True, description="Whether a person without a profile is left out of the launch."
    )
    meets: int = Field(
        ge=0, le=100, description="Level of the scale that means: as the role asks for."
    )


class FeedbackRules(Value):
    """Feedback any time of the year."""

    quiet_days: int = Field(
        default=90,
        ge=7,
        le=366,
        description="After so many days without feedback the manager hears of it.",
    )


class Rhythm(Value):
    """How often the two look at a development plan, and whether it ends with a decision."""

    title: Title = Field(description="The rhythm as people read it.")
    check_ins: tuple[CheckInDay, ...] = Field(
        min_length=1, max_length=26, description="Days after the plan begins, in order."
    )
    decides: bool = Field(
        default=False, description="Whether the manager decides at the end how it goes on."
    )


class Development(Value):
    """How development plans are followed after sign-off. The first rhythm is the usual one."""

    rhythms: dict[Name, Rhythm] = Field(
        default_factory=lambda: {"usual": Rhythm(title="Every 30 days", check_ins=(30, 60, 90))},
        min_length=1,
        description="Rhythm name -> rhythm.",
    )
    aims: int = Field(default=3, ge=1, le=5, description="Most aims of a plan.")

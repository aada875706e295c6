"""What a form asks, and who may read the answers."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.definition.texts import Name, Sentence, Title
from domain.definition.words import FieldKind, Role, Shown, VisibleFrom
from domain.value import Value

Amount = Annotated[Decimal, Field(ge=-1_000_000_000, le=1_000_000_000, decimal_places=4)]


class FormField(Value):
    """One question of a form."""

    id: Name = Field(description="Name of the field in the answers.")
    label: Sentence = Field(description="The question as the person reads it.")
    kind: FieldKind = Field(description="What the answer is.")
    required: bool = Field(default=True, description="Whether an answer must be given.")
    hint: str = Field(default="", max_length=600, description="Help shown below the question.")
    max_words: int | None = Field(default=None, ge=1, description="Longest text accepted.")
    minimum: Amount | None = Field(default=None, description="Smallest number accepted.")
    maximum: Amount | None = Field(default=None, description="Largest number accepted.")
    choices: tuple[Title, ...] = Field(
        default=(), max_length=100, description="What a choice may be."
    )
    items: tuple[Title, ...] = Field(
        default=(), max_length=100, description="What is scored in a 'scores' field."
    )
    read_by: tuple[Role, ...] = Field(
        default=(), description="Who may read this field; empty means the readers of the form."
    )


class Form(Value):
    """The questions of a step, and who may read the answers from when on."""

    title: Title = Field(description="Heading of the form.")
    fields: tuple[FormField, ...] = Field(
        min_length=1, max_length=100, description="The questions, in the order they are asked."
    )
    read_by: tuple[Role, ...] = Field(
        default=(Role.REVIEWEE, Role.MANAGER, Role.HR_PARTNER),
        description="Roles that may read the answers beside their author.",
    )
    visible_from: VisibleFrom = Field(
        default=VisibleFrom.SUBMITTED, description="From when on the readers may read them."
    )
    anonymous: bool = Field(
        default=False, description="Whether readers see the answers without their author."
    )
    threshold: int = Field(
        default=3,
        ge=2,
        le=10,
        description="Of an anonymous form nothing at all is shown below this number of answers.",
    )
    shown: Shown = Field(
        default=Shown.WORDS, description="What readers of an anonymous form see of it."
    )

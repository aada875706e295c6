"""The questions of a form as data: of which kind, with what to choose from, and who reads them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import Field

from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.expectations.scores import PROFILE_KINDS, titles_of
from gateway.api.shapes import Shape
from gateway.fields.facts import FieldFacts

_OF_GOALS = (FieldKind.GOAL_SCORES, FieldKind.GOAL_PROGRESS, FieldKind.GOAL_CHANGES)
_RATED = (FieldKind.RATING, FieldKind.GOAL_SCORES, FieldKind.SCORES)
_OF_PEOPLE = (FieldKind.PEOPLE, FieldKind.ACTIONS)


class Choice(Shape):
    """Something that may stand in an answer, and what it is called."""

    value: str
    label: str


class Question(Shape):
    """A question of a form; its `id` is the name of the answer.

    How the answer of each kind is written stands in the documentation under "Answers".
    """

    id: str
    kind: FieldKind
    label: str
    hint: str
    required: bool
    readers: str = Field(description="Who will read the answer, and from when on.")
    max_words: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    lines: tuple[Choice, ...] = Field(
        description="What is answered line by line: objectives, items, lines of the profile."
    )
    choices: tuple[Choice, ...] = Field(
        description="What may be answered: levels, choices, rhythms; colleagues are suggestions."
    )


def questions_of(form: Form, facts: FieldFacts) -> tuple[Question, ...]:
    """Give the questions of a form in their order."""
    return tuple(
        Question(
            id=field.id,
            kind=field.kind,
            label=field.label,
            hint=field.hint,
            required=field.required,
            readers=facts.readers.get(field.id, ""),
            max_words=field.max_words,
            minimum=field.minimum,
            maximum=field.maximum,
            lines=_lines(field, facts),
            choices=_choices(field, facts),
        )
        for field in form.fields
    )


def _lines(field: FormField, facts: FieldFacts) -> tuple[Choice, ...]:
    if field.kind in _OF_GOALS:
        return tuple(Choice(value=each.id, label=each.title) for each in facts.goals)
    if field.kind is FieldKind.SCORES:
        return _alike(field.items)
    if field.kind in PROFILE_KINDS and facts.profile is not None:
        return _named(titles_of(field.kind, facts.profile))
    return ()


def _choices(field: FormField, facts: FieldFacts) -> tuple[Choice, ...]:
    if field.kind in _RATED and facts.scale is not None:
        return _named({str(level.value): level.label for level in facts.scale.levels})
    if field.kind is FieldKind.CHOICE:
        return _alike(field.choices)
    if field.kind is FieldKind.GOALS:
        return _named(facts.above or {})
    if field.kind is FieldKind.PLAN:
        return _named({name: each.title for name, each in facts.development.rhythms.items()})
    if field.kind in _OF_PEOPLE:
        return tuple(Choice(value=each.word, label=each.name) for each in facts.people)
    return ()


def _alike(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value=each, label=each) for each in words)


def _named(choices: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label) for value, label in choices.items())

"""The questions of a form as fields of a page: labels, hints, readers, errors, what to fill in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.expectations.scores import NO_PROFILE, PROFILE_KINDS
from gateway.fields.change_lines import changes_parts
from gateway.fields.controls import Entry, Part, Picks, Words, first_element
from gateway.fields.facts import Colleague, FieldFacts
from gateway.fields.goal_rows import goals_parts
from gateway.fields.naming import element
from gateway.fields.plain_questions import (
    choice_parts,
    date_parts,
    number_parts,
    rating_parts,
    text_parts,
    yes_no_parts,
)
from gateway.fields.planning_rows import actions_parts, people_parts, plan_parts
from gateway.fields.pointing import faults_in, placed_problems
from gateway.fields.progress_lines import progress_parts
from gateway.fields.repeating import Asking
from gateway.fields.score_lines import goal_score_parts, item_score_parts, profile_parts

_NO_ROOM: Final[Mapping[str, int]] = MappingProxyType({})
_NO_GOALS: Final = "There are no agreed objectives yet, so there is nothing to answer here."
_OF_GOALS: Final = (FieldKind.GOAL_SCORES, FieldKind.GOAL_PROGRESS)


@dataclass(frozen=True)
class Widget:
    """One question as a page shows it.

    Attributes:
        field: the id of the field.
        kind: what it holds.
        label: the question.
        hint: help below it.
        readers: the sentence that says who will read the answer.
        errors: what is wrong and is not told at a part of it.
        parts: what there is to fill in.
        nothing: why there is nothing to fill in; "" where there is something.
        suggestions: colleagues that lines of the question may offer.
        is_optional: whether no answer has to be given.
    """

    field: str
    kind: FieldKind
    label: str
    hint: str
    readers: str
    errors: tuple[str, ...]
    parts: tuple[Part, ...]
    nothing: str
    suggestions: tuple[Colleague, ...]
    is_optional: bool

    @property
    def id(self) -> str:
        """Name its element."""
        return element(self.field)

    @property
    def sole(self) -> Entry | Words | Picks | None:
        """Give the one thing to fill in, which the question itself is the label of."""
        match self.parts:
            case (Entry() | Words() | Picks() as part,) if not part.label:
                return part
            case _:
                return None

    @property
    def weighs(self) -> bool:
        """Whether it holds weights, whose sum is told while one writes."""
        return self.kind in (FieldKind.GOALS, FieldKind.GOAL_CHANGES)

    @property
    def anchor(self) -> str:
        """Name the element that takes the focus when something is wrong."""
        return first_element(self.parts) or self.id

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with the answer, or with a part of it."""
        return bool(self.errors or faults_in(self.parts))

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Give what is wrong, each with the element it leads to; the question is named."""
        here = ((self.anchor, f"{_named(self.label)} {sentence}") for sentence in self.errors)
        return (*here, *faults_in(self.parts))


def widgets(
    form: Form,
    answers: Mapping[str, JsonValue],
    facts: FieldFacts,
    problems: Mapping[str, tuple[str, ...]],
    extra: Mapping[str, int] = _NO_ROOM,
) -> tuple[Widget, ...]:
    """Describe the fields of a form with the answers in them.

    Args:
        form: the form.
        answers: what was answered so far; odd answers are shown as they were typed.
        facts: what is known around the form.
        problems: what is wrong, by id of the field, as `domain.forms.check` says it.
        extra: how many rows there are at least, by path, as `more_rows` reads them.
    """
    asking = Asking(facts, extra)
    return tuple(
        _widget(field, answers.get(field.id), asking, problems.get(field.id, ()))
        for field in form.fields
    )


def faults(drawn: Iterable[Widget]) -> tuple[tuple[str, str], ...]:
    """Give everything that is wrong, each with the element to which the summary leads."""
    return tuple(fault for widget in drawn for fault in widget.faults)


def _named(label: str) -> str:
    return label if label.endswith(("?", ".", ":", "!")) else f"{label}:"


def _widget(field: FormField, answer: JsonValue, asking: Asking, problems: Sequence[str]) -> Widget:
    placed = placed_problems(_PARTS[field.kind](field, answer, asking), problems)
    return Widget(
        field=field.id,
        kind=field.kind,
        label=field.label,
        hint=field.hint,
        readers=asking.facts.readers.get(field.id, ""),
        errors=placed.elsewhere,
        parts=placed.parts,
        nothing=_nothing(field, placed.parts),
        suggestions=tuple(asking.facts.people) if field.kind in _OF_PEOPLE else (),
        is_optional=not field.required,
    )


def _nothing(field: FormField, parts: Sequence[Part]) -> str:
    """Say why there is nothing to fill in, where nobody could answer."""
    if parts:
        return ""
    if field.kind in PROFILE_KINDS:
        return NO_PROFILE
    if field.kind in _OF_GOALS:
        return _NO_GOALS
    return "There is nothing to score here."


_OF_PEOPLE: Final = (FieldKind.ACTIONS, FieldKind.PLAN, FieldKind.PEOPLE)

_PARTS: Final[Mapping[FieldKind, Callable[[FormField, JsonValue, Asking], tuple[Part, ...]]]] = {
    FieldKind.TEXT: text_parts,
    FieldKind.RATING: rating_parts,
    FieldKind.CHOICE: choice_parts,
    FieldKind.NUMBER: number_parts,
    FieldKind.YES_NO: yes_no_parts,
    FieldKind.DATE: date_parts,
    FieldKind.GOALS: goals_parts,
    FieldKind.GOAL_SCORES: goal_score_parts,
    FieldKind.SCORES: item_score_parts,
    FieldKind.GOAL_PROGRESS: progress_parts,
    FieldKind.GOAL_CHANGES: changes_parts,
    FieldKind.ACCOUNTABILITIES: profile_parts,
    FieldKind.SKILLS: profile_parts,
    FieldKind.VALUES: profile_parts,
    FieldKind.ACTIONS: actions_parts,
    FieldKind.PLAN: plan_parts,
    FieldKind.PEOPLE: people_parts,
}

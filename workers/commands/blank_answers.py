"""A form with nothing filled in, in the shape its answers have: something to start from."""

from collections.abc import Callable, Sequence
from typing import Final

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import FormField
from domain.definition.words import FieldKind
from domain.expectations.profile import RoleProfile
from domain.expectations.scores import PROFILE_KINDS, titles_of
from domain.goals import Goal
from domain.progress.reading import blank_reading

_MEASURE: Final[dict[str, JsonValue]] = {
    "kind": "numeric",
    "baseline": 0,
    "target": 1,
    "unit": "",
}
_GOAL: Final[dict[str, JsonValue]] = {
    "id": "first",
    "title": "",
    "weight": "100.00",
    "measure": _MEASURE,
    "serves": "",
}
_ACTION: Final[dict[str, JsonValue]] = {"what": "", "owner": "", "due": ""}


def blank_answers(
    definition: CycleDefinition, step: Step, goals: Sequence[Goal], profile: RoleProfile | None
) -> dict[str, JsonValue]:
    """Give the answers to the form of a step, all of them empty.

    Objectives and lines of the role profile are named, so that only scores are to be filled in.
    """
    if step.form is None:
        return {"reason": ""}
    return {
        field.id: _blank(field, definition, goals, profile)
        for field in definition.forms[step.form].fields
    }


def _blank(
    field: FormField,
    definition: CycleDefinition,
    goals: Sequence[Goal],
    profile: RoleProfile | None,
) -> JsonValue:
    if field.kind in PROFILE_KINDS:
        return dict.fromkeys(titles_of(field.kind, profile)) if profile else {}
    if field.kind is FieldKind.PLAN:
        return _plan(definition)
    blank = _BLANKS.get(field.kind)
    return blank(field, goals) if blank else ""


def _plan(definition: CycleDefinition) -> JsonValue:
    """Give a plan with one aim and one action to fill in, in the usual rhythm."""
    rhythms = definition.development.rhythms if definition.development else {}
    return {
        "strengths": "",
        "aims": [{"skill": "", "what": "", "seen_by": ""}],
        "actions": [_ACTION],
        "support": "",
        "rhythm": next(iter(rhythms), ""),
    }


_BLANKS: Final[dict[FieldKind, Callable[[FormField, Sequence[Goal]], JsonValue]]] = {
    FieldKind.GOALS: lambda _, __: [_GOAL],
    FieldKind.GOAL_SCORES: lambda _, goals: {goal.id: None for goal in goals},
    FieldKind.GOAL_PROGRESS: lambda _, goals: {
        goal.id: blank_reading(goal.measure) for goal in goals
    },
    FieldKind.GOAL_CHANGES: lambda _, __: [],
    FieldKind.SCORES: lambda field, _: dict.fromkeys(field.items),
    FieldKind.ACTIONS: lambda _, __: [],
    FieldKind.PEOPLE: lambda _, __: [],
    FieldKind.YES_NO: lambda _, __: None,
    FieldKind.RATING: lambda _, __: None,
    FieldKind.NUMBER: lambda _, __: None,
}

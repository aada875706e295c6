"""Whether objectives can be followed through the year as a cycle is defined."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    PlacedStep,
    Problem,
    fault,
    placed_steps,
    remark,
)
from domain.definition.words import Act, FieldKind, Role

FOLLOWING: Final = (FieldKind.GOAL_PROGRESS, FieldKind.GOAL_CHANGES)
_STEP_FORMS: Final[Path] = ("stages", EACH, "steps", EACH, "form")
_FIELD_KINDS: Final[Path] = ("forms", EACH, "fields", EACH, "kind")


def progress_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of how objectives are read, changed and turned into suggested levels."""
    for name, form in definition.forms.items():
        yield from _repeated(name, form)
    yield from _nothing_to_follow(definition)
    yield from _changes_of_one_side(definition)
    yield from _bands(definition)


def _repeated(name: str, form: Form) -> Iterator[Problem]:
    for kind in FOLLOWING:
        places = [index for index, field in enumerate(form.fields) if field.kind is kind]
        for index in places[1:]:
            sentence = f"A form has at most one field of the kind '{kind}'; remove this one."
            yield fault(("forms", name, "fields", index, "kind"), sentence)


def _nothing_to_follow(definition: CycleDefinition) -> Iterator[Problem]:
    """Objectives are read and changed only after they were set."""
    are_set = False
    for place in placed_steps(definition):
        kinds = _kinds(place, definition)
        for kind in FOLLOWING:
            if kind in kinds and not are_set:
                does = "reads" if kind is FieldKind.GOAL_PROGRESS else "changes"
                sentence = (
                    f"The step '{place.step.id}' {does} objectives, but no earlier step sets them; "
                    "put a step whose form has a field of the kind 'goals' before it."
                )
                yield fault(place.at("form"), sentence, _STEP_FORMS, _FIELD_KINDS)
        are_set = are_set or FieldKind.GOALS in kinds


def _kinds(place: PlacedStep, definition: CycleDefinition) -> set[FieldKind]:
    form = definition.forms.get(place.step.form or "")
    return {field.kind for field in form.fields} if form else set()


_OTHER_SIDE: Final = {Role.MANAGER: Role.REVIEWEE, Role.REVIEWEE: Role.MANAGER}


def _changes_of_one_side(definition: CycleDefinition) -> Iterator[Problem]:
    """Objectives belong to two people, so that a change of them is agreed by both."""
    agreed = {(step.returns_to, step.role) for step in definition.steps if step.act is Act.AGREE}
    for place in placed_steps(definition):
        step = place.step
        other = _OTHER_SIDE.get(step.role)
        if other is None or FieldKind.GOAL_CHANGES not in _kinds(place, definition):
            continue
        if step.act is not Act.AGREE and (step.id, other) not in agreed:
            sentence = (
                f"In the step '{step.id}' the {step.role} changes objectives, but no step of the "
                f"{other} agrees to it, so that the change stands without them; add a step with "
                f"'act: agree' and 'returns_to: {step.id}'."
            )
            yield remark(place.at("form"), sentence, ACTS, _FIELD_KINDS, _STEP_FORMS)


def _bands(definition: CycleDefinition) -> Iterator[Problem]:
    bands = definition.goals.bands
    path: Path = ("goals", "bands")
    scale = definition.rating_scale
    if bands and scale is None:
        sentence = (
            "There are bands that suggest a level, but there is no 'rating_scale'; add one or "
            "remove 'bands'."
        )
        yield fault(path, sentence, ("rating_scale",))
    levels = {level.value for level in scale.levels} if scale else set()
    for index, band in enumerate(bands):
        if scale and band.level not in levels:
            known = ", ".join(map(str, sorted(levels)))
            sentence = f"The scale has no level {band.level}; choose one of {known}."
            yield fault((*path, index, "level"), sentence, ("rating_scale",))
    for index, (lower, upper) in enumerate(pairwise(bands), start=1):
        if upper.attained <= lower.attained:
            sentence = (
                f"The band from {upper.attained} follows one from {lower.attained}; list the "
                "bands from the lowest attainment to the highest."
            )
            yield fault((*path, index, "attained"), sentence)
        if upper.level <= lower.level:
            sentence = (
                f"The band from {upper.attained} suggests level {upper.level}, no more than the "
                f"band below it, {lower.level}; more attainment suggests a higher level."
            )
            yield fault((*path, index, "level"), sentence)

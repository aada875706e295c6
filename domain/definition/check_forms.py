"""Whether every form can be filled in, and read by somebody."""

from collections.abc import Iterator

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form, FormField
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    Problem,
    fault,
    placed_steps,
    remark,
)
from domain.definition.words import Act, FieldKind, VisibleFrom

SCORE_KINDS = (FieldKind.RATING, FieldKind.GOAL_SCORES, FieldKind.SCORES)
_OPENED_BY = {
    VisibleFrom.RATED: Act.RATE,
    VisibleFrom.SHARED: Act.SHARE,
    VisibleFrom.SIGNED: Act.SIGN,
}
_FEWEST_CHOICES = 2
_STEP_FORMS: Path = ("stages", EACH, "steps", EACH, "form")


def form_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of the forms, and of the order in which goals are set and scored."""
    for name, form in definition.forms.items():
        yield from _fields(name, form)
        yield from _scale(name, form, definition)
        yield from _readers(name, form, definition)
    yield from _unused(definition)
    yield from _goals(definition)


def _fields(name: str, form: Form) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, field in enumerate(form.fields):
        path: Path = ("forms", name, "fields", index)
        if field.id in seen:
            sentence = (
                f"The form '{name}' already has a field '{field.id}'; give this one its own id."
            )
            yield fault((*path, "id"), sentence)
        seen.add(field.id)
        yield from _choices(path, field)
        yield from _items(path, field)
        yield from _limits(path, field)
    for kind in (FieldKind.GOALS, FieldKind.GOAL_SCORES):
        indices = [index for index, field in enumerate(form.fields) if field.kind is kind]
        for index in indices[1:]:
            sentence = f"A form has at most one field of the kind '{kind}'; remove this one."
            yield fault(("forms", name, "fields", index, "kind"), sentence)


def _choices(path: Path, field: FormField) -> Iterator[Problem]:
    place, kind = (*path, "choices"), (*path, "kind")
    is_choice = field.kind is FieldKind.CHOICE
    if is_choice and len(set(field.choices)) < _FEWEST_CHOICES:
        sentence = f"The field '{field.id}' is a choice; give it at least two 'choices'."
        yield fault(place, sentence, kind)
    if field.choices and not is_choice:
        sentence = (
            f"The field '{field.id}' has choices but is of the kind '{field.kind}'; write "
            "'kind: choice' or remove 'choices'."
        )
        yield fault(place, sentence, kind)
    yield from _twice(place, field.choices, f"The field '{field.id}' offers the choice")


def _items(path: Path, field: FormField) -> Iterator[Problem]:
    place, kind = (*path, "items"), (*path, "kind")
    is_scored = field.kind is FieldKind.SCORES
    if is_scored and not field.items:
        sentence = f"The field '{field.id}' holds scores; say in 'items' what is scored."
        yield fault(place, sentence, kind)
    if field.items and not is_scored:
        sentence = (
            f"The field '{field.id}' has items but is of the kind '{field.kind}'; write "
            "'kind: scores' or remove 'items'."
        )
        yield fault(place, sentence, kind)
    yield from _twice(place, field.items, f"The field '{field.id}' scores the item")


def _twice(path: Path, words: tuple[str, ...], start: str) -> Iterator[Problem]:
    for index, word in enumerate(words):
        if word in words[:index]:
            yield fault((*path, index), f"{start} '{word}' twice; remove one of them.")


def _limits(path: Path, field: FormField) -> Iterator[Problem]:
    kind = (*path, "kind")
    bounds = [name for name in ("minimum", "maximum") if getattr(field, name) is not None]
    if field.kind is not FieldKind.NUMBER:
        for name in bounds:
            sentence = (
                f"The field '{field.id}' has a '{name}' but is of the kind '{field.kind}'; write "
                f"'kind: number' or remove '{name}'."
            )
            yield fault((*path, name), sentence, kind)
    elif field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        sentence = (
            f"The field '{field.id}' accepts nothing: its minimum {field.minimum} is above its "
            f"maximum {field.maximum}; exchange them."
        )
        yield fault((*path, "minimum"), sentence, (*path, "maximum"))
    if field.max_words is not None and field.kind is not FieldKind.TEXT:
        sentence = (
            f"The field '{field.id}' has 'max_words' but is of the kind '{field.kind}'; write "
            "'kind: text' or remove 'max_words'."
        )
        yield fault((*path, "max_words"), sentence, kind)


def _scale(name: str, form: Form, definition: CycleDefinition) -> Iterator[Problem]:
    if definition.rating_scale is not None:
        return
    for index, field in enumerate(form.fields):
        if field.kind in SCORE_KINDS:
            sentence = (
                f"The field '{field.id}' of the form '{name}' is scored, but there is no "
                "'rating_scale' to score it on; add one or choose another kind."
            )
            yield fault(("forms", name, "fields", index, "kind"), sentence, ("rating_scale",))


def _readers(name: str, form: Form, definition: CycleDefinition) -> Iterator[Problem]:
    if not form.read_by:
        sentence = (
            f"Nobody but its author may read the form '{name}'; name at least one role in "
            "'read_by'."
        )
        yield fault(("forms", name, "read_by"), sentence)
    act = _OPENED_BY.get(form.visible_from)
    if act is not None and all(step.act is not act for step in definition.steps):
        sentence = (
            f"The form '{name}' is visible once it is {form.visible_from}, but no step has the "
            f"act '{act}', so nobody could ever read it; add such a step or write "
            "'visible_from: submitted'."
        )
        yield fault(("forms", name, "visible_from"), sentence, ACTS)


def _unused(definition: CycleDefinition) -> Iterator[Problem]:
    used = {step.form for step in definition.steps}
    for name in definition.forms:
        if name not in used:
            sentence = f"No step uses the form '{name}'; name it in a step or remove it."
            yield remark(("forms", name), sentence, _STEP_FORMS)


def _goals(definition: CycleDefinition) -> Iterator[Problem]:
    """Objectives are scored only after they were set."""
    if definition.goals.minimum > definition.goals.maximum:
        sentence = (
            f"At least {definition.goals.minimum} and at most {definition.goals.maximum} "
            "objectives cannot both hold; lower 'minimum' or raise 'maximum'."
        )
        yield fault(("goals", "minimum"), sentence, ("goals", "maximum"))
    are_set = False
    for place in placed_steps(definition):
        form = definition.forms.get(place.step.form or "")
        kinds = {field.kind for field in form.fields} if form else set()
        if FieldKind.GOAL_SCORES in kinds and not are_set:
            sentence = (
                f"The step '{place.step.id}' scores objectives, but no earlier step sets them; "
                "put a step whose form has a field of the kind 'goals' before it."
            )
            rests_on = (_STEP_FORMS, ("forms", EACH, "fields", EACH, "kind"))
            yield fault(place.at("form"), sentence, *rests_on)
        are_set = are_set or FieldKind.GOALS in kinds

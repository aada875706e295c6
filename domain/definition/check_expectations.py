"""Whether a cycle that asks about role profiles can be answered."""

from collections.abc import Iterator

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form
from domain.definition.problem import EACH, Problem, fault, remark
from domain.expectations.scores import PROFILE_KINDS


def expectation_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of the section `expectations` and of the fields that rest on it."""
    for name, form in definition.forms.items():
        yield from _repeated(name, form)
        yield from _without_section(name, form, definition)
    yield from _meets(definition)
    yield from _unused(definition)


def _repeated(name: str, form: Form) -> Iterator[Problem]:
    for kind in PROFILE_KINDS:
        indices = [index for index, field in enumerate(form.fields) if field.kind is kind]
        for index in indices[1:]:
            sentence = f"A form has at most one field of the kind '{kind}'; remove this one."
            yield fault(("forms", name, "fields", index, "kind"), sentence)


def _without_section(name: str, form: Form, definition: CycleDefinition) -> Iterator[Problem]:
    if definition.expectations is not None:
        return
    for index, field in enumerate(form.fields):
        if field.kind in PROFILE_KINDS:
            sentence = (
                f"The field '{field.id}' of the form '{name}' asks about role profiles, but there "
                "is no section 'expectations'; add one or choose another kind."
            )
            yield fault(("forms", name, "fields", index, "kind"), sentence, ("expectations",))


def _meets(definition: CycleDefinition) -> Iterator[Problem]:
    if definition.expectations is None:
        return
    meets, scale = definition.expectations.meets, definition.rating_scale
    if scale is None:
        sentence = "There is no 'rating_scale' on which a level could mean 'as expected'; add one."
        yield fault(("expectations", "meets"), sentence, ("rating_scale",))
    elif all(level.value != meets for level in scale.levels):
        levels = ", ".join(str(level.value) for level in scale.levels)
        sentence = f"The rating scale has no level {meets}; 'meets' is one of {levels}."
        yield fault(("expectations", "meets"), sentence, ("rating_scale",))


def _unused(definition: CycleDefinition) -> Iterator[Problem]:
    if definition.expectations is None:
        return
    asked = (field.kind for form in definition.forms.values() for field in form.fields)
    if not any(kind in PROFILE_KINDS for kind in asked):
        sentence = (
            "No form asks about the role profile; add a field of the kind 'accountabilities', "
            "'skills' or 'values', or remove 'expectations'."
        )
        kinds = ("forms", EACH, "fields", EACH, "kind")
        yield remark(("expectations",), sentence, kinds)

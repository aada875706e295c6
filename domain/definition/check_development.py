"""Whether a development plan that a cycle asks for can be agreed and followed."""

from collections.abc import Iterator
from itertools import pairwise

from domain.definition.cycle import CycleDefinition
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    PlacedStep,
    Problem,
    fault,
    listed,
    placed_steps,
    remark,
)
from domain.definition.words import Act, FieldKind

_FORMS: Path = ("stages", EACH, "steps", EACH, "form")
_DONE_TOGETHER = frozenset({Act.AGREE, Act.SHARE, Act.SIGN})


def development_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of the rhythms, of the field that asks for a plan and of the step it is in."""
    yield from _rhythms(definition)
    fields = _plan_fields(definition)
    if fields and definition.development is None:
        form, number = fields[0]
        sentence = (
            f"The form '{form}' asks for a development plan, but nothing says how plans are "
            "followed; add 'development: {}' to follow them every 30 days."
        )
        yield fault(("forms", form, "fields", number, "kind"), sentence, ("development",))
    if len(fields) > 1:
        named = listed(tuple(dict.fromkeys(form for form, _ in fields)))
        form, number = fields[-1]
        sentence = (
            f"A review ends with one development plan, but {len(fields)} fields ask for one, in "
            f"{named}; keep one of them."
        )
        yield fault(("forms", form, "fields", number, "kind"), sentence, ("forms",))
    for place in _plan_steps(definition):
        yield from _place(place, definition)


def _rhythms(definition: CycleDefinition) -> Iterator[Problem]:
    rules = definition.development
    for name, rhythm in (rules.rhythms if rules else {}).items():
        days = rhythm.check_ins
        if any(one >= other for one, other in pairwise(days)):
            sentence = (
                f"The check-ins of the rhythm '{name}' do not come one after the other; write the "
                f"days from the first to the last: {', '.join(map(str, sorted(set(days))))}."
            )
            yield fault(("development", "rhythms", name, "check_ins"), sentence)


def _plan_fields(definition: CycleDefinition) -> list[tuple[str, int]]:
    """Name the form and the place in it of every field that asks for a plan."""
    return [
        (name, number)
        for name, form in definition.forms.items()
        for number, field in enumerate(form.fields)
        if field.kind is FieldKind.PLAN
    ]


def _plan_steps(definition: CycleDefinition) -> list[PlacedStep]:
    forms = {name for name, _ in _plan_fields(definition)}
    return [place for place in placed_steps(definition) if place.step.form in forms]


def _place(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    """Refuse a plan that comes after the signature; a plan that only one side saw is odd."""
    steps = placed_steps(definition)
    signed = [each for each in steps if each.step.act is Act.SIGN]
    if signed and signed[0].order < place.order:
        sentence = (
            f"The development plan of '{place.step.id}' is written after the review is signed in "
            f"'{signed[0].step.id}', so that nobody agrees to it; put '{place.step.id}' before it."
        )
        yield fault(place.at("form"), sentence, ACTS, _FORMS)
        return
    following = steps[place.order + 1 :]
    if not any(
        each.step.act in _DONE_TOGETHER and each.step.role is not place.step.role
        for each in following
    ):
        sentence = (
            f"Nobody of the other side agrees to the development plan of '{place.step.id}'; add a "
            "step after it in which another role agrees, shares or signs."
        )
        yield remark(place.at("form"), sentence, ACTS, _FORMS)

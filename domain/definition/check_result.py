"""Whether the rating, its scale, the score and the calibration fit together."""

from collections.abc import Iterator
from decimal import Decimal

from domain.definition.check_forms import SCORE_KINDS
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    Problem,
    fault,
    listed,
    placed_steps,
    remark,
    steps_with,
)
from domain.definition.rating import Calibration, RatingScale
from domain.definition.words import Act, FieldKind, GuidelineUse, Role

_ALL = Decimal(100)
_PROFILE_KINDS = (FieldKind.ACCOUNTABILITIES, FieldKind.SKILLS, FieldKind.VALUES)
_PART_KINDS = tuple(dict.fromkeys((*SCORE_KINDS, *_PROFILE_KINDS, FieldKind.NUMBER)))
_NOT_ON_PANEL = (Role.REVIEWEE, Role.PEER, Role.PANEL)


def result_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault between the rating step, the scale, the score and the calibration."""
    if definition.rating_scale is not None:
        yield from _levels(definition.rating_scale)
    yield from _rating_form(definition)
    yield from _scoring(definition)
    yield from _calibration_steps(definition)
    if definition.calibration is not None:
        yield from _panel(definition.calibration)
        yield from _guideline(definition.calibration, definition.rating_scale)


def plain(number: Decimal) -> str:
    """Write a number as people do: 99.99, and 30 instead of 3E+1 or 30.00."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sum(shares: tuple[Decimal, ...]) -> str:
    """Write out a sum that is not 100 and what is missing to it."""
    total = sum(shares, Decimal(0))
    gap = f"add {plain(_ALL - total)}" if total < _ALL else f"take away {plain(total - _ALL)}"
    return f"{' + '.join(plain(share) for share in shares)} = {plain(total)}; {gap}"


def _levels(scale: RatingScale) -> Iterator[Problem]:
    for index, level in enumerate(scale.levels):
        path: Path = ("rating_scale", "levels", index)
        below = scale.levels[:index]
        if below and level.value <= below[-1].value:
            sentence = (
                f"The level {level.value} does not rise above the level {below[-1].value} before "
                "it; list the levels from the lowest to the highest."
            )
            before: Path = ("rating_scale", "levels", index - 1, "value")
            yield fault((*path, "value"), sentence, before)
        if level.label in {each.label for each in below}:
            sentence = f"Another level is already called '{level.label}'; choose another word."
            yield fault((*path, "label"), sentence)


def _rating_form(definition: CycleDefinition) -> Iterator[Problem]:
    for place in steps_with(Act.RATE, definition):
        name, path = place.step.form, place.at("form")
        form = definition.forms.get(name or "")
        if form is None:
            continue
        ratings = [field for field in form.fields if field.kind is FieldKind.RATING]
        inside: Path = ("forms", str(name), "fields", EACH)
        rests_on = (place.at("act"), (*inside, "kind"), (*inside, "id"))
        if [field.id for field in ratings] != ["rating"]:
            sentence = (
                f"The step '{place.step.id}' rates, so its form '{name}' needs exactly one field "
                "of the kind 'rating', with the id 'rating'; "
                f"{f'it has {listed(tuple(f.id for f in ratings))}' if ratings else 'it has none'}."
            )
            yield fault(path, sentence, *rests_on)
        elif not ratings[0].required:
            sentence = (
                f"The step '{place.step.id}' could be submitted without a rating; remove "
                "'required: false' from the field 'rating'."
            )
            index = form.fields.index(ratings[0])
            yield fault(("forms", str(name), "fields", index, "required"), sentence, *rests_on)


def _scoring(definition: CycleDefinition) -> Iterator[Problem]:
    if definition.scoring is None:
        return
    path: Path = ("scoring", "parts")
    shares = tuple(definition.scoring.parts.values())
    if sum(shares, Decimal(0)) != _ALL:
        sentence = f"The weights of a score sum to exactly 100.00, but {_sum(shares)}."
        yield fault(path, sentence, (*path, EACH))
    for part in definition.scoring.parts:
        yield from _part(part, definition)


def _part(part: str, definition: CycleDefinition) -> Iterator[Problem]:
    name, _, field_id = part.partition(".")
    path: Path = ("scoring", "parts", part)
    fields = definition.forms[name].fields if name in definition.forms else ()
    found = [field for field in fields if field.id == field_id]
    inside: Path = ("forms", name, "fields", EACH)
    rests_on: tuple[Path, ...] = ((*inside, "id"), (*inside, "kind"))
    if not found:
        missing = f"the form '{name}' has no field '{field_id}'"
        if not fields:
            missing = f"there is no form '{name}'"
        sentence = f"The part '{part}' is not found: {missing}; name a part as 'form.field'."
        yield fault(path, sentence, *rests_on)
    elif found[0].kind not in _PART_KINDS:
        sentence = (
            f"The part '{part}' is of the kind '{found[0].kind}', which holds no score; name a "
            f"field of the kind {listed(_PART_KINDS, 'or')}."
        )
        yield fault(path, sentence, *rests_on)
    elif found[0].kind is FieldKind.RATING and any(
        place.step.form == name for place in steps_with(Act.RATE, definition)
    ):
        sentence = (
            f"The part '{part}' is the overall rating itself, which the score is to inform; "
            "remove it from the score."
        )
        yield remark(path, sentence, *rests_on, ACTS)


def _calibration_steps(definition: CycleDefinition) -> Iterator[Problem]:
    steps = placed_steps(definition)
    sessions = [place for place in steps if place.step.act is Act.CALIBRATE]
    for place in sessions:
        if definition.calibration is None:
            sentence = (
                f"The step '{place.step.id}' calibrates, but the definition does not say how; "
                "add a section 'calibration'."
            )
            yield fault(place.at("act"), sentence, ("calibration",))
        if all(each.step.act is not Act.RATE for each in steps[: place.order]):
            sentence = (
                f"The step '{place.step.id}' calibrates ratings, but no step before it rates; put "
                "a step with 'act: rate' before it."
            )
            yield fault(place.at("act"), sentence, ACTS)
    if definition.calibration is not None and not sessions:
        sentence = (
            "No step calibrates, so this section has no effect; add a step with 'act: calibrate' "
            "or remove the section."
        )
        yield remark(("calibration",), sentence, ACTS)


def _panel(calibration: Calibration) -> Iterator[Problem]:
    path: Path = ("calibration", "panel")
    if not calibration.panel:
        yield fault(path, "The panel is empty; name at least one role in 'panel'.")
    for index, role in enumerate(calibration.panel):
        if role in _NOT_ON_PANEL:
            sentence = (
                f"The role '{role}' cannot sit on the panel; name managers or HR partners instead."
            )
            yield fault((*path, index), sentence)
        if role in calibration.panel[:index]:
            yield fault((*path, index), f"The role '{role}' sits on the panel twice; remove one.")
    if calibration.facilitator in _NOT_ON_PANEL:
        sentence = (
            f"The role '{calibration.facilitator}' cannot lead a calibration session; write "
            "'facilitator: hr_partner' or a manager."
        )
        yield fault(("calibration", "facilitator"), sentence)
    for index, code in enumerate(calibration.reason_codes):
        if code in calibration.reason_codes[:index]:
            sentence = f"The reason '{code}' is listed twice; remove one of them."
            yield fault(("calibration", "reason_codes", index), sentence)


def _guideline(calibration: Calibration, scale: RatingScale | None) -> Iterator[Problem]:
    path: Path = ("calibration", "guideline")
    levels = {level.value for level in scale.levels} if scale else set()
    for value in calibration.guideline:
        if value not in levels:
            known = ", ".join(str(level) for level in sorted(levels)) or "none at all"
            sentence = (
                f"The guideline speaks of the level {value}, which the rating scale does not "
                f"have; its levels are: {known}."
            )
            rests_on: tuple[Path, ...] = (("rating_scale", "levels", EACH, "value"),)
            yield fault((*path, value), sentence, *rests_on)
    shares = tuple(calibration.guideline.values())
    if shares and sum(shares, Decimal(0)) != _ALL:
        sentence = f"The shares of a guideline sum to exactly 100.00, but {_sum(shares)}."
        yield fault(path, sentence, (*path, EACH))
    if not shares and calibration.guideline_use is not GuidelineUse.SHOW:
        sentence = (
            f"The guideline is to be used as '{calibration.guideline_use}', but there is none; "
            "add 'guideline' or write 'guideline_use: show'."
        )
        yield fault(("calibration", "guideline_use"), sentence, path)

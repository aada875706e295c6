"""Whether titles, vetoes, reasons for a difference and outcomes fit the score and the scale."""

from collections.abc import Iterator
from typing import Final

from domain.definition.check_result import plain
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import EACH, Path, Problem, fault, remark, steps_with
from domain.definition.rating import Amount, Outcome, Scoring, Veto
from domain.definition.words import Act, FieldKind

DIFFERENCE: Final = "difference"
"""Field of the rating form in which a rating far from the score is explained."""

_PARTS: Path = ("scoring", "parts")
_LEVELS: Path = ("rating_scale", "levels", EACH, "value")


def scoring_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of what the score is called, capped by, held against, and followed by."""
    if definition.scoring is not None:
        yield from _titles(definition.scoring)
        for place, veto in enumerate(definition.scoring.vetoes):
            yield from _veto(place, veto, definition)
        yield from _explanation(definition)
    for level, outcome in definition.outcomes.items():
        yield from _outcome(level, outcome, definition)
    yield from _without_outcome(definition)


def _levels(definition: CycleDefinition) -> list[int]:
    scale = definition.rating_scale
    return sorted(level.value for level in scale.levels) if scale else []


def _titles(scoring: Scoring) -> Iterator[Problem]:
    titles = list(scoring.titles.values())
    for place, (part, title) in enumerate(scoring.titles.items()):
        path: Path = ("scoring", "titles", part)
        if part not in scoring.parts:
            sentence = (
                f"The title '{title}' is for '{part}', which is no part of the score; name one of "
                "'parts' or remove the title."
            )
            yield fault(path, sentence, _PARTS)
        if title in titles[:place]:
            sentence = f"Another part is already called '{title}'; choose other words."
            yield fault(path, sentence, ("scoring", "titles", EACH))


def _veto(place: int, veto: Veto, definition: CycleDefinition) -> Iterator[Problem]:
    path: Path = ("scoring", "vetoes", place)
    if definition.scoring is not None and veto.part not in definition.scoring.parts:
        sentence = (
            f"The veto looks at '{veto.part}', which is no part of the score; name one of 'parts', "
            "at a weight of 0 if it is to count for nothing else."
        )
        yield fault((*path, "part"), sentence, _PARTS)
    levels = _levels(definition)
    if not levels:
        return
    if not levels[0] <= veto.caps <= levels[-1]:
        sentence = (
            f"The veto caps the score at {plain(veto.caps)}, which is not on the scale from "
            f"{levels[0]} to {levels[-1]}; write a number between the two."
        )
        yield fault((*path, "caps"), sentence, _LEVELS)
    if not levels[0] <= veto.at_most < levels[-1]:
        sentence = (
            f"The veto holds at {plain(veto.at_most)} or less, which on the scale from {levels[0]} "
            f"to {levels[-1]} is {_how_often(veto.at_most, levels)}."
        )
        yield remark((*path, "at_most"), sentence, _LEVELS)


def _how_often(at_most: Amount, levels: list[int]) -> str:
    return "never the case" if at_most < levels[0] else "always the case"


def _explanation(definition: CycleDefinition) -> Iterator[Problem]:
    far = definition.scoring.explain_from if definition.scoring else None
    if far is None:
        return
    path: Path = ("scoring", "explain_from")
    if far <= 0:
        sentence = (
            "Every rating would ask for a reason; write a difference above 0, such as "
            "'explain_from: 1'."
        )
        yield fault(path, sentence)
    for place in steps_with(Act.RATE, definition):
        name = place.step.form or ""
        form = definition.forms.get(name)
        found = [field for field in form.fields if field.id == DIFFERENCE] if form else []
        inside: Path = ("forms", name, "fields", EACH)
        rests_on = (place.at("form"), (*inside, "id"), (*inside, "kind"))
        if form is not None and (not found or found[0].kind is not FieldKind.TEXT):
            sentence = (
                f"A rating far from the score asks for a reason, but the form '{name}' has no "
                f"field '{DIFFERENCE}' of the kind 'text' to write it in; add one with "
                "'required: false'."
            )
            yield fault(path, sentence, *rests_on)
        elif form is not None and found[0].required:
            sentence = (
                f"The field '{DIFFERENCE}' has to be filled in even where there is no difference; "
                "write 'required: false', and it is asked for only where there is one."
            )
            where: Path = ("forms", name, "fields", form.fields.index(found[0]), "required")
            yield remark(where, sentence, *rests_on, path)


def _outcome(level: int, outcome: Outcome, definition: CycleDefinition) -> Iterator[Problem]:
    path: Path = ("outcomes", level)
    levels = _levels(definition)
    if level not in levels:
        known = ", ".join(map(str, levels)) or "none at all"
        sentence = (
            f"The outcome is for the level {level}, which the rating scale does not have; its "
            f"levels are: {known}."
        )
        yield fault(path, sentence, _LEVELS)
    if outcome.lowest is None or outcome.highest is None:
        return
    if outcome.lowest > outcome.highest:
        sentence = (
            f"The band of the level {level} ends at {plain(outcome.highest)} before it begins at "
            f"{plain(outcome.lowest)}; exchange them."
        )
        yield fault((*path, "lowest"), sentence, (*path, "highest"))


def _without_outcome(definition: CycleDefinition) -> Iterator[Problem]:
    missing = [level for level in _levels(definition) if level not in definition.outcomes]
    if definition.outcomes and missing:
        sentence = (
            f"Nothing is said of what follows from the level {', '.join(map(str, missing))}; add "
            "an outcome for each level of the scale."
        )
        yield remark(("outcomes",), sentence, _LEVELS, ("outcomes", EACH))

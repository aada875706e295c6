"""Whether every ladder leads somewhere, and to the end."""

from collections.abc import Iterator

from domain.definition.cycle import CycleDefinition
from domain.definition.problem import EACH, Problem, fault, listed, placed_steps, remark
from domain.definition.words import AtExpiry


def ladder_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of the ladders themselves and of the steps that name them."""
    yield from _unknown_next(definition)
    yield from _loops(definition)
    yield from _named_by_steps(definition)
    yield from _unused(definition)


def _known(definition: CycleDefinition) -> str:
    if not definition.ladders:
        return "the definition has no ladders; add it under 'ladders'"
    return f"use {listed(tuple(definition.ladders), 'or')}, or add it under 'ladders'"


def _unknown_next(definition: CycleDefinition) -> Iterator[Problem]:
    for name, ladder in definition.ladders.items():
        if ladder.then is not None and ladder.then not in definition.ladders:
            sentence = (
                f"The ladder '{name}' goes on to '{ladder.then}', which is not a ladder of this "
                f"definition; {_known(definition)}."
            )
            yield fault(("ladders", name, "then"), sentence, ("ladders", ladder.then))


def _loops(definition: CycleDefinition) -> Iterator[Problem]:
    """Report each loop once, at the ladder of it that the definition names first."""
    reported: set[str] = set()
    for name in definition.ladders:
        climbed: list[str] = []
        following: str | None = name
        while following in definition.ladders and following not in climbed:
            climbed.append(following)
            following = definition.ladders[following].then
        if following == name and name not in reported:
            reported.update(climbed)
            loop = " -> ".join((*climbed, name))
            sentence = (
                f"The ladder '{name}' never ends: {loop}. Remove 'then' from one of its ladders."
            )
            yield fault(("ladders", name, "then"), sentence, ("ladders", EACH, "then"))


def _named_by_steps(definition: CycleDefinition) -> Iterator[Problem]:
    for place in placed_steps(definition):
        step, path = place.step, place.at("ladder")
        if step.ladder is not None and step.ladder not in definition.ladders:
            sentence = (
                f"The step '{step.id}' names the ladder '{step.ladder}', which this definition "
                f"does not have; {_known(definition)}."
            )
            yield fault(path, sentence, ("ladders", step.ladder))
        elif step.ladder is None and step.at_expiry is AtExpiry.ESCALATE:
            sentence = (
                f"The step '{step.id}' escalates at expiry (as a step does unless 'at_expiry' "
                "says otherwise) but names no ladder; give it a 'ladder' or another 'at_expiry'."
            )
            yield fault(path, sentence, place.at("at_expiry"))
        elif step.ladder is not None and step.at_expiry is AtExpiry.WAIT:
            sentence = (
                f"The step '{step.id}' waits at expiry, so nobody climbs its ladder; remove "
                "'ladder', or write 'at_expiry: escalate'."
            )
            yield remark(path, sentence, place.at("at_expiry"))


def _unused(definition: CycleDefinition) -> Iterator[Problem]:
    named = {step.ladder for step in definition.steps}
    named |= {ladder.then for ladder in definition.ladders.values()}
    for name in definition.ladders:
        if name not in named:
            yield remark(
                ("ladders", name),
                f"No step names the ladder '{name}'; name it in a step or remove it.",
                ("stages", EACH, "steps", EACH, "ladder"),
                ("ladders", EACH, "then"),
            )

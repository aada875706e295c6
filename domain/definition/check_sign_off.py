"""Whether the employee signs the number that counts, and every answer to it has a way on."""

from collections.abc import Iterator
from itertools import combinations

from domain.definition.cycle import CycleDefinition
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    PlacedStep,
    Problem,
    fault,
    placed_steps,
    remark,
    steps_with,
)
from domain.definition.words import Act, Condition

_DONE = {Act.RATE: "rated", Act.CALIBRATE: "calibrated", Act.SHARE: "shared", Act.SIGN: "signed"}
_ORDER = tuple(pair for pair in combinations(_DONE, 2) if pair != (Act.RATE, Act.CALIBRATE))
_CONDITIONS: Path = ("stages", EACH, "steps", EACH, "only_if")
_ANSWERS = {Act.RESOLVE: Condition.DISPUTED, Act.WITNESS: Condition.DECLINED}


def sign_off_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault in the order from rating to signature, and in what follows the signature."""
    yield from _order(definition)
    for place in steps_with(Act.SIGN, definition):
        yield from _signature(place, definition)
    for place in placed_steps(definition):
        yield from _condition(place, definition)


def _order(definition: CycleDefinition) -> Iterator[Problem]:
    """Refuse to calibrate after the signature: the employee would have signed another number."""
    first = {act: next(steps_with(act, definition), None) for act in _DONE}
    for earlier, later in _ORDER:
        before, after = first[earlier], first[later]
        if before is None or after is None or before.order < after.order:
            continue
        sentence = (
            f"In '{after.step.id}' the review is {_DONE[later]} before it is {_DONE[earlier]} in "
            f"'{before.step.id}', so that people would have seen another rating than the one that "
            f"counts; put '{before.step.id}' before '{after.step.id}'."
        )
        if earlier is Act.SHARE:
            sentence = (
                f"In '{after.step.id}' the review is signed before it is shared in "
                f"'{before.step.id}'; put '{before.step.id}' before '{after.step.id}'."
            )
        yield fault(before.at("act"), sentence, ACTS)


def _signature(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    steps, path, name = placed_steps(definition), place.at("act"), place.step.id
    if all(each.step.act is not Act.SHARE for each in steps):
        sentence = (
            f"In '{name}' the review is signed, but no step shares it first; put a step with "
            "'act: share' before it."
        )
        yield fault(path, sentence, ACTS)
    following = {each.step.act for each in steps[place.order + 1 :]}
    if Act.RESOLVE not in following and definition.sign_off.disputes > 0:
        sentence = (
            f"In '{name}' the review may be disputed, but no step after it answers a dispute; "
            "add a step with 'act: resolve' and 'only_if: disputed', or write 'disputes: 0' "
            "under 'sign_off'."
        )
        yield fault(path, sentence, ACTS, ("sign_off", "disputes"))
    if Act.WITNESS not in following:
        sentence = (
            f"In '{name}' the reviewee may decline to sign, but no step after it records that; "
            "add a step with 'act: witness' and 'only_if: declined'."
        )
        yield fault(path, sentence, ACTS)


def _condition(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    step, path = place.step, place.at("only_if")
    wanted = _ANSWERS.get(step.act)
    if wanted is not None and step.only_if is not wanted:
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', which exists only when the review "
            f"was {wanted}; write 'only_if: {wanted}'."
        )
        yield fault(path, sentence, place.at("act"))
    if wanted is None and step.only_if is None:
        return
    before = placed_steps(definition)[: place.order]
    if all(each.step.act is not Act.SIGN for each in before):
        sentence = (
            f"The step '{step.id}' depends on how the review was signed, but no step before it "
            "signs; put it after a step with 'act: sign'."
        )
        yield fault(path, sentence, ACTS)
    elif step.only_if is Condition.DISPUTED and definition.sign_off.disputes == 0:
        sentence = (
            f"The step '{step.id}' exists only after a dispute, but nobody may dispute; remove it "
            "or raise 'disputes' under 'sign_off'."
        )
        yield remark(path, sentence, ("sign_off", "disputes"), _CONDITIONS)

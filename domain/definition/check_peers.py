"""Whether colleagues who are asked for feedback are named, and stay unknown where they should."""

from collections.abc import Iterator

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
from domain.definition.words import Act, AtExpiry, FieldKind, Role

_FEWEST_ANONYMOUS = 3
_COUNT: Path = ("peers", "count")
_ROLES: Path = ("stages", EACH, "steps", EACH, "role")
_STEP_FORMS: Path = ("stages", EACH, "steps", EACH, "form")
_KINDS: Path = ("forms", EACH, "fields", EACH, "kind")
_RETURNS: Path = ("stages", EACH, "steps", EACH, "returns_to")


def peer_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of nominations, of the steps of peers, and of forms without names."""
    for place in steps_with(Act.NOMINATE, definition):
        yield from _nomination(place, definition)
    for place in steps_with(Act.FEEDBACK, definition):
        yield from _feedback(place)
    yield from _people_elsewhere(definition)
    yield from _numbers(definition)
    for name, form in definition.forms.items():
        if form.anonymous:
            yield from _anonymity(name, definition)


def _nomination(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    step = place.step
    if step.role not in (Role.REVIEWEE, Role.MANAGER):
        sentence = (
            f"The step '{step.id}' nominates colleagues, which the reviewee or the manager does; "
            "write 'role: reviewee' or 'role: manager'."
        )
        yield fault(place.at("role"), sentence, place.at("act"))
    if step.only_if is not None:
        sentence = (
            f"The step '{step.id}' nominates colleagues, so it cannot depend on how the review is "
            "signed; remove 'only_if'."
        )
        yield fault(place.at("only_if"), sentence, place.at("act"))
    form = definition.forms.get(step.form or "")
    asked = [field for field in (form.fields if form else ()) if field.kind is FieldKind.PEOPLE]
    if form is not None and len(asked) != 1:
        sentence = (
            f"The step '{step.id}' nominates colleagues, but its form '{step.form}' has "
            f"{len(asked) or 'no'} fields of the kind 'people'; give it exactly one."
        )
        yield fault(place.at("form"), sentence, place.at("act"), _KINDS)
    yield from _named_for(place, definition)
    yield from _approval(place, definition)


def _named_for(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    """Whether anybody is asked after it, before colleagues are named anew."""
    for later in placed_steps(definition)[place.order + 1 :]:
        if later.step.act is Act.NOMINATE:
            break
        if later.step.role is Role.PEER:
            return
    sentence = (
        f"The step '{place.step.id}' nominates colleagues, but no step of theirs follows; add one "
        "with 'role: peer' and 'act: feedback' after it."
    )
    yield fault(place.at("act"), sentence, ACTS, _ROLES)


def _approval(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    approving = [s for s in placed_steps(definition) if s.step.returns_to == place.step.id]
    if not approving:
        sentence = (
            f"Nobody approves whom '{place.step.id}' nominates; add a step with 'act: agree' and "
            f"'returns_to: {place.step.id}' after it."
        )
        yield remark(place.at("act"), sentence, _RETURNS)
    for approval in approving:
        yield from _too_late(place, approval, definition)


def _too_late(
    place: PlacedStep, approval: PlacedStep, definition: CycleDefinition
) -> Iterator[Problem]:
    """Whether colleagues are asked before whoever approves has seen their names."""
    between = placed_steps(definition)[place.order + 1 : approval.order]
    for asked in between:
        if asked.step.role is Role.PEER:
            sentence = (
                f"The step '{approval.step.id}' approves whom '{place.step.id}' nominates, but "
                f"'{asked.step.id}' asks them before; put it after the approval."
            )
            yield fault(asked.at("id"), sentence, approval.at("returns_to"), _ROLES)


def _feedback(place: PlacedStep) -> Iterator[Problem]:
    step = place.step
    if step.role is not Role.PEER:
        sentence = (
            f"The step '{step.id}' gives feedback as a colleague does, who may turn it down; write "
            "'role: peer', or 'act: submit' for anybody else."
        )
        yield fault(place.at("act"), sentence, place.at("role"))
    if step.at_expiry is AtExpiry.HAND_TO:
        sentence = (
            f"The step '{step.id}' is for the colleagues who were asked, so nobody else can do it "
            "instead; choose another 'at_expiry'."
        )
        yield fault(place.at("at_expiry"), sentence, place.at("act"))


def _people_elsewhere(definition: CycleDefinition) -> Iterator[Problem]:
    """Whether colleagues are named where nothing comes of it."""
    nominating = {place.step.form for place in steps_with(Act.NOMINATE, definition)}
    for name, form in definition.forms.items():
        for index, field in enumerate(form.fields):
            if field.kind is FieldKind.PEOPLE and name not in nominating:
                sentence = (
                    f"The field '{field.id}' names colleagues, but no step with the act 'nominate' "
                    f"uses the form '{name}', so nobody would be asked; write 'act: nominate' in "
                    "its step or choose another kind."
                )
                yield fault(("forms", name, "fields", index, "kind"), sentence, ACTS, _STEP_FORMS)


def _numbers(definition: CycleDefinition) -> Iterator[Problem]:
    peers = definition.peers
    if peers.minimum > peers.count:
        sentence = (
            f"At least {peers.minimum} and at most {peers.count} peers cannot both hold; lower "
            "'minimum' or raise 'count'."
        )
        yield fault(("peers", "minimum"), sentence, _COUNT)
    if peers.per_giver is not None and not any(steps_with(Act.NOMINATE, definition)):
        sentence = (
            "The cap 'per_giver' is looked at when colleagues are nominated, but no step has the "
            "act 'nominate'; add one or remove it."
        )
        yield remark(("peers", "per_giver"), sentence, ACTS)


_NAMING = (
    FieldKind.GOALS,
    FieldKind.GOAL_PROGRESS,
    FieldKind.GOAL_CHANGES,
    FieldKind.ACTIONS,
    FieldKind.PLAN,
)
"""Kinds of questions of which something is kept, or follows, under the name of who answered."""


def _giveaways(name: str, definition: CycleDefinition) -> Iterator[Problem]:
    for index, field in enumerate(definition.forms[name].fields):
        if field.kind in _NAMING:
            sentence = (
                f"The form '{name}' is anonymous, but what follows from its field '{field.id}' of "
                f"the kind '{field.kind}' names who answered; remove it or choose another kind."
            )
            anonymous: Path = ("forms", name, "anonymous")
            yield fault(("forms", name, "fields", index, "kind"), sentence, anonymous)


def _anonymity(name: str, definition: CycleDefinition) -> Iterator[Problem]:
    yield from _giveaways(name, definition)
    path: Path = ("forms", name, "anonymous")
    threshold, count = definition.forms[name].threshold, definition.peers.count
    authors = [step for step in definition.steps if step.form == name]
    for step in authors:
        if step.role is not Role.PEER:
            sentence = (
                f"The form '{name}' is anonymous, but in the step '{step.id}' only one person "
                "fills it in, so everybody knows who; use it for peers alone."
            )
            yield remark(path, sentence, _STEP_FORMS)
    if authors and threshold <= count < _FEWEST_ANONYMOUS:
        sentence = (
            f"The form '{name}' is anonymous, but with fewer than three peers its authors are "
            "easily guessed; raise 'count' under 'peers' to 3."
        )
        yield remark(path, sentence, _COUNT)
    if authors and threshold > count:
        sentence = (
            f"The form '{name}' is shown from {threshold} answers on, but no more than {count} "
            "peers are asked, so it would never be shown; raise 'count' under 'peers' or lower "
            "'threshold'."
        )
        yield remark(("forms", name, "threshold"), sentence, _COUNT)

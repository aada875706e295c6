"""Whether every step can be done by the role that has it, and what becomes of it if it is not."""

from collections.abc import Iterator

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.problem import (
    ACTS,
    EACH,
    Path,
    PlacedStep,
    Problem,
    fault,
    listed,
    placed_steps,
    steps_with,
)
from domain.definition.words import Act, AtExpiry, Role, Start

_ONCE = (Act.RATE, Act.CALIBRATE, Act.SHARE, Act.SIGN, Act.RESOLVE, Act.WITNESS)
_NOT_BY_REVIEWEE = (Act.RATE, Act.CALIBRATE, Act.SHARE, Act.RESOLVE, Act.WITNESS)
_BY_PEERS = (Act.SUBMIT, Act.FEEDBACK)
_WITH_FORM = (Act.SUBMIT, Act.RATE, Act.NOMINATE, Act.FEEDBACK)
_CAN_BE_RETURNED = (Act.SUBMIT, Act.NOMINATE)


def step_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of a step that shows without looking at forms, ladders or dates."""
    yield from _names(definition)
    yield from _acts_done_once(definition)
    for place in placed_steps(definition):
        yield from _role(place)
        yield from _form(place, definition)
        yield from _hand_over(place)
        yield from _start(place)
        yield from _return(place, definition)


def _names(definition: CycleDefinition) -> Iterator[Problem]:
    stages: set[str] = set()
    for number, stage in enumerate(definition.stages):
        if stage.id in stages:
            sentence = f"Another stage is already called '{stage.id}'; give this one its own id."
            yield fault(("stages", number, "id"), sentence)
        stages.add(stage.id)
    steps: set[str] = set()
    for place in placed_steps(definition):
        name = place.step.id
        if name in steps:
            sentence = f"Another step is already called '{name}'; give this one its own id."
            yield fault(place.at("id"), sentence)
        steps.add(name)


def _acts_done_once(definition: CycleDefinition) -> Iterator[Problem]:
    for act in _ONCE:
        places = tuple(steps_with(act, definition))
        for place in places[1:]:
            sentence = (
                f"A cycle has one step with the act '{act}', and '{places[0].step.id}' is it "
                f"already; give '{place.step.id}' another act or remove it."
            )
            yield fault(place.at("act"), sentence, ACTS)


def _role(place: PlacedStep) -> Iterator[Problem]:
    step, path, act = place.step, place.at("role"), place.at("act")
    if step.role is Role.PEER and step.act not in _BY_PEERS:
        sentence = (
            f"The step '{step.id}' is done by peers, and peers only fill in forms; write "
            "'act: feedback' or another role."
        )
        yield fault(path, sentence, act)
    if step.role is Role.REVIEWEE and step.act in _NOT_BY_REVIEWEE:
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', which nobody does for their own "
            "review; give it another role."
        )
        yield fault(path, sentence, act)
    if step.act is Act.SIGN and step.role is not Role.REVIEWEE:
        sentence = (
            f"The step '{step.id}' signs the review, and only the reviewee signs; write "
            "'role: reviewee'."
        )
        yield fault(path, sentence, act)
    if step.act is Act.WITNESS and step.role is Role.MANAGER:
        sentence = (
            f"The step '{step.id}' is witnessed by the manager, who is a party to the review; "
            "write 'role: hr_partner' or 'role: second_line_manager'."
        )
        yield fault(path, sentence, act)
    yield from _panel(place)


def _panel(place: PlacedStep) -> Iterator[Problem]:
    step, path, act = place.step, place.at("role"), place.at("act")
    if step.act is Act.CALIBRATE and step.role is not Role.PANEL:
        sentence = f"The step '{step.id}' calibrates, which a panel does; write 'role: panel'."
        yield fault(path, sentence, act)
    if step.role is Role.PANEL and step.act is not Act.CALIBRATE:
        sentence = (
            f"The step '{step.id}' has the role 'panel', but a panel only calibrates; write "
            "'act: calibrate' or another role."
        )
        yield fault(path, sentence, act)


def _form(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    step, path, act = place.step, place.at("form"), place.at("act")
    if step.form is None and step.act in _WITH_FORM:
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', for which a form is filled in, but "
            "names no form; give it a 'form'."
        )
        yield fault(path, sentence, act)
    if step.form is not None and step.act is Act.CALIBRATE:
        sentence = (
            f"The step '{step.id}' calibrates, which is done on the board without a form; "
            "remove 'form'."
        )
        yield fault(path, sentence, act)
    elif step.form is not None and step.form not in definition.forms:
        known = listed(tuple(definition.forms), "or")
        sentence = (
            f"The step '{step.id}' names the form '{step.form}', which this definition does not "
            f"have; {f'use {known}, or ' if known else ''}add it under 'forms'."
        )
        yield fault(path, sentence, ("forms", step.form))


def _hand_over(place: PlacedStep) -> Iterator[Problem]:
    step, path = place.step, place.at("hand_to")
    expiry, role, act = place.at("at_expiry"), place.at("role"), place.at("act")
    hands_over = step.at_expiry is AtExpiry.HAND_TO
    if hands_over and step.act in (Act.SIGN, Act.CALIBRATE):
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', which nobody else can do instead; "
            "choose another 'at_expiry'."
        )
        yield fault(expiry, sentence, act)
    elif hands_over and step.hand_to is None:
        sentence = (
            f"The step '{step.id}' is handed over at expiry, but not said to whom; give it a "
            "'hand_to' with a role."
        )
        yield fault(path, sentence, expiry)
    elif step.hand_to is not None and not hands_over:
        sentence = (
            f"The step '{step.id}' says 'hand_to' without 'at_expiry: hand_to', so nobody would "
            "get it; add that or remove 'hand_to'."
        )
        yield fault(path, sentence, expiry)
    elif step.hand_to is step.role and hands_over:
        sentence = (
            f"The step '{step.id}' is handed to the role that already has it; name another role "
            "in 'hand_to'."
        )
        yield fault(path, sentence, role)
    elif step.hand_to is not None and not _may_take(step.hand_to, step.act):
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', which the role '{step.hand_to}' "
            "cannot do; name another role in 'hand_to'."
        )
        yield fault(path, sentence, act)


def _may_take(role: Role, act: Act) -> bool:
    """Whether a step of that act can be handed to that role."""
    if role in (Role.PANEL, Role.PEER):
        return False
    if role is Role.REVIEWEE:
        return act not in (Act.AGREE, *_NOT_BY_REVIEWEE)
    return not (role is Role.MANAGER and act is Act.WITNESS)


def _start(place: PlacedStep) -> Iterator[Problem]:
    step = place.step
    waits = step.act not in _WITH_FORM
    if waits and place.index > 0 and step.starts is Start.WITH_STAGE:
        sentence = (
            f"The step '{step.id}' has the act '{step.act}', which needs what the steps before "
            "it bring; write 'starts: after_previous'."
        )
        yield fault(place.at("starts"), sentence, place.at("act"))


def _return(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    step, path, act = place.step, place.at("returns_to"), place.at("act")
    if step.act is not Act.AGREE:
        if step.returns_to is not None:
            sentence = (
                f"The step '{step.id}' does not agree to anything, so it cannot send anything "
                "back; remove 'returns_to' or write 'act: agree'."
            )
            yield fault(path, sentence, act)
    elif step.returns_to is None:
        sentence = (
            f"The step '{step.id}' agrees or sends back, but not said which step; name it in "
            "'returns_to'."
        )
        yield fault(path, sentence, act)
    else:
        yield from _returned_step(place, definition)


def _returned_step(place: PlacedStep, definition: CycleDefinition) -> Iterator[Problem]:
    step, path = place.step, place.at("returns_to")
    ids: Path = ("stages", EACH, "steps", EACH, "id")
    found = [each for each in placed_steps(definition) if each.step.id == step.returns_to]
    if not found:
        sentence = (
            f"The step '{step.id}' sends back to '{step.returns_to}', which is not a step of "
            "this definition; name an earlier step of the same stage."
        )
        yield fault(path, sentence, ids)
    elif found[0].order >= place.order or found[0].stage != place.stage:
        sentence = (
            f"The step '{step.id}' sends back to '{step.returns_to}', which is not an earlier "
            "step of the same stage; name one that is."
        )
        yield fault(path, sentence, ids)
    elif not _can_be_returned(found[0].step, step.role):
        sentence = (
            f"The step '{step.id}' sends back to '{step.returns_to}', but only a form that one "
            "person of another role filled in can be sent back; name such a step."
        )
        yield fault(path, sentence, found[0].at("act"), found[0].at("role"), place.at("role"))


def _can_be_returned(returned: Step, by: Role) -> bool:
    """Whether one person of another role filled in a form there."""
    return returned.act in _CAN_BE_RETURNED and returned.role not in (Role.PEER, by)

"""Opening a step again that was done, and with it everything that rested on it.

A reopened step gets a new round with its rework days, as one that was sent back does; what was
handed in before stays in the log beside what is handed in now. Everything the plan places behind it
rested on it: the later steps of its stage that wait for it, and all stages since. What is open of
that is taken back from its holders, and what is done of it is to be done again once its turn comes,
with the time it has by its rules. So nobody signs a result whose ground was changed afterwards: a
signature given while the review is open is withdrawn with the rest, and the reviewee may dispute
anew.

It is refused where that cannot be: a completed review stays as it was signed; before a rating that
a panel has locked nothing is opened again, since the panel will not meet twice; and the answer to a
dispute or the record of a witness speaks of a signature, so the sharing is what can be opened.
"""

from collections.abc import Iterator
from typing import Final

from domain.definition.words import Act, Role, Start
from domain.errors import ReviewError
from domain.ids import StepId
from domain.review import refusals as r
from domain.review.advance import advance
from domain.review.commands import ReopenStep
from domain.review.events_by_hr import StepReopened
from domain.review.plan import PlannedStep
from domain.review.state import ReviewState
from domain.review.story import Story

_NEVER_AGAIN: Final = frozenset({Act.CALIBRATE, Act.RESOLVE, Act.WITNESS})


def reopen(story: Story, command: ReopenStep) -> None:
    """Tell that the step opens again and what is taken back for it, then open what can be.

    Raises:
        UnknownStep, NeverReopened: there is no such step, or its kind is never opened again.
        StepStillOpen, StepNotYetOpen: there is nothing to open again.
        RatingIsLocked: a panel has locked what rested on it.
        WordsMissing: nobody said why.
    """
    state = story.state
    spec = state.planned.step(command.step)
    if spec is None:
        raise r.UnknownStep(f"This review has no step named '{command.step}'.")
    _check_done(state, spec)
    if state.is_settled and any(step.act is Act.CALIBRATE for step in _behind(state, spec)):
        raise r.RatingIsLocked
    if command.content is None:
        raise r.WordsMissing("Please say why; those it affects will read it.")
    stage = state.planned.stage_of(spec.id)
    story.tell(
        StepReopened(
            at=command.at,
            step=command.step,
            round=state.rounds.get(command.step, 1),
            stage=stage.id,
            goes_back=state.stage - state.planned.stages.index(stage),
            withdrawn=taken_back(state, spec),
            request=command.request,
            by=command.by,
            content=command.content,
        )
    )
    advance(story, command.at)


def reopenable(state: ReviewState) -> list[StepId]:
    """Name the steps that HR can have opened again as the review stands."""
    if state.plan is None or state.is_closed:
        return []
    return [step.id for step in state.planned.steps if _why_not(state, step) is None]


def _why_not(state: ReviewState, spec: PlannedStep) -> type[ReviewError] | None:
    try:
        _check_done(state, spec)
    except ReviewError as refusal:
        return type(refusal)
    locked = state.is_settled and any(s.act is Act.CALIBRATE for s in _behind(state, spec))
    return r.RatingIsLocked if locked else None


def _check_done(state: ReviewState, spec: PlannedStep) -> None:
    if spec.act in _NEVER_AGAIN:
        raise r.NeverReopened
    if any(instance.step == spec.id for instance in state.open):
        raise r.StepStillOpen
    if spec.id not in state.done:
        raise r.StepNotYetOpen


def taken_back(state: ReviewState, spec: PlannedStep) -> tuple[StepId, ...]:
    """Name what is open or done of the steps that rest on this one, in the order of the plan."""
    is_open = {instance.step for instance in state.open}
    return tuple(
        step.id for step in _behind(state, spec) if step.id in is_open or step.id in state.done
    )


def _behind(state: ReviewState, spec: PlannedStep) -> Iterator[PlannedStep]:
    """Give the steps that wait for this one: later ones of its stage, and all later stages."""
    stages = state.planned.stages
    own = stages.index(state.planned.stage_of(spec.id))
    steps = stages[own].steps
    names_peers = spec.act is Act.NOMINATE
    for step in steps[steps.index(spec) + 1 :]:
        # What opens with the stage waits for nobody, unless it waits for names.
        if step.starts is Start.AFTER_PREVIOUS or (names_peers and step.role is Role.PEER):
            yield step
    for stage in stages[own + 1 :]:
        yield from stage.steps

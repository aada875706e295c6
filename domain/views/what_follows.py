"""What happens once a step is done: rehearsed before it is handed in, told after it was."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.content import ContentRef
from domain.definition.words import Act, Role
from domain.errors import ReviewError
from domain.ids import PersonId, StepId
from domain.review import events as e
from domain.review.commands import SubmitStep
from domain.review.decide import decide
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.views.telling import ROLES, Telling

REHEARSAL: Final = "rehearsal"
_SOME_WORDS: Final = ContentRef(id=UUID(int=0), subject=UUID(int=0), sha256="0" * 64)


def rehearse(
    state: ReviewState, step: StepId, actor: PersonId, verdict: Verdict, at: datetime
) -> tuple[e.Event, ...]:
    """Give what would follow if that person gave the step that verdict; nothing where it cannot.

    Whoever nominates is taken to name the owner of blocked steps: whom they will name is not known.
    """
    plan = state.planned
    nominates = state.spec(step).act is Act.NOMINATE
    command = SubmitStep(
        at=at,
        step=step,
        actor=actor,
        verdict=verdict,
        submission=REHEARSAL,
        content=_SOME_WORDS,
        peers=(plan.blocked,) if nominates else (),
    )
    try:
        return decide(state, command)
    except ReviewError:
        return ()


def after_submission(history: Sequence[e.Event], submission: str) -> tuple[e.Event, ...]:
    """Give what followed at once from a submission: the rest of its decision."""
    for place, event in enumerate(history):
        if not isinstance(event, e.StepSubmitted | e.StepSentBack):
            continue
        if event.submission == submission:
            later = history[place + 1 :]
            return (event, *(each for each in later if each.at == event.at))
    return ()


def following(
    events: Iterable[e.Event], state: ReviewState, tell: Telling, reader: PersonId
) -> tuple[str, ...]:
    """Say in sentences what opens after a submission and for whom; never nothing.

    `state` is that of before or after: it is asked for roles and for who is waited for. Colleagues
    who are asked for feedback are not named.
    """
    told = tuple(dict.fromkeys(_sentences(events, state, tell, reader)))
    return told or (_waiting(state, tell, reader),)


def _sentences(
    events: Iterable[e.Event], state: ReviewState, tell: Telling, reader: PersonId
) -> Iterator[str]:
    for event in events:
        match event:
            case e.StepOpened():
                yield _opened(event, state, tell, reader)
            case e.StepBlocked():
                role = ROLES[event.role]
                yield f"{tell.step(event.step)} waits until HR names a {role}."
            case e.StageOpened() if event.opens > event.at:
                yield f"Stage {tell.stage(event.stage)} opens on {tell.day(event.opens, reader)}."
            case e.ReviewCompleted():
                yield "The review is complete."
            case _:
                continue


def _opened(event: e.StepOpened, state: ReviewState, tell: Telling, reader: PersonId) -> str:
    step = tell.step(event.step)
    if event.assignee is None:
        return f"{step} follows, in the calibration session."
    from_then = f" from {tell.day(event.opens, reader)}" if event.opens > event.at else ""
    due = f", due {tell.day(event.due, reader)}" if event.due else ""
    back = " back" if event.round > 1 else ""
    return f"{step} goes{back} to {_whom(event, state, tell, reader)}{from_then}{due}."


def _whom(event: e.StepOpened, state: ReviewState, tell: Telling, reader: PersonId) -> str:
    role = state.spec(event.step).role
    if event.assignee == reader:
        return "you"
    if role is Role.PEER:
        return "the colleagues who are asked"
    name = tell.name(event.assignee)
    return name if role is Role.REVIEWEE else f"{name} ({ROLES[role]})"


def _waiting(state: ReviewState, tell: Telling, reader: PersonId) -> str:
    """Say for which steps of the others the review waits."""
    others = dict.fromkeys(
        tell.step(each.step)
        for each in state.open
        if each.assignee not in (None, reader) and each.step not in tell.anonymous
    )
    if not others:
        return "Nothing else is asked of you at present; you get a message when it is your turn."
    steps = " and ".join(others)
    return f"The review waits for {steps}; you get a message when it is your turn again."

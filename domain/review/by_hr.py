"""How a review stands after HR opened a step again, or asked after one."""

from domain.definition.words import Act
from domain.review.events_by_hr import StepNudged, StepReopened
from domain.review.state import ReviewState


def reopened(state: ReviewState, event: StepReopened) -> ReviewState:
    """Go back to the stage of the step, and let it and what rested on it be done again."""
    again = frozenset({event.step, *event.withdrawn})
    changes: dict[str, object] = {
        "stage": state.stage - event.goes_back,
        "opens": event.at if event.goes_back else state.opens,
        "returns": state.returns + bool(event.goes_back),
        "open": tuple(o for o in state.open if o.step not in again),
        "done": state.done - again,
        "heard": state.heard - again,
        "afresh": (state.afresh | frozenset(event.withdrawn)) - {event.step},
        "nominated": {step: held for step, held in state.nominated.items() if step not in again},
        "seen": state.seen | {event.request},
    }
    if any(state.spec(step).act is Act.SIGN for step in again):
        changes |= {"signature": None, "conditions": frozenset(), "disputes": 0}
    return state.model_copy(update=changes)


def nudged(state: ReviewState, event: StepNudged) -> ReviewState:
    """Remember when the holder of a seat was asked last."""
    asked = tuple(
        each.model_copy(update={"nudged": event.at})
        if (each.step, each.seat) == (event.step, event.seat)
        else each
        for each in state.open
    )
    return state.model_copy(update={"open": asked, "seen": state.seen | {event.request}})

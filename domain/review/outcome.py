"""What a verdict leaves behind: what is done, to be done again, recorded and signed."""

from hashlib import sha256

from domain.content import ContentRef
from domain.definition.words import Act, Condition
from domain.ids import StepId
from domain.review import events as e
from domain.review.state import ReviewState
from domain.review.verdict import Verdict


def closed_seat(state: ReviewState, event: e.OnStep) -> ReviewState:
    """Close a seat; the step is done when no other seat of it is open."""
    left = tuple(o for o in state.open if (o.step, o.seat) != (event.step, event.seat))
    is_done = all(o.step != event.step for o in left)
    return _with(state, open=left, done=state.done | {event.step} if is_done else state.done)


def expired(state: ReviewState, event: e.StepExpired) -> ReviewState:
    """Close a seat that nobody waits for any more."""
    return closed_seat(_heard(state, event), event)


def submitted(state: ReviewState, event: e.StepSubmitted) -> ReviewState:
    """Close the seat, remember the submission, and follow what sign-off asks for."""
    if event.verdict is Verdict.TURNED_DOWN:
        after = _turned_down(state, event)
    else:
        after = closed_seat(_heard(state, event), event)
    after = _with(after, seen=after.seen | {event.submission})
    after = _recorded(after, event.content)
    match event.verdict:
        case Verdict.DISPUTED:
            facing = after.conditions | {Condition.DISPUTED}
            again = _again(after, event.step, Act.RESOLVE)
            signed = _with(after, conditions=facing, signature=event.verdict)
            return _with(signed, done=again, disputes=after.disputes + 1)
        case Verdict.DECLINED:
            declined = after.conditions | {Condition.DECLINED}
            return _with(after, conditions=declined, signature=event.verdict)
        case Verdict.UPHELD | Verdict.AMENDED:
            again = _again(after, event.step, Act.SIGN)
            return after if again == after.done else _with(after, done=again, signature=None)
        case Verdict.ACKNOWLEDGED:
            return _with(after, signature=event.verdict)
        case _:
            return after


def _turned_down(state: ReviewState, event: e.StepSubmitted) -> ReviewState:
    """Close the seat; a step of which nobody has been heard is not done by that."""
    after = closed_seat(state, event)
    return after if event.step in state.heard else _with(after, done=state.done)


def _heard(state: ReviewState, event: e.OnStep) -> ReviewState:
    """Note of a step that can be turned down that it ends once its last seat closes."""
    if state.spec(event.step).act is not Act.FEEDBACK:
        return state
    return _with(state, heard=state.heard | {event.step})


def _recorded(state: ReviewState, content: ContentRef | None) -> ReviewState:
    """Chain the fingerprint of what was written to that of everything written before."""
    if content is None:
        return state
    return _with(state, record_sha256=chained(state.record_sha256, content))


def chained(record_sha256: str, content: ContentRef) -> str:
    """Give the fingerprint of a record once something more was written into it."""
    return sha256(f"{record_sha256}{content.sha256}".encode()).hexdigest()


def _again(state: ReviewState, step: StepId, act: Act) -> frozenset[StepId]:
    """Give what stays done when the steps with that act, in this stage, are to be done again."""
    stage = state.planned.stage_of(step)
    return state.done - frozenset(each.id for each in stage.steps if each.act is act)


def sent_back(state: ReviewState, event: e.StepSentBack) -> ReviewState:
    """Close the step and let every step from the returned one on be done again."""
    order = [step.id for step in state.planned.stage_of(event.step).steps]
    again = order[order.index(event.to_step) : order.index(event.step) + 1]
    left = tuple(o for o in state.open if o.step not in again)
    done, seen = state.done - frozenset(again), state.seen | {event.submission}
    after = _with(state, open=left, done=done, seen=seen, heard=state.heard - frozenset(again))
    after = _with(after, afresh=state.afresh - frozenset(again))
    waiting = {step: seats for step, seats in state.nominated.items() if step not in again}
    return _recorded(_with(after, nominated=waiting), event.content)


def settled(state: ReviewState, event: e.CalibrationSettled) -> ReviewState:
    """Close the panel's step if it is open; one that opens later is done at once."""
    panel = [step.id for step in state.planned.steps if step.act is Act.CALIBRATE]
    left = tuple(o for o in state.open if o.step not in panel)
    return _recorded(_with(state, open=left, is_settled=True), event.content)


def _with(state: ReviewState, **changes: object) -> ReviewState:
    return state.model_copy(update=changes)

"""Doing a step: whose turn it is, what they may say, and what follows."""

from domain.definition.words import Act
from domain.errors import ReviewError
from domain.ids import PersonId
from domain.review import events as e
from domain.review import refusals as r
from domain.review.advance import advance, block_unheard
from domain.review.commands import SubmitStep
from domain.review.nominating import check_nominees, nominate
from domain.review.plan import PlannedStep
from domain.review.state import OpenStep, ReviewState
from domain.review.story import Story
from domain.review.verdict import ALLOWED, NEEDS_WORDS, Verdict

_FORMS = (Act.SUBMIT, Act.RATE, Act.NOMINATE, Act.FEEDBACK)


def submit(story: Story, command: SubmitStep) -> None:
    """Record the verdict and open what follows; refused when it is not the actor's turn."""
    instance = _turn_of(story.state, command)
    _check_verdict(story.state, command)
    check_nominees(story.state, command)
    if command.verdict is Verdict.SENT_BACK:
        _send_back(story, command, instance)
    else:
        story.tell(
            e.StepSubmitted(
                at=command.at,
                step=command.step,
                seat=instance.seat,
                round=instance.round,
                actor=command.actor,
                verdict=command.verdict,
                submission=command.submission,
                content=command.content,
                signed_sha256=_signed(story.state, command),
            )
        )
    if command.peers:
        nominate(story, command, instance)
    if command.verdict is Verdict.TURNED_DOWN:
        block_unheard(story, instance, command.at)
    advance(story, command.at)


def _turn_of(state: ReviewState, command: SubmitStep) -> OpenStep:
    """Find the seat the actor holds, or say exactly why it is not their turn."""
    spec = state.planned.step(command.step)
    if spec is None:
        raise r.UnknownStep(f"This review has no step named '{command.step}'.")
    instances = [o for o in state.open if o.step == command.step]
    mine = next((o for o in instances if o.assignee == command.actor), None)
    if mine is None or mine.holder is None:
        raise _why_not(state, spec, command.actor, instances)
    if mine.opens > command.at:
        day = state.planned.calendar_of(mine.holder).local_day(mine.opens)
        raise r.StepNotYetOpen(f"This step opens on {day.day} {day:%B %Y}; it is too early.")
    return mine


def _why_not(
    state: ReviewState, spec: PlannedStep, actor: PersonId, instances: list[OpenStep]
) -> ReviewError:
    """Say why somebody who holds no open seat of a step cannot do it."""
    if spec.act is Act.CALIBRATE:
        return r.NotYourStep("The panel does this step in its calibration session.")
    seats = [place for place, seat in enumerate(spec.seats) if seat and seat.person == actor]
    concerned = [o for o in instances if o.seat in seats or not seats]
    if concerned and all(o.is_blocked for o in concerned):
        return r.StepIsBlocked()
    if concerned or not seats:
        return r.NotYourStep()
    return r.StepAlreadyClosed() if instances or spec.id in state.done else r.StepNotYetOpen()


def _check_verdict(state: ReviewState, command: SubmitStep) -> None:
    spec = state.spec(command.step)
    if command.verdict not in ALLOWED[spec.act]:
        possible = ", ".join(verdict.value for verdict in ALLOWED[spec.act]) or "none"
        raise r.VerdictNotPossible(f"That answer is not possible here; possible are: {possible}.")
    needs_words = command.verdict in NEEDS_WORDS or spec.act in _FORMS
    if needs_words and command.content is None:
        raise r.WordsMissing
    if command.shown_sha256 not in (None, state.record_sha256):
        raise r.ReviewMovedOn
    if command.verdict is Verdict.DISPUTED and state.disputes >= state.planned.disputes:
        if state.disputes == 0:
            raise r.VerdictNotPossible("This review cannot be disputed; acknowledge or decline.")
        raise r.DisputeAlreadyAnswered


def _send_back(story: Story, command: SubmitStep, instance: OpenStep) -> None:
    to_step = story.state.spec(command.step).returns_to
    if to_step is None or command.content is None:
        raise r.VerdictNotPossible("This step cannot be sent back.")
    story.tell(
        e.StepSentBack(
            at=command.at,
            step=command.step,
            seat=instance.seat,
            round=instance.round,
            actor=command.actor,
            to_step=to_step,
            submission=command.submission,
            content=command.content,
        )
    )


def _signed(state: ReviewState, command: SubmitStep) -> str | None:
    """Give the fingerprint of everything recorded so far to the one who signs."""
    return state.record_sha256 if state.spec(command.step).act is Act.SIGN else None

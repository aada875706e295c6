"""What happened in a review or a session, one sentence an event.

The sentences hold names, titles and dates. The words and ratings of a review are sealed in the
log, so none of them can turn up here.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from domain.actions import events as actions
from domain.calibration import events as calibration
from domain.definition.words import Role
from domain.development import events as development
from domain.ids import PersonId
from domain.progress import events as progress
from domain.review import events as review
from domain.review.verdict import Verdict
from domain.views.telling import ROLES, Telling, day_in_words
from domain.views.timeline_actions import action_sentence
from domain.views.timeline_by_hr import by_hr
from domain.views.timeline_development import plan_sentence
from domain.views.timeline_peers import nominees
from domain.views.timeline_progress import progress_sentence


def sentence(
    event: review.Event | calibration.Event | actions.Event | progress.Event | development.Event,
    tell: Telling,
) -> str:
    """Say in one sentence what happened; who writes anonymously stays unnamed."""
    match event:
        case actions.ActionEvent():
            return action_sentence(event, tell)
        case progress.ProgressEvent():
            return progress_sentence(event, tell)
        case development.PlanEvent():
            return plan_sentence(event, tell)
        case _:
            return _of_review(event, tell)


def _of_review(event: review.Event | calibration.Event, tell: Telling) -> str:
    if isinstance(event, review.OnStep):
        tell = tell.hiding(event.step, _authors(event))
    if isinstance(event, review.PartHandedOver) and event.role is Role.PEER:
        peers = (event.from_person, event.to.person if event.to else None)
        for step in tell.anonymous:
            tell = tell.hiding(step, peers)
    match event:
        case review.PeersNominated() | review.PeersNamed():
            return nominees(event, tell)
        case (
            calibration.SessionOpened()
            | calibration.RatingMoved()
            | calibration.FacilitatorReminded()
            | calibration.SessionRungReached()
            | calibration.MemberWithdrawn()
            | calibration.CoFacilitatorNamed()
            | calibration.CoFacilitatorReleased()
            | calibration.SessionLocked()
        ):
            return _session(event, tell)
        case (
            review.StepOpened()
            | review.StepBlocked()
            | review.StepSubmitted()
            | review.StepSentBack()
            | review.StepExpired()
        ):
            return _turn(event, tell)
        case (
            review.AssigneeReminded()
            | review.RungReached()
            | review.StepHandedOver()
            | review.PartHandedOver()
            | review.DeadlineMoved()
            | review.MoreTimeAsked()
        ):
            return _steered(event, tell)
        case _:
            return _course(event, tell)


def _authors(event: review.OnStep) -> list[PersonId | None]:
    """List whoever holds, held or did the step."""
    match event:
        case review.StepSubmitted() | review.StepSentBack():
            return [event.actor]
        case review.AssigneeReminded() | review.StepNudged():
            return [event.recipient]
        case review.StepOpened() | review.StepExpired() | review.RungReached():
            return [event.assignee]
        case review.StepHandedOver():
            return [event.from_person, event.to.person]
        case review.MoreTimeAsked():
            return [event.person]
        case _:
            return []


Course = (
    review.ReviewOpened
    | review.StageOpened
    | review.StageCompleted
    | review.StageExtended
    | review.LeaveRecorded
    | review.CalibrationSettled
    | review.ReviewPaused
    | review.ReviewResumed
    | review.ReviewCancelled
    | review.ReviewCompleted
    | review.StepReopened
    | review.StepNudged
)
"""What happens to a review as a whole."""


def _course(event: Course, tell: Telling) -> str:  # noqa: C901 - one case an event
    told: str
    match event:
        case review.ReviewOpened():
            told = f"The review of {tell.name(event.plan.reviewee)} was opened."
        case review.StageOpened():
            when = f" on {tell.day(event.opens)}" if event.opens > event.at else ""
            told = f"Stage {tell.stage(event.stage)} {'opens' if when else 'opened'}{when}."
        case review.StageCompleted():
            told = f"Stage {tell.stage(event.stage)} was completed."
        case review.StageExtended():
            told = _extended(event, tell)
        case review.LeaveRecorded():
            days = f"from {day_in_words(event.start)} to {day_in_words(event.end)}"
            told = f"{tell.name(event.person)} is on leave {days}."
        case review.CalibrationSettled():
            told = "The calibration panel settled the rating."
        case review.ReviewPaused():
            told = f"{tell.name(event.by)} paused the review; its clocks stand still."
        case review.ReviewResumed():
            told = f"{tell.name(event.by)} let the review go on."
        case review.ReviewCancelled():
            told = _cancelled(event, tell)
        case review.StepReopened() | review.StepNudged():
            told = by_hr(event, tell)
        case review.ReviewCompleted():
            told = f"The review was completed{_SIGNATURES.get(event.signature, '')}."
        case _:
            assert_never(event)
    return told


_SIGNATURES: Final[Mapping[Verdict | None, str]] = {
    Verdict.ACKNOWLEDGED: "; the reviewee acknowledged it",
    Verdict.DECLINED: "; the reviewee declined to sign it",
}


def _extended(event: review.StageExtended, tell: Telling) -> str:
    by = f"{tell.name(event.by)} gave" if event.by else "HR gave"
    rule = event.by_rule
    if rule.on is not None:
        return f"{by} stage {tell.stage(event.stage)} until {day_in_words(rule.on)}."
    days = rule.working_days
    return f"{by} stage {tell.stage(event.stage)} {days} more working day{'s' * (days != 1)}."


def _cancelled(event: review.ReviewCancelled, tell: Telling) -> str:
    by = f" by {tell.name(event.by)}" if event.by else ""
    match event.cause:
        case "left":
            return f"The review was ended{by} because the reviewee has left the organisation."
        case "withdrawn":
            return f"The review was withdrawn{by}."
        case "closed":
            return f"The review was ended{by} because HR closed the cycle."
        case _:
            assert_never(event.cause)


Turn = (
    review.StepOpened
    | review.StepBlocked
    | review.StepSubmitted
    | review.StepSentBack
    | review.StepExpired
)
"""What happens to a step as its turn comes and goes."""


def _turn(event: Turn, tell: Telling) -> str:
    step = tell.step(event.step)
    match event:
        case review.StepOpened():
            return _opened(event, tell)
        case review.StepBlocked():
            role = ROLES[event.role]
            return (
                f"{step} is blocked: there is no {role}. {tell.name(event.owner)} looks after it."
            )
        case review.StepSubmitted():
            return _submitted(event, tell)
        case review.StepSentBack():
            return f"{tell.name(event.actor)} sent {tell.step(event.to_step)} back with a reason."
        case review.StepExpired():
            return f"The days of grace for {step} ran out; the review went on without it."
        case _:
            assert_never(event)


def _opened(event: review.StepOpened, tell: Telling) -> str:
    step = tell.step(event.step)
    if event.assignee is None:
        return f"{step} waits for the calibration panel."
    again = " again" if event.round > 1 else ""
    due = f", due {tell.day(event.due, event.assignee)}" if event.due else ""
    if event.opens > event.at:
        opens = tell.day(event.opens, event.assignee)
        return f"{step} opens{again} for {tell.name(event.assignee)} on {opens}{due}."
    return f"{step} is{again} with {tell.name(event.assignee)}{due}."


def _submitted(event: review.StepSubmitted, tell: Telling) -> str:
    return _VERDICTS[event.verdict].format(name=tell.name(event.actor), step=tell.step(event.step))


_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.SUBMITTED: "{name} submitted {step}.",
    Verdict.AGREED: "{name} agreed at {step}.",
    Verdict.SENT_BACK: "{name} did not agree at {step}.",
    Verdict.SHARED: "{name} shared the result and confirmed that the talk took place.",
    Verdict.ACKNOWLEDGED: "{name} acknowledged the review: it was read, which is not agreed.",
    Verdict.DISPUTED: "{name} disputed the result.",
    Verdict.DECLINED: "{name} declined to sign.",
    Verdict.UPHELD: "{name} answered the dispute: the result stands.",
    Verdict.AMENDED: "{name} answered the dispute and amended the result.",
    Verdict.WITNESSED: "{name} recorded as a witness that the signature was declined.",
    Verdict.TURNED_DOWN: "{name} turned {step} down with a reason.",
}


Steered = (
    review.AssigneeReminded
    | review.RungReached
    | review.StepHandedOver
    | review.PartHandedOver
    | review.DeadlineMoved
    | review.MoreTimeAsked
)
"""What moves a step on that nobody has done yet."""


def _steered(event: Steered, tell: Telling) -> str:
    match event:
        case review.AssigneeReminded():
            who, due = tell.name(event.recipient), tell.day(event.due, event.recipient)
            return f"{who} was reminded of {tell.step(event.step)}, due {due}."
        case review.RungReached():
            return _rung(event, tell)
        case review.StepHandedOver():
            to, due = event.to.person, tell.day(event.due, event.to.person)
            was = f" from {tell.name(event.from_person)}" if event.from_person else ""
            late = " after the days of grace" if event.cause == "expiry" else ""
            return f"{tell.step(event.step)} went{was} to {tell.name(to)}{late}, due {due}."
        case review.PartHandedOver():
            return _part(event, tell)
        case review.DeadlineMoved():
            why = {"extension": "", "leave": " because of leave", "pause": " after the pause"}
            was, due = tell.day(event.was), tell.day(event.due)
            return f"{tell.step(event.step)} is due {due} instead of {was}{why[event.cause]}."
        case review.MoreTimeAsked():
            days = f"{event.days} more working day{'s' * (event.days != 1)}"
            return f"{tell.name(event.person)} asked for {days} for {tell.step(event.step)}."
        case _:
            assert_never(event)


def _rung(event: review.RungReached, tell: Telling) -> str:
    who, step = tell.name(event.recipient), tell.step(event.step)
    if event.assignee is None:
        return f"{who} was told that {step} is still blocked."
    if event.assignee == event.recipient:
        return f"{who} was told that {step} is overdue."
    return f"{who} was told that {step} is overdue with {tell.name(event.assignee)}."


def _part(event: review.PartHandedOver, tell: Telling) -> str:
    role = ROLES[event.role] if event.role else None
    if event.from_person is None:
        part = f"The vacant part of {role}" if role else "Every vacant part"
    else:
        was = tell.name(event.from_person)
        part = f"{was}'s part as {role}" if role else f"Every part of {was}"
    to = f"went to {tell.name(event.to.person)}" if event.to else "is vacant now"
    by = f", as {tell.name(event.by)} decided" if event.by else ""
    return f"{part} {to}{by}."


def _session(  # noqa: PLR0911 - one case an event
    event: calibration.Event, tell: Telling
) -> str:
    match event:
        case calibration.SessionOpened():
            plan, count = event.plan, len(event.plan.members)
            who = plan.facilitator.person
            reviews = "1 review" if count == 1 else f"{count} reviews"
            due = tell.day(plan.due, who)
            return f"A session for {reviews} was set up, led by {tell.name(who)}, due {due}."
        case calibration.RatingMoved():
            return f"{tell.name(event.actor)} moved a rating on behalf of the panel, with a reason."
        case calibration.FacilitatorReminded():
            who, due = event.recipient, tell.day(event.due, event.recipient)
            return f"{tell.name(who)} was reminded of the session, due {due}."
        case calibration.SessionRungReached():
            return f"{tell.name(event.recipient)} was told that the session is overdue."
        case calibration.MemberWithdrawn():
            return "A review that ended early left the session."
        case calibration.CoFacilitatorNamed() | calibration.CoFacilitatorReleased():
            return _leading(event, tell)
        case calibration.SessionLocked():
            return _locked(event, tell)
        case _:
            assert_never(event)


def _leading(
    event: calibration.CoFacilitatorNamed | calibration.CoFacilitatorReleased, tell: Telling
) -> str:
    did = "named" if isinstance(event, calibration.CoFacilitatorNamed) else "released"
    return f"{tell.name(event.by)} {did} {tell.name(event.person)} as co-facilitator."


def _locked(event: calibration.SessionLocked, tell: Telling) -> str:
    count = len(event.missing)
    without = f", {count} of them not given yet" if count else ""
    return f"{tell.name(event.actor)} locked the ratings of the session{without}."

"""Who is to be told of a fact, from when on, and which earlier notices it makes pointless."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, assert_never
from uuid import UUID

from domain.calibration import events as calibration
from domain.ids import PersonId, StepId
from domain.review import events as review


class Reason(StrEnum):
    """Why somebody is told."""

    STEP_OPENED = "step_opened"
    STEP_RETURNED = "step_returned"  # it was theirs before and was sent back
    STEP_HANDED_OVER = "step_handed_over"
    STEP_BLOCKED = "step_blocked"
    REMINDER = "reminder"
    RUNG = "rung"
    DEADLINE_MOVED = "deadline_moved"
    STEP_REOPENED = "step_reopened"  # HR opened it again; the reason is with the step
    STEP_WITHDRAWN = "step_withdrawn"  # it was taken back, since an earlier step is done again
    NUDGE = "nudge"  # HR asks after it, beside the reminders
    MORE_TIME_ASKED = "more_time_asked"  # to whoever decides in HR
    REVIEW_COMPLETED = "review_completed"
    SESSION_OPENED = "session_opened"
    SESSION_REMINDER = "session_reminder"
    SESSION_RUNG = "session_rung"
    RATING_SETTLED = "rating_settled"  # by the panel, for a reason, to whoever explains it
    FEEDBACK_GIVEN = "feedback_given"
    FEEDBACK_MISSED = "feedback_missed"  # nobody has written any about somebody for long
    ACTION_TASKED = "action_tasked"
    ACTION_REMINDER = "action_reminder"
    ACTION_RUNG = "action_rung"
    ACTION_ENDED = "action_ended"  # to whoever tasked it, when somebody else ended it
    PLAN_BEGUN = "plan_begun"
    PLAN_HANDED_OVER = "plan_handed_over"  # to the new manager
    PLAN_CHANGED = "plan_changed"  # it stands still until it is acknowledged again
    CHECK_IN_COMING = "check_in_coming"
    CHECK_IN_OVERDUE = "check_in_overdue"
    PLAN_DECISION = "plan_decision"
    PLAN_STANDSTILL = "plan_standstill"  # reminders were in vain, and HR hears of it
    PLAN_CLOSING_ASKED = "plan_closing_asked"
    PLAN_CLOSED = "plan_closed"
    RECURRENCE_HELD = "recurrence_held"  # a recurring cycle is due and cannot begin yet
    RECURRENCE_SKIPPED = "recurrence_skipped"  # and does not begin by itself any more


ANNOUNCEMENTS: Final = frozenset(
    {Reason.STEP_OPENED, Reason.STEP_RETURNED, Reason.STEP_HANDED_OVER, Reason.STEP_REOPENED}
)
"""Reasons that name the deadline to the one who has to keep it, who then needs no second notice."""

NUDGES: Final = frozenset(
    {
        Reason.REMINDER,
        Reason.RUNG,
        Reason.DEADLINE_MOVED,
        Reason.MORE_TIME_ASKED,
        Reason.NUDGE,
    }
)
"""Reasons that speak of a deadline and are wrong once it moves."""


class Kind(StrEnum):
    """What kind of thing a notice is about that belongs to no cycle."""

    ACTION = "action"
    PLAN = "plan"
    FEEDBACK = "feedback"
    RECURRENCE = "recurrence"


class Matter(NamedTuple):
    """What a notice is about that belongs to no cycle, and who is concerned.

    `subject` is the person it is for or about, if there is one; `holder` has to do it, if anybody
    has to.
    """

    kind: Kind
    about: UUID
    subject: PersonId | None
    holder: PersonId | None = None


class Instance(NamedTuple):
    """A step as it lies before one seat in one round."""

    step: StepId
    seat: int
    round: int


class Notice(NamedTuple):
    """One thing one person is to be told, not before that moment of the cycle's time.

    An event makes one notice at most, so a notice goes by the id of its event. Where it makes
    several, each after the first goes by an id made of the event's and the recipient's.
    """

    recipient: PersonId
    reason: Reason
    not_before: datetime
    due: datetime | None = None
    instance: Instance | None = None


class Situation(NamedTuple):
    """What the facts before say.

    `holder` has the step the event is about, which can be done from `opens` on. `is_returned` says
    that the step was sent back and is not open yet, `is_reopened` that HR had it opened again;
    `is_announced` that the holder is still waiting to hear of the step itself.
    """

    reviewee: PersonId | None = None
    holder: PersonId | None = None
    opens: datetime | None = None
    is_returned: bool = False
    is_reopened: bool = False
    is_announced: bool = False


NOTHING_KNOWN: Final = Situation()


QUIET: Final = frozenset(
    {
        "ReviewOpened",
        "StageOpened",
        "StageCompleted",
        "StageExtended",
        "PartHandedOver",
        "PeersNominated",
        "PeersNamed",
        "LeaveRecorded",
        "ReviewPaused",
        "ReviewResumed",
    }
)
"""Types of events that neither make a notice nor take the point from one."""


class Pointless(StrEnum):
    """Which of the notices that still wait lose their point."""

    NONE = "none"
    NUDGES = "nudges"  # those of the same step instance that speak of its old deadline
    INSTANCE = "instance"  # all of the same step instance
    STEPS = "steps"  # all of the steps that are taken back
    ALL = "all"  # all of the review, or of the session


def notice_of(  # noqa: C901, PLR0911, PLR0912 - one case an event
    event: review.Event, known: Situation = NOTHING_KNOWN
) -> Notice | None:
    """Give the one notice an event of a review makes, or None."""
    match event.type:
        case "StepOpened":
            return _opened(event, known)
        case "StepBlocked":
            return _about(event, event.owner, Reason.STEP_BLOCKED, event.due)
        case "AssigneeReminded":
            return _about(event, event.recipient, Reason.REMINDER, event.due)
        case "RungReached":
            return _about(event, event.recipient, Reason.RUNG, event.due)
        case "StepHandedOver":
            return _handed_over(event, known)
        case "DeadlineMoved":
            return _moved(event, known)
        case "StepNudged":
            return _about(event, event.recipient, Reason.NUDGE, event.due)
        case "MoreTimeAsked":
            return _about(event, event.owner, Reason.MORE_TIME_ASKED, None)
        case "ReviewCompleted":
            return _completed(event, known)
        case "ReviewOpened" | "StageOpened" | "StageCompleted" | "StageExtended":
            return None
        case "StepSubmitted" | "StepSentBack" | "StepExpired" | "PartHandedOver":
            return None
        case "StepReopened":
            return None  # whoever had what was taken back is told by `withdrawn_from`
        case "CalibrationSettled":
            return _settled(event, known)
        case "LeaveRecorded" | "PeersNominated" | "PeersNamed":
            return None
        case "ReviewPaused" | "ReviewResumed" | "ReviewCancelled":
            return None
        case _:
            assert_never(event.type)


def withdrawn_from(
    event: review.StepReopened, holders: Iterable[tuple[Instance, PersonId]]
) -> list[Notice]:
    """Tell each holder of what was taken back that it will come again; one notice a holder."""
    taken = [(where, who) for where, who in holders if where.step in event.withdrawn]
    each = {who: where for where, who in reversed(taken)}
    return [
        Notice(who, Reason.STEP_WITHDRAWN, event.at, None, where) for who, where in each.items()
    ]


def made_pointless(event: review.Event) -> Pointless:
    """Say which waiting notices nobody needs to get any more: stop when done."""
    match event.type:
        case "StepReopened":
            return Pointless.STEPS
        case "StepSubmitted" | "StepSentBack" | "StepExpired" | "StepBlocked" | "StepHandedOver":
            return Pointless.INSTANCE
        case "DeadlineMoved":
            return Pointless.NUDGES
        case "ReviewCompleted" | "ReviewCancelled":
            return Pointless.ALL
        case _:
            return Pointless.NONE


class SessionDates(NamedTuple):
    """From when on a session is looked at, and when it is to be locked."""

    opens: datetime
    due: datetime


def session_notice_of(event: calibration.Event, dates: SessionDates) -> Notice | None:
    """Give the one notice an event of a session makes, or None."""
    match event.type:
        case "SessionOpened":
            return _to_lead(event.plan.facilitator.person, event.at, dates)
        case "CoFacilitatorNamed":
            return _to_lead(event.person, event.at, dates)
        case "FacilitatorReminded":
            return Notice(event.recipient, Reason.SESSION_REMINDER, event.at, event.due)
        case "SessionRungReached":
            return Notice(event.recipient, Reason.SESSION_RUNG, event.at, event.due)
        case "RatingMoved" | "MemberWithdrawn" | "SessionLocked":
            return None
        case "CoFacilitatorReleased":
            return None
        case _:
            assert_never(event.type)


def _to_lead(person: PersonId, at: datetime, dates: SessionDates) -> Notice:
    return Notice(person, Reason.SESSION_OPENED, max(at, dates.opens), dates.due)


def _opened(event: review.StepOpened, known: Situation) -> Notice | None:
    if event.assignee is None:
        return None
    reason = Reason.STEP_RETURNED if known.is_returned else Reason.STEP_OPENED
    if known.is_reopened:
        reason = Reason.STEP_REOPENED
    not_before = max(event.at, event.opens)
    return Notice(event.assignee, reason, not_before, event.due, _instance(event))


def _handed_over(event: review.StepHandedOver, known: Situation) -> Notice:
    not_before = max(event.at, known.opens or event.at)
    reason = Reason.STEP_HANDED_OVER
    return Notice(event.to.person, reason, not_before, event.due, _instance(event))


def _completed(event: review.ReviewCompleted, known: Situation) -> Notice | None:
    if known.reviewee is None:
        return None
    return Notice(known.reviewee, Reason.REVIEW_COMPLETED, event.at)


def _settled(event: review.CalibrationSettled, known: Situation) -> Notice | None:
    """Tell whoever shares the rating that the panel had something to say about it."""
    if event.content is None or known.holder is None:
        return None
    return Notice(known.holder, Reason.RATING_SETTLED, event.at)


def _moved(event: review.DeadlineMoved, known: Situation) -> Notice | None:
    """Tell of an extension; a pause or a leave is known to those it concerns."""
    if event.cause != "extension" or known.holder is None or known.is_announced:
        return None
    return _about(event, known.holder, Reason.DEADLINE_MOVED, event.due)


def _about(
    event: review.OnStep, recipient: PersonId, reason: Reason, due: datetime | None
) -> Notice:
    return Notice(recipient, reason, event.at, due, _instance(event))


def _instance(event: review.OnStep) -> Instance:
    return Instance(event.step, event.seat, event.round)

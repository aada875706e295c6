"""Why somebody is told: one sentence and one headline for every reason there is."""

from activities.notify.reasons_between_cycles import (
    NOTHING_TO_DO,
    Stand,
    headline_lasting,
    why_lasting,
)
from domain.views.notices import Reason


def why(reason: Reason, stand: Stand) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a reason
    """Say in a sentence why the reader is told."""
    match reason:
        case Reason.STEP_OPENED:
            return "It is your turn."
        case Reason.STEP_RETURNED:
            return "It was sent back to you; the reason is with the step."
        case Reason.STEP_HANDED_OVER:
            return "It was handed over to you."
        case Reason.STEP_BLOCKED:
            return "Nobody is assigned; you own it until somebody is named."
        case Reason.REMINDER:
            return f"A reminder: it is {'overdue' if stand.is_overdue else 'still with you'}."
        case Reason.RUNG:
            return _rung(stand)
        case Reason.DEADLINE_MOVED:
            return "The deadline moved to this day."
        case Reason.REVIEW_COMPLETED:
            return "Your review is complete; nothing is left to do in it."
        case Reason.SESSION_OPENED:
            return "You lead this session."
        case Reason.SESSION_REMINDER:
            late = "the session is overdue" if stand.is_overdue else "the session is still open"
            return f"A reminder: {late}."
        case Reason.SESSION_RUNG:
            if stand.is_mine:
                return "The session you lead is overdue."
            return f"The session is overdue{stand.with_whom}."
        case _:
            return why_lasting(reason, stand)


def _rung(stand: Stand) -> str:
    if stand.is_mine:
        return "It is overdue with you."
    if not stand.holder:
        return "Nobody is assigned to it yet; you are told because it lies with HR."
    if stand.is_manager:
        return f"It is overdue{stand.with_whom}; you are told as their manager."
    return f"It is overdue{stand.with_whom}; you are told as the next to look after it."


def headline(reason: Reason, day: str) -> str:  # noqa: PLR0911 - one case a reason
    """Begin the subject of a message; `day` is the day it is due, empty without one."""
    due = f"due {day}" if day else "without a deadline"
    match reason:
        case Reason.STEP_OPENED | Reason.REMINDER | Reason.SESSION_OPENED | Reason.SESSION_REMINDER:
            return f"Due {day}" if day else "Without a deadline"
        case Reason.STEP_RETURNED:
            return f"Sent back, {due}"
        case Reason.STEP_HANDED_OVER:
            return f"Handed over to you, {due}"
        case Reason.STEP_BLOCKED:
            return "Nobody is assigned"
        case Reason.RUNG | Reason.SESSION_RUNG:
            return f"Overdue since {day}" if day else "Overdue"
        case Reason.DEADLINE_MOVED:
            return f"Now {due}"
        case Reason.REVIEW_COMPLETED:
            return "Your review is complete"
        case _:
            return headline_lasting(reason, day)


def is_to_do(reason: Reason) -> bool:
    """Whether something is left to do about it, be it by somebody else."""
    return reason not in NOTHING_TO_DO

"""Why somebody is told: one sentence and one headline for every reason there is."""

from activities.notify.language import Say
from activities.notify.reasons_between_cycles import (
    NOTHING_TO_DO,
    Stand,
    headline_lasting,
    overdue_since,
    why_lasting,
)
from domain.views.notices import Reason


def why(  # noqa: C901, PLR0911, PLR0912 - one case a reason
    reason: Reason, stand: Stand, say: Say
) -> str:
    """Say in a sentence why the reader is told."""
    match reason:
        case Reason.STEP_OPENED:
            return say("It is your turn.")
        case Reason.STEP_RETURNED:
            return say("It was sent back to you; the reason is with the step.")
        case Reason.STEP_HANDED_OVER:
            return say("It was handed over to you.")
        case Reason.STEP_REOPENED:
            return say("HR opened it again for you; the reason is with the step.")
        case Reason.STEP_WITHDRAWN:
            return say("It was taken back because an earlier step is done again; it will return.")
        case Reason.STEP_BLOCKED:
            return say("Nobody is assigned; you own it until somebody is named.")
        case Reason.REMINDER | Reason.NUDGE:
            return reminder(reason, stand, say)
        case Reason.RUNG:
            return _rung(stand, say)
        case Reason.DEADLINE_MOVED:
            return say("The deadline moved to this day.")
        case Reason.MORE_TIME_ASKED:
            return say("Whoever has it asks for more time; you decide.")
        case Reason.REVIEW_COMPLETED:
            return say("Your review is complete; nothing is left to do in it.")
        case Reason.RATING_SETTLED:
            return say("The panel settled this rating for a reason, which is yours to explain.")
        case Reason.SESSION_OPENED | Reason.SESSION_REMINDER | Reason.SESSION_RUNG:
            return _session(reason, stand, say)
        case _:
            return why_lasting(reason, stand, say)


def reminder(reason: Reason, stand: Stand, say: Say) -> str:
    """Remind of something, late or not, by itself or because HR asked."""
    if reason is Reason.NUDGE and stand.is_overdue:
        return say("HR asks after it: it is overdue.")
    if reason is Reason.NUDGE:
        return say("HR asks after it: it is still with you.")
    if stand.is_overdue:
        return say("A reminder: it is overdue.")
    return say("A reminder: it is still with you.")


def _rung(stand: Stand, say: Say) -> str:
    if stand.is_mine:
        return say("It is overdue with you.")
    if not stand.holder:
        return say("Nobody is assigned to it yet; you are told because it lies with HR.")
    if stand.is_manager:
        sentence = say("It is overdue with %(holder)s; you are told as their manager.", **stand.who)
    else:
        sentence = say(
            "It is overdue with %(holder)s; you are told as the next to look after it.",
            **stand.who,
        )
    return sentence


def _session(reason: Reason, stand: Stand, say: Say) -> str:
    if reason is Reason.SESSION_OPENED:
        return say("You lead this session.")
    if reason is Reason.SESSION_REMINDER and stand.is_overdue:
        return say("A reminder: the session is overdue.")
    if reason is Reason.SESSION_REMINDER:
        return say("A reminder: the session is still open.")
    if stand.is_mine:
        return say("The session you lead is overdue.")
    if stand.holder:
        return say("The session is overdue with %(holder)s.", **stand.who)
    return say("The session is overdue.")


def headline(  # noqa: C901, PLR0911 - one case a reason
    reason: Reason, day: str, say: Say
) -> str:
    """Begin the subject of a message; `day` is the day it is due, empty without one."""
    match reason:
        case Reason.STEP_OPENED | Reason.REMINDER | Reason.NUDGE:
            return say("Due %(day)s", day=day) if day else say("Without a deadline")
        case Reason.SESSION_OPENED | Reason.SESSION_REMINDER:
            return say("Due %(day)s", day=day) if day else say("Without a deadline")
        case (
            Reason.STEP_RETURNED
            | Reason.STEP_REOPENED
            | Reason.STEP_HANDED_OVER
            | Reason.DEADLINE_MOVED
        ):
            return _changed(reason, day, say)
        case Reason.STEP_WITHDRAWN:
            return say("Taken back")
        case Reason.STEP_BLOCKED:
            return say("Nobody is assigned")
        case Reason.MORE_TIME_ASKED:
            return say("More time is asked for")
        case Reason.RATING_SETTLED:
            return say("Rating settled")
        case Reason.RUNG | Reason.SESSION_RUNG:
            return overdue_since(day, say)
        case Reason.REVIEW_COMPLETED:
            return say("Your review is complete")
        case _:
            return headline_lasting(reason, day, say)


def _changed(reason: Reason, day: str, say: Say) -> str:
    due = say("due %(day)s", day=day) if day else say("without a deadline")
    if reason is Reason.STEP_RETURNED:
        return say("Sent back, %(due)s", due=due)
    if reason is Reason.STEP_REOPENED:
        return say("Opened again, %(due)s", due=due)
    if reason is Reason.STEP_HANDED_OVER:
        return say("Handed over to you, %(due)s", due=due)
    return say("Now %(due)s", due=due)


def is_to_do(reason: Reason) -> bool:
    """Whether something is left to do about it, be it by somebody else."""
    return reason not in NOTHING_TO_DO

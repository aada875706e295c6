"""Why somebody is told of an action, of feedback or of a development plan.

Nothing here tells what an action asks for, what feedback says, or one kind of plan from another.
"""

from dataclasses import dataclass
from typing import Final, Literal, assert_never

from activities.notify.language import Say
from domain.views.notices import Reason

Lasting = Literal[
    Reason.FEEDBACK_GIVEN,
    Reason.FEEDBACK_MISSED,
    Reason.ACTION_TASKED,
    Reason.ACTION_REMINDER,
    Reason.ACTION_RUNG,
    Reason.ACTION_ENDED,
    Reason.PLAN_BEGUN,
    Reason.PLAN_HANDED_OVER,
    Reason.PLAN_CHANGED,
    Reason.CHECK_IN_COMING,
    Reason.CHECK_IN_OVERDUE,
    Reason.PLAN_DECISION,
    Reason.PLAN_STANDSTILL,
    Reason.PLAN_CLOSING_ASKED,
    Reason.PLAN_CLOSED,
    Reason.RECURRENCE_HELD,
    Reason.RECURRENCE_SKIPPED,
]
"""Reasons that come up at any time of the year, whether or not a cycle runs."""

NOTHING_TO_DO: Final = frozenset(
    {
        Reason.REVIEW_COMPLETED,
        Reason.RATING_SETTLED,
        Reason.STEP_WITHDRAWN,
        Reason.FEEDBACK_GIVEN,
        Reason.ACTION_ENDED,
        Reason.PLAN_STANDSTILL,
        Reason.PLAN_CLOSED,
    }
)
"""Reasons that only bring news."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How the reader stands to what they are told.

    `is_mine` says that the reader has to do it, `holder` is the name of who has to, empty for
    nobody; `is_manager` says that the reader is the manager of that person. `is_about_me` says
    that it is for or about the reader.
    """

    is_mine: bool
    is_overdue: bool
    holder: str
    is_manager: bool
    is_about_me: bool = False

    @property
    def who(self) -> dict[str, str]:
        """Name who has it, as sentences call for it."""
        return {"holder": self.holder}


def why_lasting(  # noqa: C901, PLR0911, PLR0912 - one case a reason
    reason: Lasting, stand: Stand, say: Say
) -> str:
    """Say in a sentence why the reader is told."""
    match reason:
        case Reason.FEEDBACK_GIVEN:
            if stand.is_about_me:
                return say("Somebody wrote it for you.")
            return say("You may read it.")
        case Reason.FEEDBACK_MISSED:
            return say("Nobody has written any for a long time; you are told as their manager.")
        case Reason.ACTION_TASKED:
            return say("It is yours to do.")
        case Reason.ACTION_REMINDER:
            if stand.is_overdue:
                return say("A reminder: it is overdue.")
            return say("A reminder: it is still with you.")
        case Reason.ACTION_RUNG:
            return _overdue(stand, say)
        case Reason.ACTION_ENDED:
            return say("It has ended; you had asked for it.")
        case Reason.PLAN_BEGUN:
            return say("It has begun; aims, dates and talks are in it.")
        case Reason.PLAN_HANDED_OVER:
            return say(
                "You stand beside them as their manager now; aims, dates and talks are in it."
            )
        case Reason.PLAN_CHANGED:
            return say("It was changed and waits until you acknowledge it again.")
        case Reason.CHECK_IN_COMING:
            return say("The next talk about it is due.")
        case Reason.CHECK_IN_OVERDUE:
            return say("A talk about it is overdue.")
        case Reason.PLAN_DECISION:
            return say("Its last talk is due; please say how it went.")
        case Reason.PLAN_STANDSTILL:
            return say(
                "Nothing happens in it in spite of reminders; please ask the two how it goes on."
            )
        case Reason.PLAN_CLOSING_ASKED:
            return say("It is to be closed, if you agree.")
        case Reason.PLAN_CLOSED:
            return say("It is closed; nothing is left to do in it.")
        case Reason.RECURRENCE_HELD:
            return say("A cycle is due and cannot begin yet; its recurring cycle says why.")
        case Reason.RECURRENCE_SKIPPED:
            return say("A cycle was not launched; its recurring cycle says why.")
        case _:
            assert_never(reason)


def _overdue(stand: Stand, say: Say) -> str:
    if stand.is_mine:
        return say("It is overdue with you.")
    if stand.is_manager:
        return say("It is overdue with %(holder)s; you are told as their manager.", **stand.who)
    return say(
        "It is overdue with %(holder)s; you are told as the next to look after it.", **stand.who
    )


def headline_lasting(  # noqa: C901, PLR0911, PLR0912 - one case a reason
    reason: Lasting, day: str, say: Say
) -> str:
    """Begin the subject of a message; `day` is the day it is due, empty without one."""
    match reason:
        case Reason.FEEDBACK_GIVEN:
            return say("New")
        case Reason.FEEDBACK_MISSED:
            return say("None for long")
        case Reason.ACTION_RUNG | Reason.CHECK_IN_OVERDUE:
            return overdue_since(day, say)
        case Reason.ACTION_ENDED | Reason.PLAN_CLOSED:
            return say("Ended")
        case Reason.PLAN_BEGUN:
            return say("Begun")
        case Reason.PLAN_HANDED_OVER:
            return say("Handed over to you")
        case Reason.PLAN_CHANGED:
            return say("Changed")
        case Reason.PLAN_STANDSTILL:
            return say("Stands still")
        case Reason.PLAN_CLOSING_ASKED:
            return say("To be closed")
        case Reason.RECURRENCE_HELD:
            return say("Cannot begin yet")
        case Reason.RECURRENCE_SKIPPED:
            return say("Not launched")
        case (
            Reason.ACTION_TASKED
            | Reason.ACTION_REMINDER
            | Reason.CHECK_IN_COMING
            | Reason.PLAN_DECISION
        ):
            return say("Due %(day)s", day=day) if day else say("Without a deadline")
        case _:
            assert_never(reason)


def overdue_since(day: str, say: Say) -> str:
    """Begin the subject of a message about something late."""
    return say("Overdue since %(day)s", day=day) if day else say("Overdue")


def title_lasting(reason: Reason, say: Say) -> str:
    """Call the thing that a reason is about; empty where it is about no such thing."""
    kind = reason.partition("_")[0]
    if kind == "action":
        return say("Action")
    if kind == "feedback":
        return say("Feedback")
    if kind == "recurrence":
        return say("Recurring cycle")
    return say("Development plan") if kind in {"plan", "check"} else ""

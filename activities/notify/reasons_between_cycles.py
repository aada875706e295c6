"""Why somebody is told of an action, of feedback or of a development plan.

Nothing here tells what an action asks for, what feedback says, or one kind of plan from another.
"""

from dataclasses import dataclass
from typing import Final, Literal, assert_never

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
]
"""Reasons that come up at any time of the year, whether or not a cycle runs."""

NOTHING_TO_DO: Final = frozenset(
    {
        Reason.REVIEW_COMPLETED,
        Reason.FEEDBACK_GIVEN,
        Reason.ACTION_ENDED,
        Reason.PLAN_STANDSTILL,
        Reason.PLAN_CLOSED,
    }
)
"""Reasons that only bring news."""

TITLES: Final = {
    "action_": "Action",
    "feedback_": "Feedback",
    "plan_": "Development plan",
    "check_in_": "Development plan",
}
"""What the thing is called that a reason is about, by how the reason begins."""


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
    def with_whom(self) -> str:
        """Name who has it, at the end of a clause."""
        return f" with {self.holder}" if self.holder else ""


def why_lasting(reason: Lasting, stand: Stand) -> str:  # noqa: C901, PLR0911, PLR0912 - one case each
    """Say in a sentence why the reader is told."""
    match reason:
        case Reason.FEEDBACK_GIVEN:
            return "Somebody wrote it for you." if stand.is_about_me else "You may read it."
        case Reason.FEEDBACK_MISSED:
            return "Nobody has written any for a long time; you are told as their manager."
        case Reason.ACTION_TASKED:
            return "It is yours to do."
        case Reason.ACTION_REMINDER:
            return f"A reminder: it is {'overdue' if stand.is_overdue else 'still with you'}."
        case Reason.ACTION_RUNG:
            return _overdue(stand)
        case Reason.ACTION_ENDED:
            return "It has ended; you had asked for it."
        case Reason.PLAN_BEGUN:
            return "It has begun; aims, dates and talks are in it."
        case Reason.PLAN_HANDED_OVER:
            return "You stand beside them as their manager now; aims, dates and talks are in it."
        case Reason.PLAN_CHANGED:
            return "It was changed and waits until you acknowledge it again."
        case Reason.CHECK_IN_COMING:
            return "The next talk about it is due."
        case Reason.CHECK_IN_OVERDUE:
            return "A talk about it is overdue."
        case Reason.PLAN_DECISION:
            return "Its last talk is due; please say how it went."
        case Reason.PLAN_STANDSTILL:
            return "Nothing happens in it in spite of reminders; please ask the two how it goes on."
        case Reason.PLAN_CLOSING_ASKED:
            return "It is to be closed, if you agree."
        case Reason.PLAN_CLOSED:
            return "It is closed; nothing is left to do in it."
        case _:
            assert_never(reason)


def _overdue(stand: Stand) -> str:
    if stand.is_mine:
        return "It is overdue with you."
    reader = "their manager" if stand.is_manager else "the next to look after it"
    return f"It is overdue{stand.with_whom}; you are told as {reader}."


def headline_lasting(reason: Lasting, day: str) -> str:  # noqa: C901, PLR0911 - one case a reason
    """Begin the subject of a message; `day` is the day it is due, empty without one."""
    match reason:
        case Reason.FEEDBACK_GIVEN:
            return "New"
        case Reason.FEEDBACK_MISSED:
            return "None for long"
        case Reason.ACTION_RUNG | Reason.CHECK_IN_OVERDUE:
            return f"Overdue since {day}" if day else "Overdue"
        case Reason.ACTION_ENDED | Reason.PLAN_CLOSED:
            return "Ended"
        case Reason.PLAN_BEGUN:
            return "Begun"
        case Reason.PLAN_HANDED_OVER:
            return "Handed over to you"
        case Reason.PLAN_CHANGED:
            return "Changed"
        case Reason.PLAN_STANDSTILL:
            return "Stands still"
        case Reason.PLAN_CLOSING_ASKED:
            return "To be closed"
        case (
            Reason.ACTION_TASKED
            | Reason.ACTION_REMINDER
            | Reason.CHECK_IN_COMING
            | Reason.PLAN_DECISION
        ):
            return f"Due {day}" if day else "Without a deadline"
        case _:
            assert_never(reason)


def title_lasting(reason: Reason) -> str:
    """Call the thing that a reason is about; empty where it is about no such thing."""
    return next((title for begin, title in TITLES.items() if reason.startswith(begin)), "")

"""Whether there is still a point in telling somebody what a message told them, or should have."""

from typing import Final

from domain.ids import PersonId
from domain.value import Fact
from domain.views.notices import ANNOUNCEMENTS, Reason

OPEN: Final = "open"
BLOCKED: Final = "blocked"

FOR_THE_HOLDER: Final = ANNOUNCEMENTS | {Reason.REMINDER, Reason.NUDGE, Reason.DEADLINE_MOVED}
"""What is only for whoever has the step now."""

OF_AN_OPEN_STEP: Final = frozenset({Reason.RUNG, Reason.STEP_BLOCKED, Reason.MORE_TIME_ASKED})
OF_AN_OPEN_SESSION: Final = frozenset(
    {Reason.SESSION_OPENED, Reason.SESSION_REMINDER, Reason.SESSION_RUNG}
)
OF_AN_OPEN_ACTION: Final = frozenset(
    {Reason.ACTION_TASKED, Reason.ACTION_REMINDER, Reason.ACTION_RUNG}
)
OF_AN_OPEN_PLAN: Final = frozenset(
    {
        Reason.PLAN_BEGUN,
        Reason.PLAN_HANDED_OVER,
        Reason.PLAN_CHANGED,
        Reason.CHECK_IN_COMING,
        Reason.CHECK_IN_OVERDUE,
        Reason.PLAN_DECISION,
        Reason.PLAN_STANDSTILL,
        Reason.PLAN_CLOSING_ASKED,
    }
)


class NoticeTold(Fact):
    """A notice of a message, with how what it is about stands now.

    `step` is the state of the step instance and `assignee` who has it; `matter` the state of the
    session, the action or the plan. Each is None where the notice is about no such thing.
    """

    recipient: PersonId
    reason: Reason
    step: str | None = None
    assignee: PersonId | None = None
    matter: str | None = None


def has_point(told: NoticeTold) -> bool:
    """Whether it is still true and still for them: the step is open and theirs, the plan runs."""
    if told.reason in FOR_THE_HOLDER:
        return told.step == OPEN and told.assignee == told.recipient
    if told.reason in OF_AN_OPEN_STEP:
        return told.step in (OPEN, BLOCKED)
    if told.reason in OF_AN_OPEN_SESSION | OF_AN_OPEN_ACTION | OF_AN_OPEN_PLAN:
        return told.matter == OPEN
    return True

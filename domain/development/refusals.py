"""Why something asked of a development plan is refused."""

from typing import ClassVar

from domain.errors import ReviewError


class NotYourPlan(ReviewError):
    """Only the person the plan is for and their manager can do that."""

    code: ClassVar[str] = "not_your_plan"


class PlanIsClosed(ReviewError):
    """This development plan is closed; nothing in it changes any more."""

    code: ClassVar[str] = "plan_is_closed"


class PlanWaits(ReviewError):
    """The plan was changed and waits until both have acknowledged it."""

    code: ClassVar[str] = "plan_waits"


class NoCheckInDue(ReviewError):
    """No check-in is due yet."""

    code: ClassVar[str] = "no_check_in_due"


class CheckInAlreadyHeld(ReviewError):
    """This check-in was noted already."""

    code: ClassVar[str] = "check_in_already_held"


class UnknownAim(ReviewError):
    """The plan has no such aim."""

    code: ClassVar[str] = "unknown_aim"


class NotForDecision(ReviewError):
    """This plan does not end with a decision; close it together instead."""

    code: ClassVar[str] = "not_for_decision"


class DecisionTooEarly(ReviewError):
    """The decision comes after the last check-in."""

    code: ClassVar[str] = "decision_too_early"


class DecisionIsTheManagers(ReviewError):
    """How the plan goes on is for the manager to decide."""

    code: ClassVar[str] = "decision_is_the_managers"


class EndsWithDecision(ReviewError):
    """This plan ends with the decision of the manager, after its last check-in."""

    code: ClassVar[str] = "ends_with_decision"


class NothingChanged(ReviewError):
    """The plan says this already; nothing was changed."""

    code: ClassVar[str] = "nothing_changed"


class WordsWereErased(ReviewError):
    """What this plan said was erased; it cannot go on."""

    code: ClassVar[str] = "words_were_erased"


class NoPlan(ReviewError):
    """This person has no development plan yet; one begins when a review with a plan is signed."""

    code: ClassVar[str] = "no_plan"


class NotYoursToReadPlan(ReviewError):
    """Only the person the plan is for, their manager and their HR partner may read it."""

    code: ClassVar[str] = "not_yours_to_read_plan"

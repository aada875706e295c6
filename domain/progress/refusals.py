"""Why a reading is not taken."""

from typing import ClassVar

from domain.errors import ReviewError


class NotYoursToRead(ReviewError):
    """Readings of an objective come from the person it belongs to, or from their manager."""

    code: ClassVar[str] = "not_yours_to_read"


class UnknownGoal(ReviewError):
    """There is no such objective among those that stand."""

    code: ClassVar[str] = "unknown_goal"


class ReadingInTheFuture(ReviewError):
    """That day is still to come; a reading holds for today or a day before."""

    code: ClassVar[str] = "reading_in_the_future"


class ReadingBeforeTheCycle(ReviewError):
    """That day lies before the cycle began; a reading holds for a day of the cycle."""

    code: ClassVar[str] = "reading_before_the_cycle"


class ReadingOfAnotherKind(ReviewError):
    """The objective is not measured like that."""

    code: ClassVar[str] = "reading_of_another_kind"


class ReadingNotAccepted(ReviewError):
    """Something is wrong with the reading."""

    code: ClassVar[str] = "reading_not_accepted"


class ReviewIsOver(ReviewError):
    """The review is over; its objectives are not read any more."""

    code: ClassVar[str] = "review_is_over"

"""Why a request about a review is refused, in words for the person who asked."""

from typing import ClassVar

from domain.errors import ReviewError


class ReviewIsClosed(ReviewError):
    """This review has ended; nothing in it can be changed any more."""

    code: ClassVar[str] = "review_is_closed"


class ReviewIsPaused(ReviewError):
    """HR has paused this review; what you wrote is kept, send it again once it is resumed."""

    code: ClassVar[str] = "review_is_paused"


class ReviewNotOpen(ReviewError):
    """This review has not been opened yet."""

    code: ClassVar[str] = "review_not_open"


class UnknownStep(ReviewError):
    """This review has no step of that name."""

    code: ClassVar[str] = "unknown_step"


class UnknownStage(ReviewError):
    """This review has no stage of that name."""

    code: ClassVar[str] = "unknown_stage"


class StepNotYetOpen(ReviewError):
    """This step is not open yet; earlier steps come first."""

    code: ClassVar[str] = "step_not_yet_open"


class StepAlreadyClosed(ReviewError):
    """This step is already closed."""

    code: ClassVar[str] = "step_already_closed"


class StepIsBlocked(ReviewError):
    """Nobody is assigned to this step; HR has to name somebody first."""

    code: ClassVar[str] = "step_is_blocked"


class NotYourStep(ReviewError):
    """This step belongs to somebody else."""

    code: ClassVar[str] = "not_your_step"


class VerdictNotPossible(ReviewError):
    """That answer is not possible on this step."""

    code: ClassVar[str] = "verdict_not_possible"


class WordsMissing(ReviewError):
    """Please say why: this answer needs a reason in words."""

    code: ClassVar[str] = "words_missing"


class ReviewMovedOn(ReviewError):
    """This review has grown since you opened it; look at it again before you answer."""

    code: ClassVar[str] = "review_moved_on"


class DisputeAlreadyAnswered(ReviewError):
    """This review was disputed and answered; acknowledge it, or decline to sign."""

    code: ClassVar[str] = "dispute_already_answered"


class DeadlineInThePast(ReviewError):
    """The new deadline lies in the past; choose a later day."""

    code: ClassVar[str] = "deadline_in_the_past"


class StageAlreadyCompleted(ReviewError):
    """This stage is completed; there is no deadline left to move."""

    code: ClassVar[str] = "stage_already_completed"


class NothingToHandOver(ReviewError):
    """Nobody holds that part in this review."""

    code: ClassVar[str] = "nothing_to_hand_over"


class NotYourself(ReviewError):
    """Nobody can act on their own review in somebody else's part."""

    code: ClassVar[str] = "not_yourself"


class NobodyNominated(ReviewError):
    """Please name at least one colleague."""

    code: ClassVar[str] = "nobody_nominated"


class NominatedTwice(ReviewError):
    """The same colleague is named twice; name each once."""

    code: ClassVar[str] = "nominated_twice"


class NothingToNominate(ReviewError):
    """Nobody is nominated at this step."""

    code: ClassVar[str] = "nothing_to_nominate"


class PartOfTheReviewee(ReviewError):
    """Nobody can take the part of the person under review; cancel the review if they have left."""

    code: ClassVar[str] = "part_of_the_reviewee"


class NeverReopened(ReviewError):
    """Such a step is never opened again; what can be opened again is the step it speaks of."""

    code: ClassVar[str] = "never_reopened"


class StepStillOpen(ReviewError):
    """This step is still open; there is nothing to open again."""

    code: ClassVar[str] = "step_still_open"


class RatingIsLocked(ReviewError):
    """The panel has locked the rating that rests on this step, and it will not meet again."""

    code: ClassVar[str] = "rating_is_locked"


class NobodyToNudge(ReviewError):
    """Nothing that was meant is open in this review."""

    code: ClassVar[str] = "nobody_to_nudge"


class NudgedToday(ReviewError):
    """Whoever has the step was asked within the last working day, or often enough today."""

    code: ClassVar[str] = "nudged_today"


class UnknownPlace(ReviewError):
    """The working days of the place where that person works are missing; add its calendar."""

    code: ClassVar[str] = "unknown_place"


class NotThisSession(ReviewError):
    """This review belongs to another calibration session."""

    code: ClassVar[str] = "not_this_session"


class DaysOutOfRange(ReviewError):
    """Please ask for one to twenty working days; for a longer time talk to HR."""

    code: ClassVar[str] = "days_out_of_range"


class MoreTimeAlreadyAsked(ReviewError):
    """You have asked for more time for this step already; HR has yet to decide."""

    code: ClassVar[str] = "more_time_already_asked"


class NotToBeDelegated(ReviewError):
    """This step cannot be handed to somebody else."""

    code: ClassVar[str] = "not_to_be_delegated"


class LeaveEndsBeforeItBegins(ReviewError):
    """The last day of the leave lies before its first day."""

    code: ClassVar[str] = "leave_ends_before_it_begins"

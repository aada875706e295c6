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


class UnknownPlace(ReviewError):
    """The working days of the place where that person works are missing; add its calendar."""

    code: ClassVar[str] = "unknown_place"


class NotThisSession(ReviewError):
    """This review belongs to another calibration session."""

    code: ClassVar[str] = "not_this_session"


class LeaveEndsBeforeItBegins(ReviewError):
    """The last day of the leave lies before its first day."""

    code: ClassVar[str] = "leave_ends_before_it_begins"

"""Why a request to a calibration session is refused."""

from typing import ClassVar

from domain.errors import ReviewError


class SessionNotYetOpen(ReviewError):
    """This calibration session has not begun yet."""

    code: ClassVar[str] = "session_not_yet_open"


class SessionIsLocked(ReviewError):
    """This calibration session is locked; its ratings can no longer be moved."""

    code: ClassVar[str] = "session_is_locked"


class NotOnThePanel(ReviewError):
    """Only the panel of this calibration session can do that."""

    code: ClassVar[str] = "not_on_the_panel"


class NotYourRowToMove(ReviewError):
    """Nobody moves their own rating, or the rating of the person they report to."""

    code: ClassVar[str] = "not_your_row_to_move"


class NotInThisSession(ReviewError):
    """That review is not part of this calibration session."""

    code: ClassVar[str] = "not_in_this_session"


class RatingsMissing(ReviewError):
    """Some managers have not rated yet; the session can be locked once all ratings are in."""

    code: ClassVar[str] = "ratings_missing"


class GuidelineNotMet(ReviewError):
    """The ratings do not keep to the guideline that this cycle requires."""

    code: ClassVar[str] = "guideline_not_met"


class GuidelineNeedsReason(ReviewError):
    """The ratings depart from the guideline; please say why before you lock."""

    code: ClassVar[str] = "guideline_needs_reason"

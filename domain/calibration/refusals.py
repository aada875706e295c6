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


class NotTheFacilitator(ReviewError):
    """Only the facilitator of this calibration session, or who helps to lead it, can do that."""

    code: ClassVar[str] = "not_the_facilitator"


class RowHasMoved(ReviewError):
    """Somebody else has moved this rating meanwhile; look at it again and decide."""

    code: ClassVar[str] = "row_has_moved"


class NotYourRowToMove(ReviewError):
    """Nobody moves their own rating, or one that this cycle keeps from them."""

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

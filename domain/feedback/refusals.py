"""Why feedback is refused."""

from typing import ClassVar

from domain.errors import ReviewError


class FeedbackOnOneself(ReviewError):
    """Feedback is for somebody else; what you think of your own work belongs in your review."""

    code: ClassVar[str] = "feedback_on_oneself"


class NobodyThere(ReviewError):
    """That person is not in the directory; look at the number or address again."""

    code: ClassVar[str] = "nobody_there"


class HasLeft(ReviewError):
    """That person has left the organisation and neither gives nor gets feedback any more."""

    code: ClassVar[str] = "has_left"


class NotForEveryone(ReviewError):
    """Only praise can be shown to everyone; choose receiver, manager or both."""

    code: ClassVar[str] = "not_for_everyone"


class NobodyToReadIt(ReviewError):
    """Nobody leads that person, so nobody would read it; choose receiver."""

    code: ClassVar[str] = "nobody_to_read_it"


class WordsMissing(ReviewError):
    """There are no words in it; say what you saw and what it led to."""

    code: ClassVar[str] = "words_missing"


class WordsNotFit(ReviewError):
    """The words cannot be taken as they are."""

    code: ClassVar[str] = "words_not_fit"


class SeenInTheFuture(ReviewError):
    """Feedback is about something that has happened; that day has not come yet."""

    code: ClassVar[str] = "seen_in_the_future"


class UnknownFeedback(ReviewError):
    """There is no feedback of that id."""

    code: ClassVar[str] = "unknown_feedback"


class NotYourFeedback(ReviewError):
    """Only whoever gave feedback can withdraw it."""

    code: ClassVar[str] = "not_your_feedback"


class TooLateToWithdraw(ReviewError):
    """Feedback can be withdrawn for seven days; after that it stays where it was read."""

    code: ClassVar[str] = "too_late_to_withdraw"

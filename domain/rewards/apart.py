"""Why a review is listed apart from those that were signed."""

from enum import StrEnum
from typing import Final


class Apart(StrEnum):
    """Why a review is not among those that were signed."""

    NOT_RATED = "not_rated"
    NOT_SIGNED = "not_signed"
    ENDED_UNSIGNED = "ended_unsigned"
    DISPUTE_OPEN = "dispute_open"
    SIGNED_NO_MORE = "signed_no_more"
    NOT_WITNESSED = "not_witnessed"
    CANCELLED = "cancelled"
    ERASED = "erased"
    DOES_NOT_FIT = "does_not_fit"
    CHANGED_SINCE = "changed_since"


SENTENCES: Final = {
    Apart.NOT_RATED: "There is no rating yet.",
    Apart.NOT_SIGNED: "The review is not signed yet.",
    Apart.ENDED_UNSIGNED: "The review ended without a signature.",
    Apart.DISPUTE_OPEN: "The review is disputed, and nobody has answered yet.",
    Apart.SIGNED_NO_MORE: "The dispute was answered; the review is not signed again yet.",
    Apart.NOT_WITNESSED: "The signature was declined; no witness has recorded it yet.",
    Apart.CANCELLED: "The review was cancelled.",
    Apart.ERASED: "The person was erased; nobody can read the rating any more.",
    Apart.DOES_NOT_FIT: "What is in the log is not what was signed.",
    Apart.CHANGED_SINCE: "The rating was changed after it was signed, which breaks the signature.",
}

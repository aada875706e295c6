"""The words in which keeping and erasing are decided."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A kind of data that is held about a person; each may have its own time."""

    PERSON_RECORD = "person_record"
    REVIEWS = "reviews"
    FEEDBACK = "feedback"
    PLANS = "plans"


class After(StrEnum):
    """What a time of keeping is counted from."""

    EMPLOYMENT_ENDED = "employment_ended"
    CYCLE_CLOSED = "cycle_closed"


class Ground(StrEnum):
    """Why somebody is erased: the grounds of article 17(1) of the GDPR, as codes."""

    RETENTION_OVER = "retention_over"  # (a): no longer needed for what it was collected for
    CONSENT_WITHDRAWN = "consent_withdrawn"  # (b)
    OBJECTION_UPHELD = "objection_upheld"  # (c)
    UNLAWFUL = "unlawful"  # (d)
    LEGAL_DUTY = "legal_duty"  # (e)


CALLED: Final = {
    Ground.RETENTION_OVER: "the time of keeping is over",
    Ground.CONSENT_WITHDRAWN: "consent was withdrawn",
    Ground.OBJECTION_UPHELD: "an objection was upheld",
    Ground.UNLAWFUL: "it was processed unlawfully",
    Ground.LEGAL_DUTY: "a law demands it",
}
"""How each ground is told in a sentence."""

KINDS_CALLED: Final = {
    Kind.PERSON_RECORD: "the person record",
    Kind.REVIEWS: "reviews",
    Kind.FEEDBACK: "feedback",
    Kind.PLANS: "development plans",
}
"""How each kind of data is told in a sentence."""

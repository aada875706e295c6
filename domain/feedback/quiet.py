"""Regular feedback: when a manager hears that somebody in review has had none for long."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.definition.conversation import FeedbackRules
from domain.feedback.events import FeedbackMissed
from domain.ids import CycleId, PersonId, ReviewId


class Silence(NamedTuple):
    """How it stands with feedback in a review.

    Only what the reviewee got to read and the manager can know of is looked at: from a date nobody
    learns of feedback that is not for them.

    Attributes:
        last: when the reviewee last got such feedback, before or in the review.
        pointed_out: the beginning of the quiet time `manager` heard of last, if they did.
        was_pointed_out: whether they heard of any.
    """

    review: ReviewId
    reviewee: PersonId
    manager: PersonId | None
    opened_at: datetime
    last: datetime | None
    pointed_out: date | None = None
    was_pointed_out: bool = False

    @property
    def since(self) -> date | None:
        """Give the day of the last feedback; None when there was none."""
        return self.last.date() if self.last else None

    def days(self, at: datetime) -> int:
        """Count the days without feedback; those before the review began do not count."""
        begins = max(self.opened_at, self.last) if self.last else self.opened_at
        return max((at - begins) // timedelta(days=1), 0)


def missed(
    silence: Silence, rules: FeedbackRules, cycle: CycleId, at: datetime
) -> FeedbackMissed | None:
    """Give what is recorded when a review is quiet for too long; None while there is no need.

    A manager hears of each quiet time once.
    """
    if silence.manager is None or silence.days(at) < rules.quiet_days:
        return None
    if silence.was_pointed_out and silence.pointed_out == silence.since:
        return None
    return FeedbackMissed(
        at=at,
        cycle=cycle,
        review=silence.review,
        manager=silence.manager,
        quiet_since=silence.since,
    )

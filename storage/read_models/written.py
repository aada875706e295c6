"""What was written in a review, opened for whoever may read it."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import StepSentBack, StepSubmitted
from domain.review.verdict import Verdict
from storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one submission, in the order in which they were handed in."""

    step: StepId
    round: int
    author: PersonId
    verdict: Verdict
    at: datetime
    words: dict[str, JsonValue]


async def written(journal: Journal, review: ReviewId) -> list[Written]:
    """Answer everything written in a review; words of the erased are not there."""
    found: list[Written] = []
    for each in await journal.read(review, unseal=True):
        event = each.event
        if not isinstance(event, StepSubmitted | StepSentBack):
            continue
        verdict = event.verdict if isinstance(event, StepSubmitted) else Verdict.SENT_BACK
        found.extend(
            Written(event.step, event.round, event.actor, verdict, event.at, words)
            for words in (each.confidential or {}).values()
        )
    return found

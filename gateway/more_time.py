"""Asks HR for more time on a step: sealed, recorded at once, and decided by HR in the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.answers import NotAnAnswer, text_of
from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import MoreTimeAsked, ReviewEvent
from domain.review.more_time import AskForTime, ask_for_time
from domain.review.refusals import WordsMissing
from gateway.noting import note
from gateway.submitting import AnswersNotAccepted, content_id
from storage.archive import Archive
from storage.journal import Entry, Recorded

MOST_WORDS = 300


@dataclass(frozen=True)
class MoreTime:
    """Who asks for how many working days on which step, and why.

    `request` is chosen by the person's side and makes asking twice asking once.
    """

    request: str
    review: ReviewId
    step: StepId
    seat: int
    round: int
    person: PersonId
    reviewee: PersonId
    days: int
    reason: str


async def ask_more_time(archive: Archive, asked: MoreTime, at: datetime) -> int:
    """Record that somebody asks for more time; give the log's position.

    No timer waits for it, so it goes straight into the log of the review (ADR 11); the deadline
    moves only when HR extends it. `at` is the moment of the cycle's time.

    Raises:
        WordsMissing, AnswersNotAccepted: there is no reason, or none that can be stored.
        DaysOutOfRange, MoreTimeAlreadyAsked, NotYourStep, StepAlreadyClosed, ReviewIsPaused: says
            why it cannot be asked for.
    """
    reason = _words(asked.reason)
    content = await archive.vault.stage(
        content_id(asked.request), asked.reviewee, {"reason": reason}
    )
    wish = AskForTime(
        step=asked.step,
        seat=asked.seat,
        round=asked.round,
        person=asked.person,
        days=asked.days,
        request=asked.request,
        content=content,
    )

    def decide(recorded: Sequence[Recorded]) -> Sequence[Entry]:
        history = [each.event for each in recorded if isinstance(each.event, ReviewEvent)]
        told = (each for each in history if isinstance(each, MoreTimeAsked))
        if any(each.request == asked.request for each in told):
            return ()
        return (Entry(ask_for_time(history, wish, at)),)

    return await note(archive, asked.review, decide)


def _words(typed: str) -> str:
    if not typed.strip():
        raise WordsMissing("Please say why you need more time.")
    try:
        return text_of(typed, MOST_WORDS)
    except NotAnAnswer as refused:
        raise AnswersNotAccepted(" ".join(refused.sentences)) from None

"""Hands a draft in: within a second, or truthfully on its way, and asked again until it is sure."""

from dataclasses import dataclass
from typing import Final

from domain.errors import ReviewError
from domain.review.verdict import Verdict
from gateway.asking import Answer, OnItsWay
from gateway.site.front import Front
from gateway.site.shown import until_shown
from gateway.step.drafting import drafts_of, key_of
from gateway.step.place import Lying
from gateway.step.ways import Way
from gateway.submitting import Desk, Submission
from storage.drafts import Draft

PATIENCE_SECONDS: Final = 0.8
"""So long a person waits for the review to answer before they are told that it is on its way."""


@dataclass(frozen=True)
class Handing:
    """What is handed in: a draft as it stands, in one way, before this record."""

    lies: Lying
    way: Way
    draft: Draft
    shown_sha256: str | None

    @property
    def verdict(self) -> Verdict:
        """Give what is said with it."""
        return self.way.verdict


class DraftChanged(ReviewError):
    """Your draft was changed since you checked it. Check it once more; nothing was handed in."""

    code = "draft_changed"


async def hand_in(front: Front, handing: Handing, patience: float = PATIENCE_SECONDS) -> Answer:
    """Hand in; the draft is gone once it is recorded, and open again if it was refused.

    Handing in twice is handing in once: the same draft has the same name. What gets no answer in
    time stays on its way, and `relay` asks again.

    Raises:
        DraftChanged: the draft is not the one that was checked.
        AnswersNotAccepted, NomineesNotAccepted, Refused: says why; nothing was recorded.
    """
    lies, draft = handing.lies, handing.draft
    drafts, key = drafts_of(front), key_of(lies, handing.way)
    if not await drafts.send(key, draft.version, handing.shown_sha256, front.now()):
        raise DraftChanged
    submission = Submission(
        id=draft.submission_by(lies.reader.id),
        review=lies.place.review,
        step=lies.place.step,
        actor=lies.reader.id,
        verdict=handing.verdict,
        answers=draft.answers,
        shown_sha256=handing.shown_sha256,
    )
    desk = Desk(front.archive, front.client, patience)
    try:
        answer = await desk.submit(submission, lies.context)
    except ReviewError:
        await drafts.take_back(key)
        raise
    if not isinstance(answer, OnItsWay):
        await drafts.drop(key)
        await until_shown(front, answer)
    return answer

"""What somebody has written on a step and not handed in yet: kept as they type, never lost."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pydantic import JsonValue

from domain.errors import ReviewError
from domain.verdict_forms import WITHOUT_FORM
from gateway.site.front import Front
from gateway.step.place import Lying, Standing
from gateway.step.ways import Way
from storage.archive import Archive
from storage.drafts import Draft, DraftKey, Drafts, Saving
from storage.read_models.written import written

Answers = dict[str, JsonValue]


class OnItsWayAlready(ReviewError):
    """This was handed in and is on its way; it cannot be changed any more."""

    code: ClassVar[str] = "on_its_way_already"


class NotOpenToYou(ReviewError):
    """This step is not open to you at present. Nothing was saved."""

    code: ClassVar[str] = "not_open_to_you"


@dataclass(frozen=True)
class Clash:
    """Two texts for the same step: what was saved meanwhile, and what was sent now."""

    saved: Draft
    sent: Answers


@dataclass(frozen=True)
class Writing:
    """What a page sends to be kept.

    `based_on` is the version it showed, 0 where there was none; `seed` is what the server made up
    when it showed the page first, and names the submission if this is the first draft.
    """

    answers: Answers
    based_on: int
    seed: UUID


def drafts_of(front: Front) -> Drafts:
    """Give the drafts of this installation."""
    return Drafts(front.archive.hosts, front.archive.keys)


def key_of(lies: Lying, way: Way) -> DraftKey:
    """Name the draft of the reader in one way of answering a step."""
    place = lies.place
    return DraftKey(place.review, place.step, place.seat, place.round, lies.reader.id, way.name)


async def draft_of(front: Front, lies: Lying, way: Way) -> Draft | None:
    """Give what the reader has written so far."""
    return await drafts_of(front).load(key_of(lies, way))


async def keep(front: Front, lies: Lying, way: Way, writing: Writing) -> Draft | Clash:
    """Keep what somebody writes; a clash when another tab or device saved something else since.

    Raises:
        NotOpenToYou: the step is not theirs to do now, or was done.
        OnItsWayAlready: it was handed in a moment ago.
        DraftTooLarge: it is longer than a draft may be.
    """
    if lies.standing not in {Standing.OPEN, Standing.PAUSED, Standing.NOT_YET}:
        raise NotOpenToYou
    drafts, key = drafts_of(front), key_of(lies, way)
    saving = Saving(
        subject=lies.looked.reviewee.id,
        answers=writing.answers,
        based_on=writing.based_on,
        submission=writing.seed,
        at=front.now(),
    )
    kept = await drafts.save(key, saving)
    if kept is not None:
        return kept
    saved = await drafts.load(key)
    if saved is None:  # it is of somebody who was erased meanwhile
        raise NotOpenToYou
    if saved.answers == writing.answers:
        return saved
    if saved.asked_at is not None:
        raise OnItsWayAlready
    return Clash(saved, writing.answers)


async def own_words(archive: Archive, lies: Lying) -> Answers:
    """Give what the reader handed in on the step before it was to be done again: to begin with."""
    if lies.place.round == 1:
        return {}
    told = [
        each
        for each in await written(archive.journal, lies.place.review)
        if (each.step, each.author) == (lies.place.step, lies.reader.id)
        and each.verdict not in WITHOUT_FORM
    ]
    return told[-1].words if told else {}

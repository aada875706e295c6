"""What a panel did to one rating and why, for those whom the definition lets read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.calibration.events import RatingMoved, SessionEvent, SessionLocked
from domain.calibration.session import SessionState, fold
from domain.definition.cycle import CycleDefinition
from domain.definition.rating import Level
from domain.definition.words import Role
from domain.ids import PersonId, ReviewId
from domain.views.ratings import REASON_CODE, level_in
from gateway.scoring import rating_is_open
from storage.archive import Archive
from storage.journal import Recorded, Words
from storage.read_models.ratings import rating_of_review
from storage.read_models.reviews import ReviewLine
from storage.read_models.viewing import Viewing

REASON = "reason"


@dataclass(frozen=True)
class MoveSeen:
    """A rating moved by the panel: from what to what, under which heading, and why in words.

    `before` is None where nobody had rated; `content` names the move. `by` is for the panel itself
    and None for all others: a panel speaks with one voice.
    """

    at: datetime
    before: Level | None
    after: Level
    reason_code: str
    words: str
    content: UUID
    by: PersonId | None = None

    @property
    def heading(self) -> str:
        """Give the reason code as people read it."""
        return self.reason_code.replace("_", " ")


@dataclass(frozen=True)
class PanelTold:
    """What the panel of a review is about to do, or has done, in a sentence for its manager.

    Attributes:
        sentence: how the session stands for this review.
        is_locked: whether the panel is done.
        locked_at: since when.
    """

    sentence: str
    is_locked: bool
    locked_at: datetime | None = None


async def moves_seen_by(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, look: Viewing
) -> tuple[MoveSeen, ...]:
    """Give every move of a rating to whom the definition lets read them, oldest first.

    Empty before the panel has locked, for whoever may not read the rating, and where the panel
    left it as it was.
    """
    rules = definition.calibration
    roles = look.viewer.acting_roles & set(rules.reasons_read_by if rules else ())
    if review.session is None or not roles or not rating_is_open(definition, look):
        return ()
    if Role.REVIEWEE in roles and not look.progressed.is_shared:
        return ()
    recorded = await archive.journal.read(review.session)
    if not any(isinstance(each.event, SessionLocked) for each in recorded):
        return ()
    found = await moves_of(archive, recorded, review.review, definition)
    return tuple(replace(move, by=None) for move in found)


async def moves_of(
    archive: Archive,
    recorded: Sequence[Recorded],
    review: ReviewId,
    definition: CycleDefinition,
) -> tuple[MoveSeen, ...]:
    """Give every move of one row with its reason and its mover, oldest first.

    What was said of somebody who was erased is gone, and so are the moves.
    """
    rating = await rating_of_review(archive.readers, review)
    before = _named(definition, rating.proposed if rating else None)
    own = [
        each
        for each in recorded
        if isinstance(each.event, RatingMoved) and each.event.review == review
    ]
    found = []
    for each in await archive.journal.opened(own):
        words = next(iter((each.confidential or {}).values()), {})
        after = _named(definition, level_in(words))
        if after is not None and isinstance(each.event, RatingMoved):
            found.append(_move(each.event, before, after, words))
            before = after
    return tuple(found)


def _move(event: RatingMoved, before: Level | None, after: Level, words: Words) -> MoveSeen:
    code, reason = _text(words.get(REASON_CODE)), _text(words.get(REASON))
    return MoveSeen(event.at, before, after, code, reason, event.content.id, event.actor)


async def panel_told(archive: Archive, review: ReviewLine, *, is_rated: bool) -> PanelTold | None:
    """Say how the panel of a review stands, for whoever rates it; None where there is none."""
    if review.session is None:
        return None
    recorded = await archive.journal.read(review.session)
    events = [each.event for each in recorded if isinstance(each.event, SessionEvent)]
    state = fold(events)
    if not state.is_locked:
        return PanelTold(_before_lock(state, is_rated=is_rated), is_locked=False)
    lock = next(event for event in events if isinstance(event, SessionLocked))
    if not is_rated:
        sentence = (
            "The calibration panel has locked its session without this rating. Nothing is lost: "
            "what you rate now stands as you give it, and no panel moves it."
        )
    elif review.review in lock.missing:
        sentence = (
            "This rating came after the calibration panel had locked its session, so it stands as "
            "it was given."
        )
    else:
        sentence = "The calibration panel has locked its session; the rating it settled stands."
    return PanelTold(sentence, is_locked=True, locked_at=lock.at)


def _before_lock(state: SessionState, *, is_rated: bool) -> str:
    if is_rated:
        return "The rating is with the calibration panel, which may move it for a reason."
    if state.moved:
        return (
            "The calibration panel is at work. It sees this rating as soon as you hand it in, "
            "as long as its session is not locked."
        )
    return "The calibration panel sees this rating as soon as you hand it in."


def _named(definition: CycleDefinition, level: int | None) -> Level | None:
    levels = definition.rating_scale.levels if definition.rating_scale else ()
    return next((each for each in levels if each.value == level), None)


def _text(words: JsonValue) -> str:
    return words if isinstance(words, str) else ""

"""What HR wrote beside a nudge, for the message that passes it on."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from domain.ids import PersonId
from domain.review.events import StepNudged
from domain.views.notices import Instance, Reason
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.outbox import WaitingNotice

_NUDGED: Final = str(StepNudged.model_fields["type"].default)
_LINE: Final = "reason"

_Place = tuple[UUID, Instance, PersonId]
"""A step as it lay before one person."""


async def personal_lines(archive: Archive, waiting: Iterable[WaitingNotice]) -> dict[UUID, str]:
    """Give, for each of these notices that passes words on, the words.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    meant = [e for e in waiting if e.notice.reason is Reason.NUDGE and e.review]
    nudges = {e.id: e.review for e in meant if e.review}
    if not nudges:
        return {}
    recorded = await archive.journal.read_many(set(nudges.values()), [_NUDGED], unseal=True)
    by_name = {each.stored.event_id: _words(each) for each in recorded}
    # What is told again goes by another name; it says what that person was told last of that step.
    latest = {_place(each): _words(each) for each in recorded}
    found = {e.id: by_name.get(e.id, latest.get(_place_of(e), "")) for e in meant}
    return {notice: words for notice, words in found.items() if words}


def _place(recorded: Recorded) -> _Place | None:
    event = recorded.event
    if not isinstance(event, StepNudged):
        return None
    return recorded.stream, Instance(event.step, event.seat, event.round), event.recipient


def _place_of(waiting: WaitingNotice) -> _Place | None:
    instance = waiting.notice.instance
    if waiting.review is None or instance is None:
        return None
    return waiting.review, instance, waiting.notice.recipient


def _words(recorded: Recorded) -> str:
    parts = (recorded.confidential or {}).values()
    return " ".join(words for part in parts if isinstance(words := part.get(_LINE), str))

"""What HR wrote beside a nudge, for the message that passes it on."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from domain.review.events import StepNudged
from domain.views.notices import Reason
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.outbox import WaitingNotice

_NUDGED: Final = str(StepNudged.model_fields["type"].default)
_LINE: Final = "reason"


async def personal_lines(archive: Archive, waiting: Iterable[WaitingNotice]) -> dict[UUID, str]:
    """Give, for each of these notices that passes words on, the words.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    nudges = {e.id: e.review for e in waiting if e.notice.reason is Reason.NUDGE and e.review}
    if not nudges:
        return {}
    recorded = await archive.journal.read_many(set(nudges.values()), [_NUDGED], unseal=True)
    found = ((each.stored.event_id, _words(each)) for each in recorded)
    return {notice: words for notice, words in found if notice in nudges and words}


def _words(recorded: Recorded) -> str:
    parts = (recorded.confidential or {}).values()
    return " ".join(words for part in parts if isinstance(words := part.get(_LINE), str))

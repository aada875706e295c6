"""What many actions ask for, opened together for one reader."""

from collections.abc import Collection, Mapping
from typing import Final

from domain.ids import ActionId, PersonId
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.actions import ActionWords, words_in
from storage.read_models.asking import rows_of

TYPES: Final = ("ActionTasked", "ActionMoved", "ActionDone", "ActionDropped")

# readable_actions: which of some actions a person may read; as `readers_of`, of many at once.
READABLE_ACTIONS: Final = """
SELECT a.action FROM read.actions AS a
LEFT JOIN read.people AS p ON p.person = a.subject
LEFT JOIN read.cycles AS c ON c.cycle = a.cycle
WHERE a.action = ANY($1::uuid[])
  AND $2 IN (a.owner, a.tasked_by, a.subject, p.manager, p.hr_partner, c.hr_owner)
"""


async def words_of_many(
    archive: Archive, actions: Collection[ActionId], reader: PersonId
) -> Mapping[ActionId, ActionWords]:
    """Open the words of some actions; those that are not for the reader are not among them."""
    if not actions:
        return {}
    rows = await rows_of(archive.readers, READABLE_ACTIONS, list(actions), reader)
    streams: dict[ActionId, list[Recorded]] = {row["action"]: [] for row in rows}
    for each in await archive.journal.read_many(streams, TYPES, unseal=True):
        streams[ActionId(each.stream)].append(each)
    return {action: words_in(recorded) for action, recorded in streams.items()}

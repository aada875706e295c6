"""Why HR changed something: the words given with a change, for whoever reads the audit."""

from collections.abc import Iterable

from domain.ids import PersonId
from storage.archive import Archive
from storage.read_models.audit import AuditEntry

REASON = "reason"


async def reasons_of_changes(
    archive: Archive, entries: Iterable[AuditEntry], reader: PersonId
) -> dict[int, str]:
    """Give the reason of each change that has one, by its position in the log.

    What HR says of a change is sealed under the organisation's key, apart from the words of
    people, which are not opened here. Nobody reads why something about themselves was changed:
    that is for HR to tell them.
    """
    found = list(entries)
    own = {each.position for each in found if each.reviewee_id == reader}
    positions = [each.position for each in found if each.position not in own]
    reasons: dict[int, str] = {}
    for recorded in await archive.journal.read_at(positions, unseal=True):
        words = (recorded.confidential or {}).get(archive.organisation, {}).get(REASON)
        if isinstance(words, str) and words:
            reasons[recorded.position] = words
    return reasons

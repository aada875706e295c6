"""Every fact of the log that names a person, holds their words, or belongs to what is theirs."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from domain.actions.events import ActionTasked
from domain.development.events import PlanBegun
from domain.ids import PersonId, feedback_stream, follow_ups_of, progress_stream, quiet_stream
from domain.review.events import ReviewOpened
from storage.archive import Archive
from storage.event import StoredEvent
from storage.journal import Recorded
from storage.patience import ask

PIECE: Final = 100_000
"""Positions looked through in one question: a writer's question lasts 20 s at most."""

# facts_about: of a piece of the log, what names a person in the open or is sealed for them.
FACTS_ABOUT: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE position > $1 AND position <= $2 AND tenant_id = $3
  AND (strpos(data, $4) > 0 OR strpos(meta, $4) > 0 OR position($5::bytea IN sealed) > 0)
ORDER BY position
"""


async def facts_about(archive: Archive, person: PersonId) -> list[Recorded]:
    """Give every fact about a person with its words, in order.

    The whole log is looked through: that is the price of missing nothing, and this is asked for
    seldom.
    """
    found = {each.position: each for each in await _naming(archive, person)}
    for stream in _own_streams(found.values(), person):
        for each in await archive.journal.read(stream):
            found[each.position] = each
    return await archive.journal.opened(found[position] for position in sorted(found))


async def _naming(archive: Archive, person: PersonId) -> list[Recorded]:
    head, found = await archive.store.head(), list[Recorded]()
    for start in range(0, head, PIECE):
        within = (start, min(start + PIECE, head), archive.organisation)
        rows = await ask(archive.writers, FACTS_ABOUT, *within, str(person), person.bytes)
        found += [Recorded.of(StoredEvent(*row)) for row in rows]
    return found


def _own_streams(found: Iterable[Recorded], person: PersonId) -> set[UUID]:
    own = {feedback_stream(person), person}
    for each in found:
        match each.event:
            case ReviewOpened(plan=plan) if plan.reviewee == person:
                review = plan.review
                beside = (progress_stream(review), follow_ups_of(review), quiet_stream(review))
                own |= {each.stream, *beside}
            case PlanBegun(reviewee=reviewee) if reviewee == person:
                own.add(each.stream)
            case ActionTasked(task=task) if task.subject == person:
                own.add(each.stream)
    return {UUID(str(stream)) for stream in own}

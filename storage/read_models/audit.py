"""What happened in a whole cycle, in sentences, the latest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.anonymity import anonymous_steps
from domain.calibration.events import SessionEvent
from domain.cycle.events import ChangeOrdered, CycleClosed, PeopleAdded, StageDeadlineMoved
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId, ReviewId
from domain.review.events import ReviewEvent
from domain.views.telling import Telling
from domain.views.timeline import sentence
from domain.views.timeline_cycle import cycle_sentence
from storage.event_types import DomainEvent, decode
from storage.read_models.asking import rows_of
from storage.read_models.people import names_of
from storage.read_models.timeline import people_in

# audit_of_cycle: what happened in a cycle, its reviews and its sessions before a position, as far
# as the filters let it through; of one HR partner's people alone, if one is named.
AUDIT_OF_CYCLE: Final = """
WITH streams AS (
    SELECT r.review AS stream, r.review, r.reviewee,
           coalesce($4 IN (p.manager, m.manager), FALSE) AS is_led
    FROM read.reviews AS r LEFT JOIN read.people AS p ON p.person = r.reviewee
    LEFT JOIN read.people AS m ON m.person = p.manager
    WHERE r.cycle = $1 AND ($3::uuid IS NULL OR p.hr_partner = $3)
      AND ($4::uuid IS NULL OR r.reviewee <> $4) AND ($5::uuid IS NULL OR r.reviewee = $5)
    UNION ALL
    SELECT session, NULL, NULL, FALSE FROM read.sessions
    WHERE cycle = $1 AND $3::uuid IS NULL AND $5::uuid IS NULL
    UNION ALL
    SELECT $1, NULL, NULL, FALSE WHERE $3::uuid IS NULL AND $5::uuid IS NULL
)
SELECT t.position, t.type, t.schema_version, t.facts, s.review, s.reviewee
FROM read.timeline AS t JOIN streams AS s ON s.stream = t.stream
WHERE t.position < $2
  AND ($6::text[] IS NULL OR t.type = ANY($6))
  AND ($7::text IS NULL OR $7 IN (t.facts::jsonb ->> 'actor', t.facts::jsonb ->> 'by'))
  AND ($8::timestamptz IS NULL OR (t.facts::jsonb ->> 'at')::timestamptz >= $8)
  AND ($9::timestamptz IS NULL OR (t.facts::jsonb ->> 'at')::timestamptz < $9)
  AND NOT (s.is_led AND cardinality($11::text[]) > 0 AND coalesce(
      t.facts::jsonb ->> 'step' = ANY($11) OR t.facts::jsonb ->> 'role' = 'peer', FALSE))
ORDER BY t.position DESC
LIMIT $10
"""

LATEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of a cycle is to be seen.

    Attributes:
        before: only what stands before this position of the log.
        unit: the HR partner whose people are meant; None for all.
        but: who reads, if their own review is not for them; of those they lead they do not see
            what happens at anonymous steps.
        reviewee: whose review alone is meant.
        actor: who did it.
        types: kinds of events; none for all.
        since, until: moments of the cycle's time, the second not included.
    """

    before: int = LATEST
    unit: PersonId | None = None
    but: PersonId | None = None
    reviewee: PersonId | None = None
    actor: PersonId | None = None
    types: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that happened: when, in a sentence, and in whose review."""

    position: int
    at: datetime
    type: str
    sentence: str
    review: ReviewId | None
    reviewee: str
    reviewee_id: PersonId | None


async def audit_of_cycle(
    pool: asyncpg.Pool,
    cycle: CycleId,
    definition: CycleDefinition,
    seen: AuditFilter,
    limit: int,
) -> list[AuditEntry]:
    """Tell what happened in a cycle, the latest first; who wrote anonymously stays unnamed."""
    rows = await rows_of(
        pool,
        AUDIT_OF_CYCLE,
        cycle,
        seen.before,
        seen.unit,
        seen.but,
        seen.reviewee,
        list(seen.types) or None,
        str(seen.actor) if seen.actor else None,
        seen.since,
        seen.until,
        limit,
        sorted(anonymous_steps(definition)),
    )
    events = [decode(row["type"], row["schema_version"], row["facts"]) for row in rows]
    people = {person for event in events for person in people_in(event)}
    names = await names_of(pool, people | {row["reviewee"] for row in rows if row["reviewee"]})
    tell = Telling.of(definition, names.name_of, names.zone_of)
    return [
        AuditEntry(
            position=row["position"],
            at=event.at,
            type=row["type"],
            sentence=told,
            review=row["review"],
            reviewee=names.name_of(row["reviewee"]) if row["reviewee"] else "",
            reviewee_id=row["reviewee"],
        )
        for row, event in zip(rows, events, strict=True)
        if (told := _sentence(event, tell))
    ]


def _sentence(event: DomainEvent, tell: Telling) -> str:
    match event:
        case StageDeadlineMoved() | ChangeOrdered() | PeopleAdded() | CycleClosed():
            return cycle_sentence(event, tell)
        case ReviewEvent() | SessionEvent():
            return sentence(event, tell)
        case _:
            return ""

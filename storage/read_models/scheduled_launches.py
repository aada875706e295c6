"""Launches that wait for their moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.ids import CycleId, OrganisationId, PersonId
from storage.read_models.asking import rows_of

# waiting_launches: the launches of an organisation that are scheduled, the next one first.
WAITING_LAUNCHES: Final = """
SELECT l.cycle, l.key, l.title, l.people, l.begins_at, l.request, l.scheduled_by,
       p.display_full_name AS scheduled_by_name
FROM read.scheduled_launches AS l LEFT JOIN read.people AS p ON p.person = l.scheduled_by
WHERE l.organisation = $1 AND l.state = 'waiting' ORDER BY l.begins_at, l.key
"""


@dataclass(frozen=True, slots=True)
class WaitingLaunch:
    """A launch that will begin by itself; `request` is what it is called off by."""

    cycle: CycleId
    key: str
    title: str
    people: int
    begins_at: datetime
    request: str
    scheduled_by: PersonId | None
    scheduled_by_name: str | None


async def waiting_launches(pool: asyncpg.Pool, organisation: OrganisationId) -> list[WaitingLaunch]:
    """List the launches that are scheduled, the next one first."""
    return [WaitingLaunch(**row) for row in await rows_of(pool, WAITING_LAUNCHES, organisation)]

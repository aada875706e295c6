"""What a round of delivery asks: whose turn it is, what waits for them, and what comes later."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import CycleId, PersonId
from domain.people import Organisation
from storage.read_models.asking import rows_of
from storage.read_models.outbox import _WAITING, WaitingNotice, _waiting
from storage.read_models.people import _COLUMNS, _person

NOBODY: Final = PersonId(UUID(int=0))
"""Comes before everybody."""

# recipients_due: the next people for whom something of a cycle waits that may go out by now.
RECIPIENTS_DUE: Final = """
SELECT DISTINCT recipient FROM read.notices
WHERE cycle = $1 AND state = 'waiting' AND not_before <= $2 AND recipient > $3
ORDER BY recipient
LIMIT $4
"""

# due_of_recipients: all that may go out to some people by now, in the order of the log.
DUE_OF_RECIPIENTS: Final = f"""
{_WAITING} AND n.not_before <= $2 AND n.recipient = ANY($3::uuid[]) ORDER BY n.position
"""

# upcoming: for whom something may go out later, and from when on, the first of them first.
UPCOMING: Final = """
SELECT recipient, min(not_before) AS not_before FROM read.notices
WHERE cycle = $1 AND state = 'waiting' AND not_before > $2
GROUP BY recipient
ORDER BY not_before, recipient
LIMIT $3
"""

# people_by_id: some people as the directory knows them.
PEOPLE_BY_ID: Final = f"""
SELECT {_COLUMNS} FROM read.people WHERE person = ANY($1::uuid[])
"""  # noqa: S608 - our own columns


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Somebody for whom something may go out from that moment of the cycle on, not before."""

    recipient: PersonId
    not_before: datetime


async def recipients_due(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, after: PersonId, limit: int
) -> list[PersonId]:
    """List the next people after one, by id, for whom something may go out by then."""
    rows = await rows_of(pool, RECIPIENTS_DUE, cycle, at, after, limit)
    return [row["recipient"] for row in rows]


async def due_of(
    pool: asyncpg.Pool, cycle: CycleId, at: datetime, recipients: Sequence[PersonId]
) -> list[WaitingNotice]:
    """List what may go out to these people by then, oldest first."""
    rows = await rows_of(pool, DUE_OF_RECIPIENTS, cycle, at, recipients)
    return [_waiting(row) for row in rows]


async def upcoming(
    pool: asyncpg.Pool, cycle: CycleId, after: datetime, limit: int
) -> list[Upcoming]:
    """List for whom something may go out after a moment, each once, the first of them first."""
    rows = await rows_of(pool, UPCOMING, cycle, after, limit)
    return [Upcoming(**row) for row in rows]


async def people_by_id(pool: asyncpg.Pool, people: Collection[PersonId]) -> Organisation:
    """Give some people; whoever is not in the directory any more is not among them."""
    return Organisation([_person(row) for row in await rows_of(pool, PEOPLE_BY_ID, list(people))])

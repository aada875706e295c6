"""What is left in the outbox: of cycles that have closed, for long, or at odds with the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import CycleId, OrganisationId
from domain.tempo import Tempo
from storage.read_models.asking import rows_of

# closed_with_notices: cycles that are closed while messages that the last round of their delivery
# was to send have not gone out.
CLOSED_WITH_NOTICES: Final = """
SELECT c.cycle, c.tempo FROM read.cycles AS c
WHERE c.organisation = $1 AND c.state = 'closed' AND EXISTS (
    SELECT FROM read.notices AS n
    WHERE n.cycle = c.cycle AND n.state = 'waiting' AND n.kind IS NULL
      AND n.not_before <= c.closed_at
)
ORDER BY c.cycle
"""

# has_lasting_notices: whether anybody is to be told, or was, of what belongs to no cycle.
HAS_LASTING_NOTICES: Final = """
SELECT FROM read.notices WHERE cycle = $1 AND kind IS NOT NULL AND state <> 'dropped' LIMIT 1
"""

# waiting_in: how many messages of a cycle, or of what belongs to none, wait since before a moment,
# and since when the first of them does.
WAITING_IN: Final = """
SELECT count(*) AS number, min(not_before) AS since FROM read.notices
WHERE cycle = $1 AND state = 'waiting' AND not_before < $2
"""

# told_and_waiting: what a message that went out told and the outbox still has as waiting.
TOLD_AND_WAITING: Final = """
SELECT n.notice, d.message FROM read.deliveries AS d
CROSS JOIN LATERAL jsonb_array_elements_text(d.notices) AS told (notice)
JOIN read.notices AS n ON n.notice = told.notice::uuid
WHERE n.state = 'waiting' ORDER BY n.position
"""

# told_by_nobody: what the outbox has as sent and no message told.
TOLD_BY_NOBODY: Final = """
SELECT n.notice, n.message FROM read.notices AS n
WHERE n.state = 'sent' AND NOT EXISTS (
    SELECT FROM read.deliveries AS d WHERE d.message = n.message AND d.notices ? n.notice::text
)
ORDER BY n.position
"""


@dataclass(frozen=True, slots=True)
class Overdue:
    """So many messages wait, the first of them since `since`."""

    number: int
    since: datetime


async def closed_with_notices(
    pool: asyncpg.Pool, organisation: OrganisationId
) -> dict[CycleId, Tempo]:
    """Give the closed cycles whose last messages are not out, and how time runs in each."""
    rows = await rows_of(pool, CLOSED_WITH_NOTICES, organisation)
    return {
        CycleId(UUID(bytes=row["cycle"].bytes)): Tempo.model_validate_json(row["tempo"])
        for row in rows
    }


async def has_lasting_notices(pool: asyncpg.Pool, organisation: OrganisationId) -> bool:
    """Tell whether anybody is to be told, or was, of what belongs to no cycle."""
    return bool(await rows_of(pool, HAS_LASTING_NOTICES, organisation))


async def overdue(
    pool: asyncpg.Pool, cycle: CycleId | OrganisationId, since: datetime
) -> Overdue | None:
    """Say what has waited since before that moment of the cycle's time."""
    [row] = await rows_of(pool, WAITING_IN, cycle, since)
    return Overdue(row["number"], row["since"]) if row["number"] else None


async def told_and_waiting(pool: asyncpg.Pool) -> Sequence[UUID]:
    """Name the notices that a message told and that still wait."""
    return [row["notice"] for row in await rows_of(pool, TOLD_AND_WAITING)]


async def told_by_nobody(pool: asyncpg.Pool) -> Sequence[UUID]:
    """Name the notices that are taken for sent and that no message told."""
    return [row["notice"] for row in await rows_of(pool, TOLD_BY_NOBODY)]

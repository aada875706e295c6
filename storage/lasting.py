"""Which sessions and tokens still last: asked of all at once that something is sent live to."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from storage.patience import ask
from storage.sessions import LONGEST, LONGEST_IDLE

# still_lasting: of some sessions and tokens by id, those that are not over. A session has the
# first half of its digest as its id.
STILL_LASTING: Final = """
SELECT found.id FROM (
    SELECT encode(substring(s.digest FROM 1 FOR 16), 'hex')::uuid AS id
    FROM web.session AS s
    LEFT JOIN web.link AS l ON l.id = s.link
    LEFT JOIN web.ticket AS t ON t.id = s.ticket
    WHERE s.begun_at > $2 AND s.seen_at > $3 AND l.revoked_at IS NULL AND t.revoked_at IS NULL
) AS found WHERE found.id = ANY($1::uuid[])
UNION ALL
SELECT id FROM web.api_token
WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > $4
"""


async def still_lasting(pool: asyncpg.Pool, ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Give those of some sessions and tokens that are good, through `pool` (a host's)."""
    rows = await ask(pool, STILL_LASTING, list(ids), at - LONGEST, at - LONGEST_IDLE, at)
    return {UUID(bytes=row["id"].bytes) for row in rows}

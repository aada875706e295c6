"""Who is signed in: sessions under the digest of what the browser holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import PersonId
from domain.reach import Reach
from storage.links import reach_in
from storage.patience import ask

LONGEST: Final = timedelta(hours=12)
LONGEST_IDLE: Final = timedelta(hours=2)
TOUCHED_EVERY: Final = timedelta(minutes=1)

# begin_session: let somebody in; sessions that are over are swept out by those that begin.
BEGIN_SESSION: Final = """
WITH swept AS (DELETE FROM web.session WHERE begun_at < $6)
INSERT INTO web.session (digest, person, link, ticket, begun_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT DO NOTHING
"""

# live_session: a session that has neither lasted nor slept too long, nor lost what began it.
LIVE_SESSION: Final = """
SELECT s.person, s.link, l.reach, s.begun_at, s.seen_at
FROM web.session AS s
LEFT JOIN web.link AS l ON l.id = s.link
LEFT JOIN web.ticket AS t ON t.id = s.ticket
WHERE s.digest = $1 AND s.begun_at > $2 AND s.seen_at > $3
  AND l.revoked_at IS NULL AND t.revoked_at IS NULL
"""

# touch_session: note that somebody is still there.
TOUCH_SESSION: Final = "UPDATE web.session SET seen_at = $2 WHERE digest = $1 AND seen_at < $2"

# end_sessions: sign out of these.
END_SESSIONS: Final = "DELETE FROM web.session WHERE digest = ANY($1::bytea[])"

# end_sessions_of: sign a person out everywhere.
END_SESSIONS_OF: Final = "DELETE FROM web.session WHERE person = $1 RETURNING digest"


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session that lives; `reach` is the one thing a link opened, None after a sign-in."""

    person: PersonId
    link: UUID | None
    reach: Reach | None
    begun_at: datetime
    seen_at: datetime


class SessionBook:
    """Keeps sessions, through `pool` (a host's). All instants are real ones.

    A session lasts 12 hours at most, and ends after two hours in which nobody was seen.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def begin(
        self,
        digest: bytes,
        person: PersonId,
        at: datetime,
        *,
        link: UUID | None = None,
        by_ticket: UUID | None = None,
    ) -> None:
        """Let somebody in: with `link` to what it opens and no further, else to all of theirs."""
        await ask(self._pool, BEGIN_SESSION, digest, person, link, by_ticket, at, at - LONGEST)

    async def find(
        self, digest: bytes, at: datetime, *, is_seen: bool = True
    ) -> KeptSession | None:
        """Give the session, if it lives; that somebody `is_seen` is noted once a minute."""
        rows = await ask(self._pool, LIVE_SESSION, digest, at - LONGEST, at - LONGEST_IDLE)
        if not rows:
            return None
        (row,) = rows
        if is_seen and row["seen_at"] < at - TOUCHED_EVERY:
            await ask(self._pool, TOUCH_SESSION, digest, at)
        reach = reach_in(row["reach"]) if row["reach"] else None
        return KeptSession(row["person"], row["link"], reach, row["begun_at"], row["seen_at"])

    async def end(self, *digests: bytes) -> None:
        """End these sessions; those that are over already make no difference."""
        await ask(self._pool, END_SESSIONS, list(digests))

    async def end_all(self, person: PersonId) -> int:
        """Sign a person out wherever they are; tell how many sessions that were."""
        return len(await ask(self._pool, END_SESSIONS_OF, person))

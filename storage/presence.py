"""Who sits at a calibration board just now: seen by every gateway, forgotten within a minute."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.ids import PersonId, ReviewId, SessionId
from storage.patience import ask

# sit_down: somebody looks at a board, with this row open before them or none.
SIT_DOWN: Final = """
INSERT INTO web.presence (session, person, review, opened_at, seen_at)
VALUES ($1, $2, $3, CASE WHEN $3::uuid IS NULL THEN NULL ELSE now() END, now())
ON CONFLICT (session, person) DO UPDATE
SET seen_at = now(), review = excluded.review,
    opened_at = CASE WHEN presence.review = excluded.review THEN presence.opened_at
                     ELSE excluded.opened_at END
"""

# stay: those who watch a board live still do, whatever row they have open.
STAY: Final = """
INSERT INTO web.presence (session, person, seen_at)
SELECT $1, person, now() FROM unnest($2::uuid[]) AS person
ON CONFLICT (session, person) DO UPDATE SET seen_at = now()
"""

# get_up: somebody left a board.
GET_UP: Final = "DELETE FROM web.presence WHERE session = $1 AND person = $2"

# at_table: who was seen at a board within the last half minute; with a row open, which without
# scripts is a page of its own that says nothing more of itself, within three.
AT_TABLE: Final = """
SELECT person, review, opened_at FROM web.presence
WHERE session = $1 AND seen_at > now() -
    CASE WHEN review IS NULL THEN interval '30 seconds' ELSE interval '3 minutes' END
ORDER BY person
"""

# sweep: forget who was seen last a while ago, at any board.
SWEEP: Final = "DELETE FROM web.presence WHERE seen_at < now() - interval '10 minutes'"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the board, and the row that lies open before them since when."""

    person: PersonId
    review: ReviewId | None
    opened_at: datetime | None


class Attendance:
    """Notes who is at which board."""

    def __init__(self, hosts: asyncpg.Pool) -> None:
        """Note it in the room of the pages."""
        self._hosts = hosts

    async def sit_down(
        self, session: SessionId, person: PersonId, review: ReviewId | None = None
    ) -> None:
        """Note that somebody looks at a board, with a row open before them or none."""
        await ask(self._hosts, SIT_DOWN, session, person, review)

    async def stay(self, session: SessionId, people: Collection[PersonId]) -> None:
        """Note that these people still look, and forget who has not for long."""
        await ask(self._hosts, STAY, session, list(people))
        await ask(self._hosts, SWEEP)

    async def get_up(self, session: SessionId, person: PersonId) -> None:
        """Note that somebody left."""
        await ask(self._hosts, GET_UP, session, person)

    async def at_table(self, session: SessionId) -> tuple[Present, ...]:
        """Say who is there."""
        return tuple(Present(**row) for row in await ask(self._hosts, AT_TABLE, session))

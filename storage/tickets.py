"""Tickets: addresses that sign somebody in without a code, for an embedded installation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import asyncpg

from domain.ids import PersonId
from storage.patience import ask

# newest_ticket: the latest generation of a person's ticket to a page.
NEWEST_TICKET: Final = """
SELECT id, generation, revoked_at FROM web.ticket
WHERE person = $1 AND path = $2 ORDER BY generation DESC LIMIT 1
"""

# enter_ticket: make a ticket, unless somebody else has just made the same.
ENTER_TICKET: Final = """
INSERT INTO web.ticket (id, person, path, generation, made_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""

# ticket_of: a ticket that was not revoked.
TICKET_OF: Final = "SELECT id, person, path FROM web.ticket WHERE id = $1 AND revoked_at IS NULL"

# revoke_tickets: end every ticket of a person, and the sessions that began with one.
REVOKE_TICKETS: Final = """
WITH revoked AS (
    UPDATE web.ticket SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL RETURNING id
), ended AS (
    DELETE FROM web.session WHERE ticket IN (SELECT id FROM revoked)
)
SELECT id FROM revoked
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who it signs in, and the page it leads to."""

    id: UUID
    person: PersonId
    path: str


class TicketBook:
    """Keeps tickets, through `pool` (a host's)."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def ensure(self, person: PersonId, path: str, at: datetime) -> UUID:
        """Give the name of a person's ticket to a page; the same one until it is revoked."""
        rows = await ask(self._pool, NEWEST_TICKET, person, path)
        if rows and rows[0]["revoked_at"] is None:
            return UUID(bytes=rows[0]["id"].bytes)
        generation = rows[0]["generation"] + 1 if rows else 1
        name = uuid5(person, f"ticket:{path}:{generation}")
        await ask(self._pool, ENTER_TICKET, name, person, path, generation, at)
        return name

    async def find(self, name: UUID) -> Ticket | None:
        """Give a ticket that was not revoked."""
        rows = await ask(self._pool, TICKET_OF, name)
        return Ticket(**rows[0]) if rows else None

    async def revoke_all(self, person: PersonId, at: datetime) -> int:
        """End every ticket of a person; tell how many that were."""
        return len(await ask(self._pool, REVOKE_TICKETS, person, at))

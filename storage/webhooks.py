"""The book of webhooks: which programs are told of what happens, and how far each was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import OrganisationId
from storage.patience import ask

_COLUMNS: Final = """
    id, url, types, made_at, position, failing_since, tries, next_try_at, last_answer, ended_at
"""

# enter_webhook: begin to tell a program of what happens after a position.
ENTER_WEBHOOK: Final = """
INSERT INTO web.webhook (id, organisation, url, types, made_at, position, next_try_at)
VALUES ($1, $2, $3, $4, $5, $6, $5)
ON CONFLICT (id) DO NOTHING
"""

# all_webhooks: every program that is or was told, the oldest first.
ALL_WEBHOOKS: Final = f"""
SELECT {_COLUMNS} FROM web.webhook WHERE organisation = $1 ORDER BY made_at, id
"""  # noqa: S608 - our own columns

# remove_webhook: tell a program nothing any more.
REMOVE_WEBHOOK: Final = "DELETE FROM web.webhook WHERE organisation = $1 AND id = $2 RETURNING id"

# claim_webhooks: take the programs whose turn it is, so that no other process tells them meanwhile.
CLAIM_WEBHOOKS: Final = f"""
UPDATE web.webhook SET next_try_at = $3
WHERE id IN (
    SELECT id FROM web.webhook
    WHERE organisation = $1 AND ended_at IS NULL AND next_try_at <= $2 AND position < $4
    ORDER BY next_try_at LIMIT $5 FOR UPDATE SKIP LOCKED
)
RETURNING {_COLUMNS}
"""  # noqa: S608 - our own columns

# note_told: a program took everything up to a position.
NOTE_TOLD: Final = """
UPDATE web.webhook
SET position = $2, next_try_at = $3, tries = 0, failing_since = NULL, last_answer = $4
WHERE id = $1
"""

# note_failure: a program did not take what comes after a position; when it is tried again.
NOTE_FAILURE: Final = """
UPDATE web.webhook
SET position = $2, next_try_at = $4, tries = tries + 1, last_answer = $5,
    failing_since = coalesce(failing_since, $3), ended_at = $6
WHERE id = $1
"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that is told; without `types` of everything that is told outside.

    It has taken everything up to `position`. `tries` counts how often in a row it has not taken
    what comes next, `last_answer` says how it answered. An ended one is told nothing any more.
    """

    id: UUID
    url: str
    types: tuple[str, ...]
    made_at: datetime
    position: int
    failing_since: datetime | None
    tries: int
    next_try_at: datetime
    last_answer: str | None
    ended_at: datetime | None


class WebhookBook:
    """Keeps the webhooks of an organisation, through the pool of a host; instants are real ones."""

    def __init__(self, pool: asyncpg.Pool, organisation: OrganisationId) -> None:
        self._pool = pool
        self._organisation = organisation

    async def enter(
        self, name: UUID, url: str, types: Sequence[str], after: int, at: datetime
    ) -> None:
        """Begin to tell a program of what comes after a position."""
        await ask(self._pool, ENTER_WEBHOOK, name, self._organisation, url, list(types), at, after)

    async def everyone(self) -> list[Webhook]:
        """List every program that is told, and those whose telling has ended."""
        return [_webhook(row) for row in await ask(self._pool, ALL_WEBHOOKS, self._organisation)]

    async def remove(self, name: UUID) -> bool:
        """Forget a program; tell whether it was there."""
        return bool(await ask(self._pool, REMOVE_WEBHOOK, self._organisation, name))

    async def claim(self, at: datetime, until: datetime, head: int, most: int) -> list[Webhook]:
        """Take those whose turn it is and who have not heard all up to `head`, until a moment."""
        rows = await ask(self._pool, CLAIM_WEBHOOKS, self._organisation, at, until, head, most)
        return [_webhook(row) for row in rows]

    async def told(self, name: UUID, position: int, at: datetime, answer: str) -> None:
        """Note that a program took everything up to a position."""
        await ask(self._pool, NOTE_TOLD, name, position, at, answer)

    async def failed(
        self,
        name: UUID,
        position: int,
        at: datetime,
        again_at: datetime,
        answer: str,
        *,
        is_over: bool,
    ) -> None:
        """Note that a program took nothing after a position, and when it is tried again."""
        ended_at = at if is_over else None
        await ask(self._pool, NOTE_FAILURE, name, position, at, again_at, answer, ended_at)


def _webhook(row: asyncpg.Record) -> Webhook:
    return Webhook(**dict(row) | {"types": tuple(row["types"])})

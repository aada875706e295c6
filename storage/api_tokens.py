"""The tokens of programs: in whose name each acts, how far it reaches, until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import PersonId
from storage.patience import ask

TOUCHED_EVERY: Final = timedelta(minutes=1)

_TOKEN: Final = "SELECT id, name, person, scopes, issued_at, expires_at, revoked_at, used_at"  # noqa: S105 - it is a query

# issue_token: make a token for somebody's programs.
ISSUE_TOKEN: Final = """
INSERT INTO web.api_token (id, digest, name, person, scopes, issued_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""  # noqa: S105 - it is a query

# live_token: a token that has neither been revoked nor expired.
LIVE_TOKEN: Final = f"""
{_TOKEN} FROM web.api_token WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2
"""

# touch_token: note that a token was used.
TOUCH_TOKEN: Final = "UPDATE web.api_token SET used_at = $2 WHERE id = $1"  # noqa: S105 - as above

# tokens_of: every token that acts in somebody's name; everybody's where nobody is named.
TOKENS_OF: Final = f"""
{_TOKEN} FROM web.api_token WHERE $1::uuid IS NULL OR person = $1 ORDER BY issued_at, id
"""

# revoke_token: end a token for good.
REVOKE_TOKEN: Final = """
UPDATE web.api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id
"""  # noqa: S105 - it is a query


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token as it is kept; what the program holds is not."""

    id: UUID
    name: str
    person: PersonId
    scopes: frozenset[str]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class TokenBook:
    """Keeps tokens, through `pool` (a host's). All instants are real ones."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def issue(
        self,
        token: UUID,
        digest: bytes,
        name: str,
        person: PersonId,
        scopes: Collection[str],
        valid: tuple[datetime, datetime],
    ) -> None:
        """Keep a new token; `valid` is from when and until when."""
        await ask(self._pool, ISSUE_TOKEN, token, digest, name, person, sorted(scopes), *valid)

    async def find(self, digest: bytes, at: datetime) -> KeptToken | None:
        """Give the token, if it is good; that it was used is noted once a minute."""
        rows = await ask(self._pool, LIVE_TOKEN, digest, at)
        if not rows:
            return None
        kept = _kept(rows[0])
        if kept.used_at is None or kept.used_at < at - TOUCHED_EVERY:
            await ask(self._pool, TOUCH_TOKEN, kept.id, at)
        return kept

    async def of(self, person: PersonId | None = None) -> list[KeptToken]:
        """List the tokens of a person, or all there are."""
        return [_kept(row) for row in await ask(self._pool, TOKENS_OF, person)]

    async def revoke(self, token: UUID, at: datetime) -> bool:
        """End a token; tell whether it was good until now."""
        return bool(await ask(self._pool, REVOKE_TOKEN, token, at))


def _kept(row: asyncpg.Record) -> KeptToken:
    return KeptToken(**dict(row) | {"scopes": frozenset(row["scopes"])})

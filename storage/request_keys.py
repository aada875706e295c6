"""The keys by which programs make a request once: which request each was for, and its answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from domain.ids import PersonId
from storage.patience import ask

KEPT_FOR: Final = timedelta(days=30)

# use_key: take a key for a request, and give the request it was taken for first; old ones go.
USE_KEY: Final = """
WITH swept AS (DELETE FROM web.request_key WHERE at < $5),
taken AS (
    INSERT INTO web.request_key (person, key, digest, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person, key) DO NOTHING
    RETURNING digest, answer
)
SELECT digest, answer FROM taken
UNION ALL
SELECT digest, answer FROM web.request_key WHERE person = $1 AND key = $2
LIMIT 1
"""

# keep_answer: what a request was answered with, for whoever sends it again.
KEEP_ANSWER: Final = "UPDATE web.request_key SET answer = $3 WHERE person = $1 AND key = $2"


@dataclass(frozen=True, slots=True)
class UsedKey:
    """What a key was used for first; `answer` is None while that has none."""

    digest: bytes
    answer: str | None


class RequestKeys:
    """Keeps the keys of one person's programs, through a host's pool; instants are real ones."""

    def __init__(self, pool: asyncpg.Pool, person: PersonId) -> None:
        """Keep keys for the programs that act in that person's name."""
        self._pool = pool
        self._person = person

    async def use(self, key: str, digest: bytes, at: datetime) -> UsedKey:
        """Take a key for a request; give the one it was taken for first, and its answer."""
        rows = await ask(self._pool, USE_KEY, self._person, key, digest, at, at - KEPT_FOR)
        # Another request with this key may be under way: it is not seen yet, and is the same one
        # or will be found to be another when it is sent again.
        return UsedKey(rows[0]["digest"], rows[0]["answer"]) if rows else UsedKey(digest, None)

    async def keep(self, key: str, answer: str) -> None:
        """Keep an answer, in the place of one that was not definite yet."""
        await ask(self._pool, KEEP_ANSWER, self._person, key, answer)

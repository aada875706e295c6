"""One-time codes that sign somebody in: kept as digests, tried a few times, used once."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from domain.ids import PersonId
from storage.patience import ask

GOOD_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5
KEPT_FOR: Final = timedelta(days=1)

# make_code: keep a code; those of yesterday are swept out by those of today.
MAKE_CODE: Final = """
WITH swept AS (DELETE FROM web.sign_in_code WHERE made_at < $5)
INSERT INTO web.sign_in_code (digest, person, code, made_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""

# try_code: spend one of the tries, before it is known whether the code is right.
TRY_CODE: Final = """
UPDATE web.sign_in_code SET tries = tries + 1
WHERE digest = $1 AND used_at IS NULL AND tries < $2 AND made_at > $3
RETURNING person, code, tries
"""

# use_code: a code signs in once; of two at the same time one comes too late.
USE_CODE: Final = """
UPDATE web.sign_in_code SET used_at = $2 WHERE digest = $1 AND used_at IS NULL RETURNING person
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a code: the person it signs in, or None and how many tries are left."""

    person: PersonId | None
    tries_left: int = 0


class CodeBook:
    """Keeps one-time codes, through `pool` (a host's). All instants are real ones.

    A code is found by `digest`, that of a secret which the asking browser holds: it opens nothing
    elsewhere. It is good for ten minutes, for five tries and for one sign-in.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def make(self, digest: bytes, person: PersonId | None, code: bytes, at: datetime) -> None:
        """Keep the digest of a code; nobody's (`person` None) is kept like anybody's."""
        await ask(self._pool, MAKE_CODE, digest, person, code, at, at - KEPT_FOR)

    async def take(self, digest: bytes, code: bytes, at: datetime) -> Tried:
        """Spend a try on a code, and the code itself if it is right."""
        rows = await ask(self._pool, TRY_CODE, digest, TRIES, at - GOOD_FOR)
        if not rows:
            return Tried(None)
        (row,) = rows
        left = TRIES - row["tries"]
        is_right = hmac.compare_digest(row["code"], code)
        if not is_right or row["person"] is None:
            return Tried(None, left)
        used = await ask(self._pool, USE_CODE, digest, at)
        return Tried(used[0]["person"]) if used else Tried(None)

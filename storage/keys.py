"""The keys of persons: made on first use, kept wrapped, gone when the person is erased."""

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from storage.errors import MasterKeyUnusable, SubjectWasErased
from storage.master_key import KEY_BYTES, MasterKey

CACHED_KEYS: Final = 100_000
# An erasure done by another process is noticed here after this long at the latest.
TRUSTED_SECONDS: Final = 60.0

# load_keys: the wrapped keys of persons, without a key for those who were erased.
LOAD_KEYS: Final = """
SELECT subject, master_key_id, wrapped FROM keeper.subject_key WHERE subject = ANY($1::uuid[])
"""

# offer_keys: give persons a key unless they have one or were erased; who comes second loses.
OFFER_KEYS: Final = """
INSERT INTO keeper.subject_key (subject, master_key_id, wrapped)
SELECT subject, $3, wrapped FROM unnest($1::uuid[], $2::bytea[]) AS offer (subject, wrapped)
ON CONFLICT (subject) DO NOTHING
"""

# destroy_key: erase a person; the row that stays keeps later writers from making a new key.
DESTROY_KEY: Final = """
INSERT INTO keeper.subject_key (subject, destroyed_at) VALUES ($1, now())
ON CONFLICT (subject) DO UPDATE
SET master_key_id = NULL, wrapped = NULL,
    destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)
"""


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The opened key of one person: `cipher` seals, `digest_key` keys the digests of content."""

    cipher: AESGCMSIV
    digest_key: bytes


# Who was asked for, each with the key, or None for a person who was erased.
Keys = Mapping[UUID, SubjectKey | None]


@dataclass(frozen=True, slots=True)
class Cached:
    """A key and the moment (of the loop's clock) it was seen in the database."""

    key: SubjectKey | None
    seen: float


class KeyRing:
    """Hands out keys in bulk, so that sealing and opening need not wait for anything."""

    def __init__(
        self, pool: asyncpg.Pool, master: MasterKey, *, capacity: int = CACHED_KEYS
    ) -> None:
        """Keep keys through `pool` (a keeper's), at most about `capacity` of them in memory."""
        self._pool = pool
        self._master = master
        self._capacity = capacity
        self._cache: OrderedDict[UUID, Cached] = OrderedDict()

    async def load(self, subjects: Iterable[UUID]) -> Keys:
        """Answer the key of each person asked for; None where there is none (any more).

        Raises:
            MasterKeyUnusable: a key was wrapped by another master key.
        """
        now = asyncio.get_running_loop().time()
        keys: dict[UUID, SubjectKey | None] = {}
        unknown: list[UUID] = []
        for subject in set(subjects):
            cached = self._cache.get(subject)
            if cached is not None and (cached.key is None or cached.seen + TRUSTED_SECONDS > now):
                keys[subject] = cached.key
                self._cache.move_to_end(subject)
            else:
                unknown.append(subject)
        if unknown:
            keys |= dict.fromkeys(unknown) | await self._fetch(unknown, now)
        return keys

    async def ensure(self, subjects: Iterable[UUID]) -> Keys:
        """Answer the key of each person, making those that do not exist yet.

        Several callers may do so at once: all get the same key.

        Raises:
            SubjectWasErased: one of them was erased and never gets a key again.
            MasterKeyUnusable: a key was wrapped by another master key.
        """
        keys = await self.load(subjects)
        # In one order everywhere, or two callers might wait for each other.
        without = sorted(subject for subject, key in keys.items() if key is None)
        if not without:
            return keys
        offers = [self._master.wrap(subject, secrets.token_bytes(KEY_BYTES)) for subject in without]
        await self._pool.execute(OFFER_KEYS, without, offers, self._master.id)
        made = await self._fetch(without, asyncio.get_running_loop().time())
        if None in made.values():
            raise SubjectWasErased
        return {**keys, **made}

    async def destroy(self, subject: UUID) -> None:
        """Erase a person: nothing sealed under this key opens again, here, in copies, in backups.

        Other processes may still hold the key in memory for a minute.
        """
        await self._pool.execute(DESTROY_KEY, subject)
        self._cache.pop(subject, None)

    async def _fetch(self, subjects: list[UUID], now: float) -> dict[UUID, SubjectKey | None]:
        rows = await self._pool.fetch(LOAD_KEYS, subjects)
        found = {UUID(bytes=row["subject"].bytes): self._open(row) for row in rows}
        for subject, key in found.items():
            self._cache[subject] = Cached(key, now)
            self._cache.move_to_end(subject)
        while len(self._cache) > max(self._capacity, len(found)):
            self._cache.popitem(last=False)
        return found

    def _open(self, row: asyncpg.Record) -> SubjectKey | None:
        if row["wrapped"] is None:
            return None
        if row["master_key_id"] != self._master.id:
            raise MasterKeyUnusable(
                f"The keys in this database belong to master key {row['master_key_id']}, "
                f"not to {self._master.id}."
            )
        key = self._master.unwrap(row["subject"], row["wrapped"])
        return SubjectKey(AESGCMSIV(key), hmac.digest(key, b"perennial content digest", "sha256"))

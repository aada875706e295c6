"""The keys of persons: made on first use, kept wrapped, gone when the person is erased."""

import asyncio
import hmac
import secrets
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from storage.errors import KeysAreElsewhere, MasterKeyUnusable, SubjectWasErased
from storage.key_watch import DESTROYED, watch
from storage.key_wrapper import KeyWrapper, MasterKeys
from storage.master_key import KEY_BYTES, MasterKey
from storage.patience import ask

CACHED_KEYS: Final = 100_000
# An erasure by another process is heard at once; where nobody listens, it is noticed after this.
TRUSTED_SECONDS: Final = 60.0
OFFERS: Final = 3

# load_keys: the wrapped keys of persons, without a key for those who were erased.
LOAD_KEYS: Final = """
SELECT subject, master_key_id, wrapped FROM keeper.subject_key WHERE subject = ANY($1::uuid[])
"""

# offer_keys: give persons a key unless they have one or were erased; who comes second loses. A
# master key that was superseded meanwhile wraps nothing any more: it is held while this goes on.
OFFER_KEYS: Final = """
WITH wrapping AS MATERIALIZED (
    SELECT id FROM keeper.master_key WHERE id = $3 AND superseded_at IS NULL FOR SHARE
)
INSERT INTO keeper.subject_key (subject, master_key_id, wrapped)
SELECT subject, wrapping.id, wrapped
FROM unnest($1::uuid[], $2::bytea[]) AS offer (subject, wrapped) CROSS JOIN wrapping
ON CONFLICT (subject) DO NOTHING
"""

# wrapping_key: which master key wraps new keys.
WRAPPING_KEY: Final = "SELECT id FROM keeper.master_key WHERE superseded_at IS NULL"

# begin_with: let a master key wrap, unless one does already.
BEGIN_WITH: Final = "INSERT INTO keeper.master_key (id) VALUES ($1) ON CONFLICT DO NOTHING"

# destroy_key: erase a person; the row that stays keeps later writers from making a new key.
DESTROY_KEY: Final = f"""
WITH destroyed AS (
    INSERT INTO keeper.subject_key (subject, destroyed_at) VALUES ($1, now())
    ON CONFLICT (subject) DO UPDATE
    SET master_key_id = NULL, wrapped = NULL,
        destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)
    RETURNING subject
)
SELECT pg_notify('{DESTROYED}', subject::text) FROM destroyed
"""  # noqa: S608 - a name of our own


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
        self, pool: asyncpg.Pool, master: MasterKey | MasterKeys, *, capacity: int = CACHED_KEYS
    ) -> None:
        """Keep keys through `pool` (a keeper's), at most about `capacity` of them in memory."""
        self._pool = pool
        self._masters = MasterKeys.of(master)
        self._wrapping: KeyWrapper | None = None
        self._erased = 0
        self._capacity = capacity
        self._cache: OrderedDict[UUID, Cached] = OrderedDict()

    @property
    def pool(self) -> asyncpg.Pool:
        """Give the connections keys are kept through, for whoever cleans up after an erasure."""
        return self._pool

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Drop keys that other processes destroy as soon as they do, while the block lasts."""
        watching = asyncio.create_task(watch(self._pool, self._forget, self._doubt_all))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def load(self, subjects: Iterable[UUID]) -> Keys:
        """Answer the key of each person asked for; None where there is none (any more).

        Raises:
            KeysAreElsewhere: they were moved out of this database.
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
            keys |= dict.fromkeys(unknown) | await self._fetch(unknown)
        return keys

    async def ensure(self, subjects: Iterable[UUID]) -> Keys:
        """Answer the key of each person, making those that do not exist yet.

        Several callers may do so at once: all get the same key.

        Raises:
            SubjectWasErased: one of them was erased and never gets a key again.
            KeysAreElsewhere: they were moved out of this database.
            MasterKeyUnusable: a key was wrapped by another master key.
        """
        keys = await self.load(subjects)
        # In one order everywhere, or two callers might wait for each other.
        without = sorted(subject for subject, key in keys.items() if key is None)
        if not without:
            return keys
        made = await self._make(without)
        if None in made.values():
            raise SubjectWasErased
        return {**keys, **made}

    async def destroy(self, subject: UUID) -> None:
        """Erase a person: nothing sealed under this key opens again, here, in copies, in backups.

        Other processes drop the key when they hear of it, within a minute if they do not.
        """
        with _here():
            await ask(self._pool, DESTROY_KEY, subject)
        self._forget(subject)

    async def _make(self, subjects: list[UUID]) -> dict[UUID, SubjectKey | None]:
        for _ in range(OFFERS):
            wrapper = await self._wrapper()
            keys = [(subject, secrets.token_bytes(KEY_BYTES)) for subject in subjects]
            offers = await wrapper.wrap_many(keys)
            with _here():
                await ask(self._pool, OFFER_KEYS, subjects, offers, wrapper.id)
            made = await self._fetch(subjects)
            if len(made) == len(subjects):
                return made
            # The master key was superseded in between: the database names its successor.
            self._wrapping = None
        raise MasterKeyUnusable("The master key changes too often just now. Try again.")

    async def _wrapper(self) -> KeyWrapper:
        """Give the master key that wraps for everybody; in a new database that is our newest."""
        if self._wrapping is None:
            with _here():
                named = await ask(self._pool, WRAPPING_KEY)
                if not named:
                    await ask(self._pool, BEGIN_WITH, self._masters.newest.id)
                    named = await ask(self._pool, WRAPPING_KEY)
            self._wrapping = await self._masters.find(named[0]["id"])
        return self._wrapping

    async def _fetch(self, subjects: list[UUID]) -> dict[UUID, SubjectKey | None]:
        now, erased = asyncio.get_running_loop().time(), self._erased
        with _here():
            rows = await ask(self._pool, LOAD_KEYS, subjects)
        found: dict[UUID, SubjectKey | None] = {}
        closed: defaultdict[str, list[tuple[UUID, bytes]]] = defaultdict(list)
        for row in rows:
            subject, wrapped = UUID(bytes=row["subject"].bytes), row["wrapped"]
            cached = self._cache.get(subject)
            if wrapped is None:
                found[subject] = None
            elif cached is not None and cached.key is not None:
                # A person's key never changes, whatever master key it is wrapped by.
                found[subject] = cached.key
            else:
                closed[row["master_key_id"]].append((subject, wrapped))
        found |= await self._open(closed)
        if self._erased != erased:
            # Whoever was erased while we read stays erased.
            found |= {each: None for each in found if self._is_erased(each)}
        self._remember(found, now)
        return found

    async def _open(
        self, closed: Mapping[str, list[tuple[UUID, bytes]]]
    ) -> dict[UUID, SubjectKey | None]:
        opened: dict[UUID, SubjectKey | None] = {}
        for master_key_id, wrapped in closed.items():
            wrapper = await self._masters.find(master_key_id)
            keys = await wrapper.unwrap_many(wrapped)
            for (subject, _), key in zip(wrapped, keys, strict=True):
                digest_key = hmac.digest(key, b"perennial content digest", "sha256")
                opened[subject] = SubjectKey(AESGCMSIV(key), digest_key)
        return opened

    def _remember(self, found: Mapping[UUID, SubjectKey | None], now: float) -> None:
        for subject, key in found.items():
            self._cache[subject] = Cached(key, now)
            self._cache.move_to_end(subject)
        while len(self._cache) > max(self._capacity, len(found)):
            self._cache.popitem(last=False)

    def _forget(self, subject: UUID) -> None:
        self._erased += 1
        self._cache[subject] = Cached(None, 0)

    def _is_erased(self, subject: UUID) -> bool:
        cached = self._cache.get(subject)
        return cached is not None and cached.key is None

    def _doubt_all(self) -> None:
        """Look every key up again before it is used: an erasure may not have been heard."""
        for subject, cached in self._cache.items():
            self._cache[subject] = Cached(cached.key, float("-inf"))


@contextmanager
def _here() -> Iterator[None]:
    """Say where the keys are when this database does not let a keeper at them."""
    try:
        yield
    except asyncpg.InsufficientPrivilegeError:
        raise KeysAreElsewhere from None

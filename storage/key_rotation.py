"""Replaces the master key while everything runs, and tells which master key wraps how much."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, NamedTuple, Self
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict

from storage.errors import MasterKeyStillNeeded, RotationUnderWay
from storage.key_wrapper import KeyWrapper, MasterKeys
from storage.pool import Role, open_pool

PAGE: Final = 1000
_ROTATION: Final = 737366429  # beside the numbers of the projections

# try_to_rotate: become the one who changes master keys, until the connection ends or lets go.
TRY_TO_ROTATE: Final = f"SELECT pg_try_advisory_lock({_ROTATION})"

# let_go_of_rotation: let somebody else change master keys.
LET_GO_OF_ROTATION: Final = f"SELECT pg_advisory_unlock({_ROTATION})"

# supersede: from now on another master key wraps; what is being wrapped just now is waited for.
SUPERSEDE: Final = """
UPDATE keeper.master_key SET superseded_at = now() WHERE id <> $1 AND superseded_at IS NULL
"""

# succeed: let this master key wrap, for everybody.
SUCCEED: Final = """
INSERT INTO keeper.master_key (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET superseded_at = NULL
"""

# keys_of_others: a page of keys, in order, that another master key wraps.
KEYS_OF_OTHERS: Final = """
SELECT subject, master_key_id, wrapped FROM keeper.subject_key
WHERE master_key_id <> $1 AND subject > $2
ORDER BY subject
LIMIT $3
"""

# rewrap_keys: put the new wrapping in the place of the old, unless the person was erased meanwhile.
REWRAP_KEYS: Final = """
UPDATE keeper.subject_key AS key SET master_key_id = $4, wrapped = anew.wrapped
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS anew (subject, was, wrapped)
WHERE key.subject = anew.subject AND key.wrapped = anew.was
"""

# count_by_master_key: every master key that was ever used, with what it wraps.
COUNT_BY_MASTER_KEY: Final = """
SELECT
    id, first_used_at, superseded_at, coalesce(wraps, 0) AS wraps, oldest, newest
FROM keeper.master_key
FULL JOIN (
    SELECT master_key_id AS id, count(*) AS wraps, min(created_at) AS oldest,
           max(created_at) AS newest
    FROM keeper.subject_key WHERE master_key_id IS NOT NULL GROUP BY master_key_id
) AS wrapped USING (id)
ORDER BY superseded_at IS NOT NULL, first_used_at DESC NULLS LAST, id
"""

# count_erased: how many people were erased.
COUNT_ERASED: Final = "SELECT count(*) FROM keeper.subject_key WHERE destroyed_at IS NOT NULL"

Progress = Callable[[int], None]
"""Hears how many keys were wrapped anew so far."""


class MasterKeyUse(BaseModel):
    """One master key: what it wraps, since when it is used and superseded, how old its keys are."""

    model_config = ConfigDict(frozen=True)

    id: str
    first_used_at: datetime | None
    superseded_at: datetime | None
    wraps: int
    oldest: datetime | None
    newest: datetime | None


class KeysInUse(NamedTuple):
    """Every master key there is or was, the one that wraps first, and how many were erased."""

    masters: list[MasterKeyUse]
    erased: int

    def wrapped_by_others(self, master_key_id: str) -> int:
        """Count the keys that another master key wraps."""
        return sum(each.wraps for each in self.masters if each.id != master_key_id)

    @property
    def wrapping(self) -> str | None:
        """The id of the master key that wraps new keys; None where none was ever used."""
        return next((each.id for each in self.masters if each.superseded_at is None), None)


def unheard(_: int) -> None:
    """Hear how far the rotation is and do nothing."""


class KeyCabinet:
    """The keys as whoever changes their master key sees them."""

    def __init__(self, keepers: asyncpg.Pool, masters: MasterKeys) -> None:
        """Work through `keepers` with the master keys that are held here."""
        self._pool = keepers
        self._masters = masters

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, masters: MasterKeys) -> AsyncIterator[Self]:
        """Open the database in which the keys lie."""
        async with await open_pool(url, Role.KEEPER, max_size=4) as keepers:
            yield cls(keepers, masters)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Be the one who changes master keys, while the block lasts.

        Raises:
            RotationUnderWay: somebody else is.
        """
        async with self._pool.acquire() as connection:
            if not await connection.fetchval(TRY_TO_ROTATE):
                raise RotationUnderWay
            try:
                yield
            finally:
                await connection.fetchval(LET_GO_OF_ROTATION)

    async def in_use(self) -> KeysInUse:
        """Count what each master key wraps."""
        rows = await self._pool.fetch(COUNT_BY_MASTER_KEY)
        erased = int(await self._pool.fetchval(COUNT_ERASED))
        return KeysInUse([MasterKeyUse.model_validate(dict(row)) for row in rows], erased)

    async def rewrap(self, *, page: int = PAGE, progress: Progress = unheard) -> int:
        """Let the newest master key wrap from now on, and wrap every key anew with it.

        Whoever was interrupted goes on where they were: what is wrapped anew already is left alone.
        Answers how many keys were wrapped anew.

        Raises:
            MasterKeyUnusable: a key is wrapped by a master key that is not held here.
        """
        newest = self._masters.newest
        await self.check_all_open()
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(SUPERSEDE, newest.id)
            await connection.execute(SUCCEED, newest.id)
        after, done = UUID(int=0), 0
        while rows := await self._pool.fetch(KEYS_OF_OTHERS, newest.id, after, page):
            done += await self._rewrap_page(newest, rows)
            after = rows[-1]["subject"]
            progress(done)
        return done

    async def check_unneeded(self, master_key_ids: Collection[str]) -> None:
        """Pass if these wrap nothing and never will again.

        Raises:
            MasterKeyStillNeeded: one of them wraps keys, or is the one that wraps new keys.
        """
        for each in (await self.in_use()).masters:
            if each.id in master_key_ids and (each.wraps or each.superseded_at is None):
                raise MasterKeyStillNeeded(
                    f"Master key {each.id} still wraps {each.wraps} keys. Run `perennial keys "
                    "rotate` to its end first; nothing was removed."
                )

    async def check_all_open(self) -> None:
        """Pass if every master key that wraps something is held here.

        Raises:
            MasterKeyUnusable: one is not.
        """
        for each in (await self.in_use()).masters:
            if each.wraps:
                await self._masters.find(each.id)

    async def _rewrap_page(self, newest: KeyWrapper, rows: list[asyncpg.Record]) -> int:
        by_master: defaultdict[str, list[tuple[UUID, bytes]]] = defaultdict(list)
        for row in rows:
            by_master[row["master_key_id"]].append((row["subject"], row["wrapped"]))
        for master_key_id, wrapped in by_master.items():
            opened = await (await self._masters.find(master_key_id)).unwrap_many(wrapped)
            subjects, was = zip(*wrapped, strict=True)
            anew = await newest.wrap_many(list(zip(subjects, opened, strict=True)))
            await self._pool.execute(REWRAP_KEYS, subjects, was, anew, newest.id)
        return len(rows)

"""The log as whoever seals and audits it reads it: leaves, checkpoints, and nothing to open."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Final, Self
from uuid import UUID

import asyncpg

from storage.errors import LogHasGap, LogOutOfReach
from storage.event import StoredEvent
from storage.event_store import READ_AT, READ_STREAM
from storage.patience import CONNECTION_LOST, ask
from storage.pool import Role, pool_of
from storage.proof.checkpoint import Checkpoint
from storage.proof.leaves import COPY_LEAVES, Leaves

PAGE: Final = 50_000
CONNECTIONS: Final = 2
FAULTS_AT_MOST: Final = 100

# log_ends: the positions between which the log lies.
LOG_ENDS: Final = "SELECT coalesce(min(position), 0), coalesce(max(position), 0) FROM log.event"

# leaf_hashes: the leaves that a tree grows by.
LEAF_HASHES: Final = """
SELECT position, leaf_hash FROM log.event
WHERE position > $1 AND position <= $2
ORDER BY position
"""

# all_checkpoints: every head that was signed, the oldest first.
ALL_CHECKPOINTS: Final = """
SELECT tree_size, root, frontier, note, key_id, signed_at
FROM log.checkpoint
ORDER BY tree_size
"""

# checkpoints_from: the heads that stand over a position, the oldest of them first.
CHECKPOINTS_FROM: Final = """
SELECT tree_size, root, frontier, note, key_id, signed_at
FROM log.checkpoint
WHERE tree_size >= $1
ORDER BY tree_size
LIMIT $2
"""

# latest_checkpoint: the last head that was signed.
LATEST_CHECKPOINT: Final = """
SELECT tree_size, root, frontier, note, key_id, signed_at
FROM log.checkpoint
ORDER BY tree_size DESC
LIMIT 1
"""

# keep_checkpoint: keep a head unless another process has signed one of the same size.
KEEP_CHECKPOINT: Final = """
INSERT INTO log.checkpoint (tree_size, root, frontier, note, key_id, signed_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tree_size) DO NOTHING
"""

# versions_out_of_step: events whose version is not their number within their stream.
VERSIONS_OUT_OF_STEP: Final = """
SELECT DISTINCT ON (numbered.stream_id) numbered.position, numbered.version, numbered.wanted
FROM (
    SELECT stream_id, position, version,
           row_number() OVER (PARTITION BY stream_id ORDER BY position) AS wanted
    FROM log.event
) AS numbered
WHERE numbered.version <> numbered.wanted AND numbered.position > $1
ORDER BY numbered.stream_id, numbered.position
LIMIT $2
"""


class SealedLog:
    """Reads the log for whoever vouches for it, and keeps the heads they sign."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Use the connections of `pool`, which must be those of a sealer."""
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        """Open the log of a database as its sealer, closed again at the end."""
        async with pool_of(url, Role.SEALER, min_size=0, max_size=CONNECTIONS) as pool:
            yield cls(pool)

    async def ends(self) -> tuple[int, int]:
        """Answer the first and the last position, both 0 when the log is empty."""
        [(first, last)] = await ask(self._pool, LOG_ENDS)
        return first, last

    async def checkpoints(self) -> list[Checkpoint]:
        """Answer every checkpoint, the oldest first."""
        return [_checkpoint(row) for row in await ask(self._pool, ALL_CHECKPOINTS)]

    async def checkpoints_from(self, size: int, limit: int = 1000) -> list[Checkpoint]:
        """Answer the checkpoints that stand over at least so many events, the oldest first."""
        rows = await ask(self._pool, CHECKPOINTS_FROM, size, limit)
        return [_checkpoint(row) for row in rows]

    async def latest(self) -> Checkpoint | None:
        """Answer the last checkpoint."""
        rows = await ask(self._pool, LATEST_CHECKPOINT)
        return _checkpoint(rows[0]) if rows else None

    async def keep(self, new: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size that is there already stays."""
        columns = (new.size, new.root, list(new.frontier), new.note, new.key_id, new.signed_at)
        await ask(self._pool, KEEP_CHECKPOINT, *columns)

    async def leaf_hashes(self, after: int, upto: int) -> AsyncIterator[list[bytes]]:
        """Answer the stored leaves after a position, page by page.

        Raises:
            LogHasGap: one of them is missing.
        """
        while after < upto:
            until = min(upto, after + PAGE)
            rows = await ask(self._pool, LEAF_HASHES, after, until)
            if [row[0] for row in rows] != list(range(after + 1, until + 1)):
                raise LogHasGap
            yield [row[1] for row in rows]
            after = until

    async def read_out(
        self, leaves: Leaves, after: int, upto: int, heard: Callable[[], None]
    ) -> None:
        """Read rows in order into `leaves`, and say so with every piece of them.

        Raises:
            LogOutOfReach: the connection was lost; what was read so far may be half of it.
        """
        trouble: list[Exception] = []

        async def take(chunk: bytearray) -> None:
            # asyncpg waits for ever for a COPY whose reader has raised: let it end first.
            if trouble:
                return
            try:
                leaves.take(bytes(chunk))
                heard()
            except Exception as failure:  # noqa: BLE001 - raised below
                trouble.append(failure)

        leaves.begin()
        try:
            async with self._pool.acquire() as connection:
                await connection.copy_from_query(
                    COPY_LEAVES, after, upto, output=take, format="binary"
                )
        except CONNECTION_LOST as lost:
            raise LogOutOfReach from lost
        if trouble:
            raise trouble[0]

    async def out_of_step(self, after: int = 0) -> list[tuple[int, int, int]]:
        """Answer the first event of each stream whose version is wrong: where, it, the right one.

        At most so many as anybody would read; only events after a position.
        """
        rows = await ask(self._pool, VERSIONS_OUT_OF_STEP, after, FAULTS_AT_MOST)
        return sorted((row[0], row[1], row[2]) for row in rows)

    async def events_at(self, positions: Collection[int]) -> list[StoredEvent]:
        """Answer the events at these positions as they stand."""
        rows = await ask(self._pool, READ_AT, list(positions))
        return [StoredEvent(*row) for row in rows]

    async def events_of(self, stream: UUID) -> list[StoredEvent]:
        """Answer the events of a stream, the oldest first."""
        rows = await ask(self._pool, READ_STREAM, stream, 0)
        return [StoredEvent(*row) for row in rows]


def _checkpoint(row: asyncpg.Record) -> Checkpoint:
    size, root, frontier, note, key_id, signed_at = row
    return Checkpoint(size, root, tuple(frontier), note, key_id, signed_at)

"""The log of facts: append to it, read it, follow it."""

from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Final, Self
from uuid import UUID

import asyncpg

from storage.event import Appended, AppendRequest, Conflict, NewEvent, StoredEvent
from storage.group_commit import GroupCommitter, portions
from storage.patience import ask
from storage.spans import is_followed, span
from storage.wake_ups import WakeUps

__all__ = ["AppendRequest", "Appended", "Conflict", "EventStore", "NewEvent", "StoredEvent"]

# read_stream: what happened in one stream after a version, in order.
READ_STREAM: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE stream_id = $1 AND version > $2
ORDER BY version
"""

# read_streams: what happened of some types in many streams, stream by stream, in order.
READ_STREAMS: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE stream_id = ANY($1::uuid[]) AND type = ANY($2::text[])
ORDER BY stream_id, version
"""

# read_after: what happened anywhere after a position, in the order of commit.
READ_AFTER: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE position > $1
ORDER BY position
LIMIT $2
"""

# read_at: what happened at these positions, in the order of commit.
READ_AT: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE position = ANY($1::bigint[])
ORDER BY position
"""

# traces_at: in which trace the facts at these positions were recorded, where somebody followed.
TRACES_AT: Final = """
SELECT position, meta::jsonb ->> 'trace' AS trace
FROM log.event
WHERE position = ANY($1::bigint[]) AND meta::jsonb ? 'trace'
"""

# head: the position of the last fact, 0 when there is none.
HEAD: Final = "SELECT coalesce(max(position), 0) FROM log.event"


class EventStore:
    """The one place where facts are kept.

    Appending needs the pool of a writer; reading and following also work with that of a projector.
    Use it as `async with EventStore(pool) as store`, or call `close` before the pool is closed.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Stand on the connections of `pool`, which stays the caller's to close."""
        self._pool = pool
        self._committer = GroupCommitter(pool)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    async def append(
        self, stream_id: UUID, expected: int | None, events: Sequence[NewEvent]
    ) -> Appended | Conflict:
        """Store the events together, if the stream stands at version `expected`.

        An empty stream stands at 0; None means wherever it stands. Appending the same events again
        answers what the first time answered. Some of them known and some not is a conflict.

        Raises:
            EventNotStorable: `data` or `meta` is not a JSON object, or an event is in there twice.
            LogOutOfReach: the database did not answer for 30 s; asking again is safe.
        """
        if not events:
            raise ValueError("An append needs at least one event.")
        request = AppendRequest(stream_id, expected, tuple(events))
        if not is_followed():
            return await self._committer.append(request)
        with span("append facts", kind="client", facts=len(events)) as seen:
            outcome = await self._committer.append(request)
            seen.tell(outcome="conflict" if isinstance(outcome, Conflict) else "appended")
            return outcome

    async def append_many(self, requests: Sequence[AppendRequest]) -> list[Appended | Conflict]:
        """Store many requests, at most 256 to a statement, and answer each in its place.

        Each request is all or nothing, and so is the statement where one cannot be stored.

        Raises:
            EventNotStorable: see `append`; the 256 around it are not stored, those before are.
            LogOutOfReach: see `append`.
        """
        if not all(request.events for request in requests):
            raise ValueError("An append needs at least one event.")
        results: list[Appended | Conflict] = []
        for portion in portions(requests):
            results += await self._committer.commit(portion)
        return results

    async def read_stream(self, stream_id: UUID, after_version: int = 0) -> list[StoredEvent]:
        """Answer the events of a stream after `after_version`, oldest first."""
        rows = await ask(self._pool, READ_STREAM, stream_id, after_version)
        return [StoredEvent(*row) for row in rows]

    async def read_streams(
        self, stream_ids: Collection[UUID], types: Collection[str]
    ) -> list[StoredEvent]:
        """Answer the events of these types in many streams, each stream in order, in one query."""
        rows = await ask(self._pool, READ_STREAMS, list(stream_ids), list(types))
        return [StoredEvent(*row) for row in rows]

    async def read_after(self, position: int, limit: int = 1000) -> list[StoredEvent]:
        """Answer at most `limit` events after `position`, in the order of commit, without a gap."""
        rows = await ask(self._pool, READ_AFTER, position, limit)
        return [StoredEvent(*row) for row in rows]

    async def read_at(self, positions: Collection[int]) -> list[StoredEvent]:
        """Answer the events at these positions, in the order of commit."""
        rows = await ask(self._pool, READ_AT, list(positions))
        return [StoredEvent(*row) for row in rows]

    async def traces_at(self, positions: Collection[int]) -> dict[int, str]:
        """Answer in which trace each fact was recorded, where somebody followed."""
        rows = await ask(self._pool, TRACES_AT, list(positions))
        return {row["position"]: row["trace"] for row in rows}

    async def head(self) -> int:
        """Answer the position of the last event, 0 when there is none."""
        [row] = await ask(self._pool, HEAD)
        return int(row[0])

    def wake_ups(self) -> WakeUps:
        """Follow the log: `async with store.wake_ups() as wakes: async for _ in wakes: ...`."""
        return WakeUps(self._pool)

    async def close(self) -> None:
        """Wait until every append that was asked for has its answer."""
        await self._committer.close()

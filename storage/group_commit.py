"""Many appends, one statement, one flush to disk: the only way facts enter the log."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from storage.errors import EventNotStorable
from storage.event import Appended, AppendRequest, Conflict
from storage.patience import ask

MAX_REQUESTS: Final = 256
MAX_BYTES: Final = 4 * 1024 * 1024

# append: hand requests to the append function, see the migration of the event log.
APPEND: Final = """
SELECT head, outcomes, versions, positions
FROM log.append_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

NOT_STORABLE: Final = (
    ValueError,
    asyncpg.exceptions.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
)


class Waiting(NamedTuple):
    """A request and the promise made to whoever waits for it."""

    request: AppendRequest
    promise: asyncio.Future[Appended | Conflict]


class GroupCommitter:
    """Collects what arrives while a statement runs and sends it all as the next one.

    A statement carries at most 256 requests, one per stream; what one caller got wrong is not
    visited on the others. A lost connection is retried for 30 s: events are named, so none of them
    is stored twice.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Use the connections of `pool`, which must be those of a writer."""
        self._pool = pool
        self._queue: deque[Waiting] = deque()
        self._flushing: asyncio.Task[None] | None = None

    async def append(self, request: AppendRequest) -> Appended | Conflict:
        """Store one request together with whatever else is waiting.

        Raises:
            EventNotStorable: the database refused the data.
            LogOutOfReach: the database could not be reached for 30 s.
        """
        loop = asyncio.get_running_loop()
        promise: asyncio.Future[Appended | Conflict] = loop.create_future()
        self._queue.append(Waiting(request, promise))
        if self._flushing is None:
            self._flushing = loop.create_task(self._flush())
        return await promise

    async def commit(
        self, requests: Sequence[AppendRequest], *, careful: bool = False
    ) -> list[Appended | Conflict]:
        """Store requests in one statement, and keep trying while the database is away.

        `careful` has the database look at the requests one after the other. That is slower, and
        tells a fact that is known already from one that cannot be stored.

        Raises:
            EventNotStorable: the database refused the data of one of them; none is stored.
            LogOutOfReach: the database could not be reached for 30 s.
        """
        columns = _columns(requests)
        try:
            [row] = await ask(self._pool, APPEND, *columns, careful)
        except NOT_STORABLE as refusal:
            if careful:
                # Not chained: the database quotes the row in its complaint.
                raise EventNotStorable(_sentence(refusal)) from None
            return await self.commit(requests, careful=True)
        return _outcomes(requests, row)

    async def close(self) -> None:
        """Wait until everything that was handed in has its answer."""
        while self._flushing is not None:
            await asyncio.wait([self._flushing])

    async def _flush(self) -> None:
        batch: list[Waiting] = []
        try:
            while self._queue:
                batch = self._take()
                await self._settle(batch)
        finally:
            self._flushing = None
            # Only a cancelled flush leaves anybody waiting.
            for waiting in (*batch, *self._queue):
                waiting.promise.cancel()
            self._queue.clear()

    def _take(self) -> list[Waiting]:
        batch: list[Waiting] = []
        held_back: list[Waiting] = []
        streams: set[UUID] = set()
        size = 0
        while self._queue and size < MAX_BYTES and len(batch) + len(held_back) < MAX_REQUESTS:
            waiting = self._queue.popleft()
            if waiting.promise.done():
                continue
            if waiting.request.stream_id in streams:
                held_back.append(waiting)
                continue
            streams.add(waiting.request.stream_id)
            batch.append(waiting)
            size += sum(
                len(event.data) + len(event.sealed or b"") for event in waiting.request.events
            )
        self._queue.extendleft(reversed(held_back))
        return batch

    async def _settle(self, batch: list[Waiting], *, careful: bool = False) -> None:
        try:
            outcomes = await self.commit([waiting.request for waiting in batch], careful=careful)
        except EventNotStorable as refusal:
            if len(batch) == 1:
                _answer(batch, refusal)
                return
            for waiting in batch:
                await self._settle([waiting], careful=True)
        except Exception as trouble:  # noqa: BLE001 - it belongs to those who wait, not to this task
            _answer(batch, trouble)
        else:
            for waiting, outcome in zip(batch, outcomes, strict=True):
                if not waiting.promise.done():
                    waiting.promise.set_result(outcome)


def _answer(batch: list[Waiting], trouble: Exception) -> None:
    for waiting in batch:
        if not waiting.promise.done():
            waiting.promise.set_exception(trouble)


def _columns(requests: Sequence[AppendRequest]) -> tuple[object, ...]:
    events = [event for request in requests for event in request.events]
    return (
        [request.stream_id for request in requests],
        [request.expected for request in requests],
        [len(request.events) for request in requests],
        [event.event_id for event in events],
        [event.tenant_id for event in events],
        [event.type for event in events],
        [event.schema_version for event in events],
        [event.data for event in events],
        [event.meta for event in events],
        [event.sealed for event in events],
    )


def _outcomes(requests: Sequence[AppendRequest], row: asyncpg.Record) -> list[Appended | Conflict]:
    head, outcomes, versions, positions = row
    if outcomes is not None:
        return [
            Conflict(version) if outcome == "conflict" else Appended(version, position)
            for outcome, version, position in zip(outcomes, versions, positions, strict=True)
        ]
    # All went in as expected, one after the other behind the head.
    results: list[Appended | Conflict] = []
    for request in requests:
        head += len(request.events)
        results.append(Appended((request.expected or 0) + len(request.events), head))
    return results


def _sentence(refusal: Exception) -> str:
    reason = type(refusal).__name__
    return f"{(EventNotStorable.__doc__ or '').strip()} ({reason})"

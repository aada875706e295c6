"""Many appends, one statement, one flush to disk: the only way facts enter the log."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextvars import Context
from time import perf_counter
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from storage import counts
from storage.errors import EventNotStorable, LogOutOfReach
from storage.event import Appended, AppendRequest, Conflict
from storage.patience import ask

MAX_REQUESTS: Final = 256
MAX_BYTES: Final = 4 * 1024 * 1024
LANES: Final = 2
SMALLEST_SHARE: Final = 8

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
    """Collects what arrives while statements run and sends it all as the next one.

    A statement carries at most 256 requests, one per stream; what one caller got wrong is not
    visited on the others. A lost connection is retried for 30 s: events are named, so none of them
    is stored twice. Two statements are under way at a time: while the database works on one, the
    next is being written.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Use the connections of `pool`, which must be those of a writer."""
        self._pool = pool
        self._queue: deque[Waiting] = deque()
        self._lanes: set[asyncio.Task[None]] = set()
        self._sending = 0
        self._streams_under_way: set[UUID] = set()

    async def append(self, request: AppendRequest) -> Appended | Conflict:
        """Store one request together with whatever else is waiting.

        Raises:
            EventNotStorable: the database refused the data.
            LogOutOfReach: the database could not be reached for 30 s.
        """
        loop = asyncio.get_running_loop()
        promise: asyncio.Future[Appended | Conflict] = loop.create_future()
        self._queue.append(Waiting(request, promise))
        if len(self._lanes) < LANES:
            # In a context of its own: a lane serves everybody, not the one who opened it.
            self._lanes.add(loop.create_task(self._flush(), context=Context()))
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
        columns, begun = columns_of(requests), perf_counter()
        try:
            [row] = await ask(self._pool, APPEND, *columns, careful)
        except NOT_STORABLE as refusal:
            if careful:
                # Not chained: the database quotes the row in its complaint.
                counts.FAILED.inc(len(requests))
                raise EventNotStorable(_sentence(refusal)) from None
            return await self.commit(requests, careful=True)
        except LogOutOfReach:
            counts.FAILED.inc(len(requests))
            raise
        outcomes = _outcomes(requests, row)
        _count(requests, outcomes, perf_counter() - begun)
        return outcomes

    async def close(self) -> None:
        """Wait until everything that was handed in has its answer."""
        while self._lanes:
            await asyncio.wait(self._lanes)

    async def _flush(self) -> None:
        try:
            while batch := self._take():
                await self._send(batch)
                # Those who were answered may have more to say: let them, and send it together.
                await asyncio.sleep(0)
        finally:
            # At once, not by a callback: an append in between would wait for a lane that is gone.
            if lane := asyncio.current_task():
                self._lanes.discard(lane)

    async def _send(self, batch: list[Waiting]) -> None:
        streams = {waiting.request.stream_id for waiting in batch}
        self._streams_under_way |= streams
        self._sending += 1
        try:
            await self._settle(batch)
        finally:
            self._sending -= 1
            self._streams_under_way -= streams
            # Only a cancelled flush leaves anybody waiting.
            for waiting in batch:
                waiting.promise.cancel()

    def _take(self) -> list[Waiting]:
        """Take what may be sent now: a fair share if another lane stands idle, else all."""
        share = -(-len(self._queue) // (LANES - self._sending))
        limit = min(MAX_REQUESTS, max(SMALLEST_SHARE, share))
        batch: list[Waiting] = []
        held_back: list[Waiting] = []
        streams = set(self._streams_under_way)
        size = 0
        while self._queue and size < MAX_BYTES and len(batch) < limit > len(held_back):
            waiting = self._queue.popleft()
            if waiting.promise.done():
                continue
            if waiting.request.stream_id in streams:
                held_back.append(waiting)
                continue
            streams.add(waiting.request.stream_id)
            batch.append(waiting)
            size += _weight(waiting.request)
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


def portions(requests: Sequence[AppendRequest]) -> Iterator[list[AppendRequest]]:
    """Cut many requests into what one statement may carry, in order."""
    portion: list[AppendRequest] = []
    size = 0
    for request in requests:
        if len(portion) == MAX_REQUESTS or size >= MAX_BYTES:
            yield portion
            portion, size = [], 0
        portion.append(request)
        size += _weight(request)
    if portion:
        yield portion


def _weight(request: AppendRequest) -> int:
    weight = 0
    for event in request.events:
        weight += len(event.data) + len(event.meta) + len(event.sealed or b"")
    return weight


def _answer(batch: list[Waiting], trouble: Exception) -> None:
    for waiting in batch:
        if not waiting.promise.done():
            waiting.promise.set_exception(trouble)


def columns_of(requests: Sequence[AppendRequest]) -> tuple[object, ...]:
    """Lay requests out as the arrays that the append function takes, one per column."""
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
            Conflict(version)
            if outcome == "conflict"
            else Appended(version, position, is_new=outcome == "appended")
            for outcome, version, position in zip(outcomes, versions, positions, strict=True)
        ]
    # All went in as expected, one after the other behind the head.
    results: list[Appended | Conflict] = []
    for request in requests:
        head += len(request.events)
        results.append(Appended((request.expected or 0) + len(request.events), head))
    return results


def _count(
    requests: Sequence[AppendRequest], outcomes: Sequence[Appended | Conflict], seconds: float
) -> None:
    conflicts = sum(isinstance(outcome, Conflict) for outcome in outcomes)
    counts.BATCH.observe(len(requests))
    counts.STATEMENT.observe(seconds)
    counts.EVENTS.inc(sum(len(request.events) for request in requests))
    counts.APPENDED.inc(len(outcomes) - conflicts)
    if conflicts:
        counts.CONFLICTS.inc(conflicts)


def _sentence(refusal: Exception) -> str:
    reason = type(refusal).__name__
    return f"{(EventNotStorable.__doc__ or '').strip()} ({reason})"

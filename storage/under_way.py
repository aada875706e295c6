"""What was asked of a workflow and has no definite answer yet: written down before it is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

import asyncpg

from domain.content import ContentRef
from storage.errors import ContentAlreadyStaged, LogOutOfReach
from storage.patience import ask
from storage.staging import Sealed

LEFT_ALONE: Final = timedelta(seconds=5)
"""So long at least nobody else asks again: whoever has just asked waits for the answer."""

FLUSHED_EVERY: Final = 1.0
SOON: Final = 1.0
AT_MOST: Final = 10_000
"""Answers that may wait to be noted; more are forgotten, which only has them asked once more."""

_WRITTEN_DOWN: Final = ("workflow", "request", "asks", "kind", "command", "trace")

_WRITTEN: Final = """
INSERT INTO vault.under_way AS u
    (workflow, request, asks, kind, command, content, subject, sha256, again_at, trace)
SELECT $1, $2, $3, $4, $5, $6::uuid, $7::uuid, $8, clock_timestamp() + $9::interval, $10
"""

_ASKED_BEFORE: Final = """
ON CONFLICT (workflow, request) DO UPDATE SET again_at = excluded.again_at
RETURNING again_at
"""

# write_down: keep what is about to be asked without words; asked again it stays as it was.
WRITE_DOWN: Final = f"{_WRITTEN} {_ASKED_BEFORE}"

# stage_and_write_down: keep sealed words and what is about to be asked with them, together, unless
# other words lie under that name already.
STAGE_AND_WRITE_DOWN: Final = f"""
WITH words AS (
    INSERT INTO vault.content (id, subject, sha256, sealed) VALUES ($6, $7, $8, $11)
    ON CONFLICT (id) DO NOTHING
), other AS (
    SELECT FROM vault.content WHERE id = $6 AND (subject, sha256) <> ($7, $8)
)
{_WRITTEN} WHERE NOT EXISTS (SELECT FROM other)
{_ASKED_BEFORE}
"""  # noqa: S608 - our own text

# answered: what has its answer in the log need not be asked again.
ANSWERED: Final = """
DELETE FROM vault.under_way AS u USING unnest($1::text[], $2::text[]) AS done(workflow, request)
WHERE u.workflow = done.workflow AND u.request = done.request
"""

# refused: what was refused is over, and its words with it, unless somebody has asked again since.
REFUSED: Final = """
WITH over AS (
    DELETE FROM vault.under_way WHERE workflow = $1 AND request = $2 AND again_at = $3
    RETURNING content, sha256
)
DELETE FROM vault.content AS c USING over WHERE c.id = over.content AND c.sha256 = over.sha256
"""

# take_up: what nobody waits for any more, the longest waiting first; nobody else takes it up for a
# while.
TAKE_UP: Final = """
UPDATE vault.under_way AS u SET again_at = clock_timestamp() + $2::interval
FROM (
    SELECT workflow, request FROM vault.under_way WHERE again_at < now() + $1::interval
    ORDER BY again_at LIMIT $3 FOR UPDATE SKIP LOCKED
) AS due
WHERE u.workflow = due.workflow AND u.request = due.request
RETURNING u.workflow, u.request, u.asks, u.kind, u.command, u.trace, u.written_at, u.again_at
"""

# trace_under_way: in which trace something was asked that has no answer yet.
TRACE_UNDER_WAY: Final = "SELECT trace FROM vault.under_way WHERE workflow = $1 AND request = $2"

# waiting_since: what was written down before a moment and has no definite answer, the oldest first.
WAITING_SINCE: Final = """
SELECT workflow, request, asks, kind, command, written_at FROM vault.under_way
WHERE written_at < $1 ORDER BY written_at, workflow, request LIMIT $2
"""

# waiting_of: what a workflow was asked and has not definitely answered, the oldest first.
WAITING_OF: Final = """
SELECT workflow, request, asks, kind, command, written_at FROM vault.under_way
WHERE workflow = $1 ORDER BY written_at, request
"""

# count_under_way: how much has no answer yet, and since when the oldest of it waits.
COUNT_UNDER_WAY: Final = "SELECT count(*) AS waiting, min(written_at) AS since FROM vault.under_way"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Something asked of a workflow: ids, references and digests, and never a word.

    Attributes:
        workflow, request: whom it is asked of, and the name under which it is asked once.
        asks: the update that is asked for.
        kind, command: the name of the command's type, and the command as JSON.
        trace: the `traceparent` of whoever asks, where somebody follows.
    """

    workflow: str
    request: str
    asks: str
    kind: str
    command: str
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Something under way that is to be asked again, since when it waits, and whose turn it is."""

    asked: UnderWay
    written_at: datetime
    turn: datetime


class UnderWayBook:
    """Keeps what is under way through a writer's connections."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Keep it through `pool`."""
        self._pool = pool
        self._answered: list[tuple[str, str]] = []
        self._task: asyncio.Task[None] | None = None
        self._flushing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, pool: asyncpg.Pool) -> AsyncIterator[Self]:
        """Give a book; what was answered by the end is noted then."""
        book = cls(pool)
        try:
            yield book
        finally:
            if book._task is not None:
                book._task.cancel()
            await book.flush()

    async def write(
        self, asked: UnderWay, words: Sealed | None = None, left_alone: timedelta = LEFT_ALONE
    ) -> datetime:
        """Write down what is about to be asked, and stage its words in the same statement.

        Whoever asks has `left_alone` for themselves. Gives the turn, by which `refused` knows
        whether anybody has asked again since.

        Raises:
            ContentAlreadyStaged: other words were handed in under this name already.
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        columns = (asked.workflow, asked.request, asked.asks, asked.kind, asked.command)
        for_itself = max(left_alone, LEFT_ALONE)
        if words is None:
            content = (None, None, None, for_itself, asked.trace)
            rows = await ask(self._pool, WRITE_DOWN, *columns, *content)
        else:
            ref: ContentRef = words.ref
            staged = (ref.id, ref.subject, ref.sha256, for_itself, asked.trace, words.sealed)
            rows = await ask(self._pool, STAGE_AND_WRITE_DOWN, *columns, *staged)
        for row in rows:
            turn: datetime = row["again_at"]
            return turn
        raise ContentAlreadyStaged

    def answered(self, asked: UnderWay) -> None:
        """Note, within a second, that something is in the log; nobody waits for the note.

        Should the note be lost, the same is asked once more and answered alike.
        """
        self._answered.append((asked.workflow, asked.request))
        del self._answered[:-AT_MOST]
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._flush_soon())

    async def refused(self, asked: UnderWay, turn: datetime) -> None:
        """Forget what was refused, and its words; unless it was asked again after that turn."""
        await ask(self._pool, REFUSED, asked.workflow, asked.request, turn)

    async def take_up(
        self, lease: timedelta, limit: int, early: timedelta = timedelta(0)
    ) -> list[TakenUp]:
        """Take what nobody waits for any more, to ask it again; it is the taker's for a while.

        `early` takes what others will wait for that much longer.
        """
        return [
            TakenUp(
                UnderWay(*(row[name] for name in _WRITTEN_DOWN)), row["written_at"], row["again_at"]
            )
            for row in await ask(self._pool, TAKE_UP, early, lease, limit)
        ]

    async def trace_of(self, workflow: str, request: str) -> str | None:
        """Give the trace in which something was asked that is under way; None if it cannot be told.

        It is asked once: nobody waits for a database that is away to have their work followed.
        """
        try:
            found = await self._pool.fetchval(TRACE_UNDER_WAY, workflow, request, timeout=SOON)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None
        return None if found is None else str(found)

    async def count(self) -> tuple[int, datetime | None]:
        """Count what has no definite answer, and say since when the oldest of it waits."""
        await self.flush()
        [row] = await ask(self._pool, COUNT_UNDER_WAY)
        return row["waiting"], row["since"]

    async def waiting_since(self, before: datetime, limit: int) -> list[tuple[UnderWay, datetime]]:
        """List what was asked before a real moment and has no definite answer, the oldest first."""
        await self.flush()
        return [_dated(row) for row in await ask(self._pool, WAITING_SINCE, before, limit)]

    async def waiting_of(self, workflow: str) -> list[tuple[UnderWay, datetime]]:
        """List what a workflow was asked and has not definitely answered, each since when."""
        await self.flush()
        return [_dated(row) for row in await ask(self._pool, WAITING_OF, workflow)]

    async def flush(self) -> None:
        """Note everything that was answered by now."""
        async with self._flushing:
            answered, self._answered = self._answered, []
            if not answered:
                return
            names = [each[0] for each in answered], [each[1] for each in answered]
            try:
                await self._pool.execute(ANSWERED, *names)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LogOutOfReach):
                self._answered = [*answered, *self._answered][-AT_MOST:]

    async def _flush_soon(self) -> None:
        await asyncio.sleep(FLUSHED_EVERY)
        await self.flush()


def _dated(row: asyncpg.Record) -> tuple[UnderWay, datetime]:
    names = (row["workflow"], row["request"], row["asks"], row["kind"], row["command"])
    return UnderWay(*names), row["written_at"]

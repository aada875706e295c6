"""The log by its streams: which have begun, which have ended, and whether any fact is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from storage.event import StoredEvent
from storage.journal import Recorded
from storage.patience import ask

# begun_after: streams that begin with one of these facts after a position, the oldest first,
# without those that hold one of the facts by which they end.
BEGUN_AFTER: Final = """
SELECT o.position, o.stream_id FROM log.event AS o
WHERE o.position > $1 AND o.version = 1 AND o.tenant_id = $2 AND o.type = ANY($3::text[])
  AND NOT EXISTS (
    SELECT FROM log.event AS e WHERE e.stream_id = o.stream_id AND e.type = ANY($4::text[])
  )
ORDER BY o.position
LIMIT $5
"""

# ended_streams: how many streams hold one of the facts by which they end.
ENDED_STREAMS: Final = """
SELECT count(DISTINCT stream_id) FROM log.event WHERE tenant_id = $1 AND type = ANY($2::text[])
"""

# whole_streams: everything that happened in these streams, stream by stream, in order.
WHOLE_STREAMS: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE stream_id = ANY($1::uuid[])
ORDER BY stream_id, version
"""

# streams_after: the streams that follow one of them, by their ids.
STREAMS_AFTER: Final = """
SELECT DISTINCT stream_id FROM log.event WHERE stream_id > $1 ORDER BY stream_id LIMIT $2
"""

# length_of_log: how many facts there are, and where the last of them stands.
LENGTH_OF_LOG: Final = "SELECT count(*) AS facts, coalesce(max(position), 0) AS head FROM log.event"

# gaps: between which positions facts are missing.
GAPS: Final = """
SELECT before + 1 AS first, position - 1 AS last FROM (
    SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before FROM log.event
) AS pairs
WHERE position <> before + 1 ORDER BY position LIMIT $1
"""

# broken_streams: streams whose versions do not count from 1 without a hole.
BROKEN_STREAMS: Final = """
SELECT stream_id, count(*) AS facts, max(version) AS versions FROM log.event
GROUP BY stream_id HAVING count(*) <> max(version) ORDER BY stream_id LIMIT $1
"""

# number_of_streams: how many streams there are.
NUMBER_OF_STREAMS: Final = "SELECT count(*) FROM log.event WHERE version = 1"

# words_left_over: how many texts have lain in the vault for more than a day and no fact refers to;
# what belongs to the organisation itself are launches.
WORDS_LEFT_OVER: Final = """
SELECT count(*) FROM (
    SELECT id FROM vault.content
    WHERE subject <> $1 AND staged_at < now() - interval '1 day'
    EXCEPT
    SELECT (data::jsonb #>> '{content,id}')::uuid FROM log.event WHERE data LIKE '%"content":{%'
) AS left_over
"""

AT_MOST: Final = 100
"""Gaps and broken streams that are named; whoever has more needs a backup, not a list."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A stream that begins at `position` of the log."""

    position: int
    stream: UUID


@dataclass(frozen=True, slots=True)
class Gap:
    """Positions of the log, the first and the last of them included, at which no fact stands."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"the fact at position {self.first} is missing"
        return f"the facts at positions {self.first} to {self.last} are missing"


async def begun_after(
    pool: asyncpg.Pool,
    organisation: UUID,
    begins: Collection[str],
    ends: Collection[str],
    after: int,
    limit: int,
) -> list[Begun]:
    """Give the next streams after a position that have begun and not ended, the oldest first."""
    rows = await ask(pool, BEGUN_AFTER, after, organisation, list(begins), list(ends), limit)
    return [Begun(row["position"], UUID(bytes=row["stream_id"].bytes)) for row in rows]


async def ended(pool: asyncpg.Pool, organisation: UUID, ends: Collection[str]) -> int:
    """Count the streams that have ended."""
    [row] = await ask(pool, ENDED_STREAMS, organisation, list(ends))
    return int(row[0])


async def whole(pool: asyncpg.Pool, streams: Iterable[UUID]) -> dict[UUID, list[Recorded]]:
    """Give everything that happened in these streams, each in order, with its words closed.

    Raises:
        UnknownEvent, EventUnreadable: a fact that this version cannot read.
    """
    return {
        stream: [Recorded.of(each) for each in stored]
        for stream, stored in (await stored_of(pool, streams)).items()
    }


async def stored_of(pool: asyncpg.Pool, streams: Iterable[UUID]) -> dict[UUID, list[StoredEvent]]:
    """Give everything in these streams as it is stored, which may not be readable."""
    wanted = list(streams)
    found: dict[UUID, list[StoredEvent]] = {stream: [] for stream in wanted}
    for row in await ask(pool, WHOLE_STREAMS, wanted):
        found[UUID(bytes=row["stream_id"].bytes)].append(StoredEvent(*row))
    return found


async def streams_after(pool: asyncpg.Pool, last: UUID, limit: int) -> Sequence[UUID]:
    """Give the next streams by id, whatever they are of."""
    rows = await ask(pool, STREAMS_AFTER, last, limit)
    return [UUID(bytes=row["stream_id"].bytes) for row in rows]


async def gaps(pool: asyncpg.Pool) -> list[Gap]:
    """Name where facts are missing; the log is dense where the list is empty."""
    [row] = await ask(pool, LENGTH_OF_LOG)
    if row["facts"] == row["head"]:
        return []
    return [Gap(each["first"], each["last"]) for each in await ask(pool, GAPS, AT_MOST)]


async def broken_streams(pool: asyncpg.Pool) -> list[tuple[UUID, int, int]]:
    """Name the streams with a hole: which, how many facts, and the version of the last."""
    rows = await ask(pool, BROKEN_STREAMS, AT_MOST)
    return [(UUID(bytes=row[0].bytes), row["facts"], row["versions"]) for row in rows]


async def number_of_streams(pool: asyncpg.Pool) -> int:
    """Count the streams of the log."""
    [row] = await ask(pool, NUMBER_OF_STREAMS)
    return int(row[0])


async def words_left_over(pool: asyncpg.Pool, organisation: UUID) -> int:
    """Count the texts in the vault that no fact refers to, a day after they were handed in."""
    [row] = await ask(pool, WORDS_LEFT_OVER, organisation)
    return int(row[0])

"""Builds the read models anew from the whole log, beside the live ones, and then takes over."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import asyncpg

from storage.event_store import HEAD
from storage.keys import KeyRing
from storage.projections import generation
from storage.projections.errors import ReadModelsChanged, RebuildUnderWay
from storage.projections.generation import LIVE, NEXT
from storage.projections.page import PAGE_AFTER, fold_page, read_entries
from storage.projections.shelf import LogEntry, Shelf
from storage.projections.tables import remove, write
from storage.projections.turn import MOVE_CHECKPOINT, checked_position, fold_next

PAGE: Final = 5000
ROWS_AT_A_TIME: Final = 200_000
REVIEWS_AT_HAND: Final = 50_000
WAIT_SECONDS: Final = 0.1

Progress = Callable[[int, int], None]
"""Hears how far the rebuild is: position reached, position to reach."""


def unwatched(_: int, __: int) -> None:
    """Hear how far the rebuild is and do nothing."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: events folded, up to which position, and after how many seconds live."""

    events: int
    position: int
    seconds: float


async def rebuild(pool: asyncpg.Pool, keys: KeyRing, *, progress: Progress = unwatched) -> Rebuilt:
    """Fold the whole log into a new generation and make it the live one.

    Pages are served from the old generation, and the projector goes on with it, until the new one
    has caught up; the change itself is a rename. Needs three connections of `pool`.

    Raises:
        RebuildUnderWay: somebody else is at it.
        LogHasGap: a fact is missing from the log; the old generation stays.
        UnknownEvent: a newer version of Perennial wrote to the log; the old generation stays.
    """
    started = perf_counter()
    async with pool.acquire() as connection:
        if not await connection.fetchval(generation.TRY_TO_REBUILD):
            raise RebuildUnderWay
        try:
            await generation.create(connection, NEXT)
            await Filling(pool, connection, keys, progress).fill()
            position = await _take_over(connection, keys)
            seconds = perf_counter() - started
            await generation.drop_old(connection)
            await generation.count_rows(connection)
        finally:
            await connection.execute(generation.LET_GO_OF_REBUILD)
    return Rebuilt(position, position, seconds)


async def prepare(pool: asyncpg.Pool, keys: KeyRing) -> None:
    """See to it that there are live read models of our shape, building them if need be.

    Raises: as `rebuild`, except that it waits for a rebuild that is under way.
    """
    while True:
        async with pool.acquire() as connection:
            try:
                if await generation.exists(connection, LIVE):
                    await checked_position(connection)
                    return
            except ReadModelsChanged:
                pass
        try:
            await rebuild(pool, keys)
        except RebuildUnderWay:
            await asyncio.sleep(WAIT_SECONDS)


async def _take_over(connection: asyncpg.Connection, keys: KeyRing) -> int:
    """Catch up with what was appended meanwhile, hold everybody else for the rest, and switch."""
    # next_checkpoint: how far the next generation is.
    query = f"SELECT position FROM {NEXT}.checkpoint"  # noqa: S608 - our own name
    position = int(await connection.fetchval(query))
    while int(await connection.fetchval(HEAD)) - position > PAGE:
        async with connection.transaction():
            folded = await fold_next(connection, NEXT, keys, position, PAGE)
        position = folded.position if folded else position
    async with connection.transaction():
        await connection.execute(generation.TAKE_TURN)
        while folded := await fold_next(connection, NEXT, keys, position, PAGE):
            position = folded.position
        await generation.switch(connection)
    return position


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep the collector of cycles from searching millions of rows that hold none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class Filling:
    """Fills the next generation with everything up to the head of the log, in bulk.

    With `until` it goes as far as that position and no further.
    """

    pool: asyncpg.Pool
    connection: asyncpg.Connection
    keys: KeyRing
    progress: Progress
    has_indexes: bool = False
    until: int | None = None

    async def fill(self) -> None:
        """Fold the log, and make the indexes."""
        head = self.until
        if head is None:
            head = int(await self.connection.fetchval(HEAD))
        with without_collections():
            await self._fold(head)
        await self._index()
        await self.connection.execute(MOVE_CHECKPOINT.format(schema=NEXT), head)

    async def _fold(self, head: int) -> None:
        shelf = Shelf(is_complete=True)
        async for page in self._pages(head):
            await fold_page(self.connection, NEXT, self.keys, shelf, page)
            self.progress(page[-1].position, head)
            if len(shelf.touched) >= ROWS_AT_A_TIME:
                shelf = await self._put_away(shelf)
        await write(self.connection, NEXT, shelf.touched, in_bulk=True)
        await remove(self.connection, NEXT, shelf.gone)

    async def _put_away(self, shelf: Shelf) -> Shelf:
        """Write what has changed; when too much is at hand, begin with an empty shelf."""
        touched, shelf.touched = shelf.touched, []
        await write(self.connection, NEXT, touched, in_bulk=True)
        gone, shelf.gone = shelf.gone, []
        await remove(self.connection, NEXT, gone)
        if shelf.size() < REVIEWS_AT_HAND:
            return shelf
        await self._index()
        return Shelf()

    async def _index(self) -> None:
        if not self.has_indexes:
            await generation.add_indexes(self.pool, NEXT)
            self.has_indexes = True

    async def _pages(self, head: int) -> AsyncIterator[list[LogEntry]]:
        """Give the log page by page, reading one ahead."""
        position = 0
        coming = asyncio.ensure_future(self._read(position, head))
        try:
            while position < head:
                page = read_entries(await coming, position)
                position = page[-1].position
                coming = asyncio.ensure_future(self._read(position, head))
                yield page
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)

    async def _read(self, after: int, head: int) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.pool.fetch(
            PAGE_AFTER, after, min(PAGE, head - after)
        )
        return rows

"""Follows the log and keeps the live read models up with it: one at a time, others stand by."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import asyncpg

from storage import counts
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.patience import BUSY, CONNECTION_LOST
from storage.projections import generation
from storage.projections.generation import LIVE
from storage.projections.lead import Lead
from storage.projections.page import Folded
from storage.projections.rebuild import prepare
from storage.projections.traced import tell_of_page
from storage.projections.turn import checked_position, fold_next, standing
from storage.wake_ups import WakeUps

PAGE: Final = 1000
PAUSE_SECONDS: Final = 1.0

Watch = Callable[[Folded], Awaitable[None]]
"""Hears of every page once it is committed; `closed_in` names cycles without open reviews only."""


async def nobody(_: Folded) -> None:
    """Hear of a page and do nothing."""


@dataclass(frozen=True)
class Projector:
    """Folds the log into the live read models, page by page, each page exactly once.

    Of many projectors on one database one leads; another takes over when its connection ends.
    A page is one transaction on the very connection that leads, and checks how far the tables are
    itself, so that even two leaders could not fold a fact twice.

    Attributes:
        store: the log, for its wake-ups.
        pool: connections of a projector.
        keys: opens the few words that are looked at.
        watch: hears of every page that was committed, and of everything that is still to be
            dealt with whenever this projector begins or somebody else has folded meanwhile.
        page_size: events in a page at most.
        lead: says whether this one leads.
    """

    store: EventStore
    pool: asyncpg.Pool
    keys: KeyRing
    watch: Watch = nobody
    page_size: int = PAGE
    lead: Lead = field(default_factory=Lead)

    async def run(self, stop: asyncio.Event) -> None:
        """Lead, or stand by, until `stop` is set; a lost connection is replaced, a disk waited for.

        Raises:
            LogHasGap: a fact is missing from the log.
            UnknownEvent: a newer version of Perennial wrote to the log.
            SealBroken: words in the log were changed.
            ReadModelsChanged: a newer version of Perennial rebuilt the tables.
        """
        async with self.store.wake_ups() as wakes:
            while not stop.is_set():
                try:
                    await self._lead_or_stand_by(wakes, stop)
                except (*CONNECTION_LOST, *BUSY):
                    await _pause(stop)

    async def catch_up(self) -> int:
        """Fold everything there is by now and answer the position reached.

        May be called beside a running projector: whoever comes second finds the work done.
        Raises: as `run`.
        """
        async with self.pool.acquire() as connection:
            await prepare(self.pool, self.keys)
            while True:
                position, folded = await self.fold_page(connection)
                if folded is None:
                    return position

    async def _lead_or_stand_by(self, wakes: WakeUps, stop: asyncio.Event) -> None:
        async with self.pool.acquire() as connection:
            if not await connection.fetchval(generation.TRY_TO_LEAD):
                await _pause(stop)
                return
            shown = f"perennial projector {generation.shape()} of {self.lead.installation}"
            await connection.execute(generation.SHOW_LEADER, shown)
            with self.lead.taken():
                await prepare(self.pool, self.keys)
                await self._follow(connection, wakes, stop)

    async def _follow(
        self, connection: asyncpg.Connection, wakes: WakeUps, stop: asyncio.Event
    ) -> None:
        reached: int | None = None
        while not stop.is_set():
            before, folded = await self.fold_page(connection)
            if before != reached:
                # Somebody else folded: an earlier leader, a rebuild, or a command.
                await self.watch(await standing(connection))
            reached = before if folded is None else folded.position
            if folded is None:
                await _woken(wakes, stop)
            else:
                await self.watch(folded)

    async def fold_page(self, connection: asyncpg.Connection) -> tuple[int, Folded | None]:
        """Fold the next page in one transaction; say where it began, and None at the end."""
        async with connection.transaction():
            await connection.execute(generation.TAKE_TURN)
            position, begun = await checked_position(connection), perf_counter()
            folded = await fold_next(connection, LIVE, self.keys, position, self.page_size)
        if folded is not None:
            counts.PAGE.observe(perf_counter() - begun)
            for type_, number in folded.types.items():
                counts.FACTS.labels(type_).inc(number)
            await tell_of_page(connection, position, folded.position, perf_counter() - begun)
        return position, folded


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    except TimeoutError:
        return


async def _woken(wakes: WakeUps, stop: asyncio.Event) -> None:
    """Wait until the log has grown, or there is to be an end."""
    waiting = [asyncio.ensure_future(anext(wakes)), asyncio.ensure_future(stop.wait())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

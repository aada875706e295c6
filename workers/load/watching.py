"""Looks on while a load is played: how far read models lag, what each process takes."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from domain.errors import ReviewError
from storage.archive import Archive
from storage.read_models.waiting import position_shown
from workers.load.figures import Lag, PartFigures, Spread
from workers.load.installation import Installation
from workers.load.machine import Taken

LAG_EVERY: Final = 0.25
TAKEN_EVERY: Final = 5.0


@dataclass
class LagWatch:
    """Measures how long it takes from the log to the read models, again and again."""

    archive: Archive
    seconds: list[float] = field(default_factory=list)
    events: int = 0
    _heads: deque[tuple[float, int]] = field(default_factory=deque)

    async def run(self) -> None:
        """Look until cancelled; a database that does not answer is looked at again."""
        while True:
            with suppress(ReviewError):
                await self._look()
            await asyncio.sleep(LAG_EVERY)

    async def _look(self) -> None:
        head = await self.archive.store.head()
        self._heads.append((perf_counter(), head))
        shown = await position_shown(self.archive.readers)
        self.events = max(self.events, head - shown)
        while self._heads and self._heads[0][1] <= shown:
            at, _ = self._heads.popleft()
            self.seconds.append(perf_counter() - at)

    def found(self) -> Lag:
        """Sum up; what is still behind counts as long as it has been."""
        waiting = [perf_counter() - at for at, _ in self._heads]
        spread = Spread.of([*self.seconds, *waiting])
        return Lag(
            p50_seconds=round(spread.p50 / 1000, 3),
            p95_seconds=round(spread.p95 / 1000, 3),
            longest_seconds=round(spread.longest / 1000, 3),
            most_events=self.events,
        )


@dataclass
class TakenWatch:
    """Measures what each process takes: at the start, after the launch, at most, at the end."""

    place: Installation
    start: Mapping[str, Taken] = field(default_factory=dict)
    after_launch: Mapping[str, Taken] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(TAKEN_EVERY)

    async def look(self) -> Mapping[str, Taken]:
        """Look once."""
        taken = await asyncio.to_thread(self.place.taken)
        for name, each in taken.items():
            self.most[name] = max(self.most.get(name, 0.0), each.megabytes)
        return taken

    async def begin(self) -> None:
        """Note what everything takes before there is anything to do."""
        self.start = self.after_launch = await self.look()

    async def launched(self) -> None:
        """Note what everything takes once the reviews are open."""
        self.after_launch = await self.look()

    async def found(self, without: Mapping[str, float]) -> dict[str, PartFigures]:
        """Sum up, for each process that was there from the start.

        `without` are seconds of a core that were taken for something else.
        """
        end = await self.look()
        return {
            name: PartFigures(
                megabytes_at_start=round(self.start[name].megabytes, 1),
                megabytes_after_launch=round(self.after_launch[name].megabytes, 1),
                megabytes_at_most=round(self.most[name], 1),
                megabytes_at_end=round(end[name].megabytes, 1),
                cpu_seconds_of_launch=round(
                    self.after_launch[name].cpu_seconds - self.start[name].cpu_seconds, 1
                ),
                cpu_seconds_of_play=round(
                    end[name].cpu_seconds
                    - self.after_launch[name].cpu_seconds
                    - without.get(name, 0.0),
                    1,
                ),
            )
            for name in self.start
            if name in end and name in self.after_launch and self.start[name].megabytes
        }


@asynccontextmanager
async def looking_on(lag: LagWatch, taken: TakenWatch) -> AsyncIterator[None]:
    """Look on as long as the block lasts."""
    tasks = [asyncio.ensure_future(lag.run()), asyncio.ensure_future(taken.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

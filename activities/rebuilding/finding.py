"""Everything that is to run, kind by kind and page by page, found in PostgreSQL alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from activities import naming, starting
from activities.rebuilding.cycles import CycleFound, Cycles
from activities.rebuilding.folding import Folding, check_whole
from activities.rebuilding.start import Kind, Start, Unstartable
from domain.errors import ReviewError
from domain.ids import CycleId
from domain.tempo import Tempo
from storage import streams
from storage.archive import Archive
from storage.errors import LogOutOfReach
from storage.event import StoredEvent
from storage.journal import Recorded
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import latest_tempos
from storage.read_models.undelivered import closed_with_notices, has_lasting_notices

PAGE: Final = 100

BEGINS: Final = {
    Kind.REVIEWS: ("ReviewOpened",),
    Kind.ACTIONS: ("ActionTasked",),
    Kind.PLANS: ("PlanBegun",),
    Kind.SESSIONS: ("SessionOpened",),
    Kind.CYCLES: ("CycleLaunched", "LaunchScheduled"),
}
"""With which facts the streams of each kind begin."""

ENDS: Final = {
    Kind.REVIEWS: ("ReviewCompleted", "ReviewCancelled"),
    Kind.ACTIONS: ("ActionDone", "ActionDropped"),
    Kind.PLANS: (),
    Kind.SESSIONS: (),
    Kind.CYCLES: ("CycleClosed",),
}
"""With which facts they end for certain; where there are none, their fold tells."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what is to run.

    Attributes:
        starts: what is to run.
        failed: what is to run and cannot be started.
        ended: how many of the page have ended.
        after: up to which position of the log this kind has been looked at.
    """

    starts: Sequence[Start]
    failed: Sequence[Unstartable]
    ended: int
    after: int


class Finding:
    """Reads what is to run; keeps no more of it in memory than a page."""

    def __init__(self, archive: Archive, real: datetime, last_recorded: datetime) -> None:
        """Read from this archive, as it stands at that real moment; see `Cycles`."""
        self._archive = archive
        self._folding = Folding(archive, real)
        self._cycles = Cycles(archive, real, last_recorded)

    @classmethod
    async def begin(cls, archive: Archive) -> "Finding":
        """Look at the archive as it stands now."""
        now = datetime.now(UTC)
        head = await archive.store.head()
        last = await archive.store.read_at([head])
        return cls(archive, now, last[0].recorded_at if last else now)

    async def pages(self, kind: Kind, after: int = 0) -> AsyncIterator[Page]:
        """Give what is to run of a kind, from behind a position of the log on.

        Raises:
            LogOutOfReach: the database did not answer.
        """
        if kind is Kind.DELIVERIES:
            yield await self._deliveries()
            return
        async for begun in self._begun(kind, after):
            yield await self._page(kind, begun)

    async def ended(self, kind: Kind) -> int:
        """Count what has ended of a kind, as far as a fact says so."""
        archive = self._archive
        if kind is Kind.DELIVERIES or not ENDS[kind]:
            return 0
        return await streams.ended(archive.writers, archive.organisation, ENDS[kind])

    async def again(self, kind: Kind, name: str) -> Start | None:
        """Look at one thing as it stands in the log now; None when nothing of it is to run."""
        if kind is Kind.DELIVERIES:
            found = (await self._deliveries()).starts
            return next((each for each in found if each.name == name), None)
        stream = naming.stream_of(name)
        recorded = (await streams.whole(self._archive.writers, [stream]))[stream]
        return await self._found(kind, recorded) if recorded else None

    async def _begun(self, kind: Kind, after: int = 0) -> AsyncIterator[Sequence[streams.Begun]]:
        archive = self._archive
        while begun := await streams.begun_after(
            archive.writers, archive.organisation, BEGINS[kind], ENDS[kind], after, PAGE
        ):
            after = begun[-1].position
            yield begun

    async def _page(self, kind: Kind, begun: Sequence[streams.Begun]) -> Page:
        stored = await streams.stored_of(self._archive.writers, (each.stream for each in begun))
        starts: list[Start] = []
        failed: list[Unstartable] = []
        for stream, events in stored.items():
            try:
                found = await self._found(kind, [Recorded.of(each) for each in events])
            except LogOutOfReach:
                raise
            except ReviewError as refusal:
                failed.append(Unstartable(kind, str(stream), str(refusal)))
            else:
                starts += [found] if found else []
        ended = len(stored) - len(starts) - len(failed)
        return Page(starts, failed, ended, begun[-1].position)

    async def _found(self, kind: Kind, recorded: Sequence[Recorded]) -> Start | None:
        if kind is not Kind.CYCLES:
            return await self._folding.of(kind, recorded)
        found = await self._cycle(recorded)
        return found.start if found else None

    async def _cycle(self, recorded: Sequence[Recorded]) -> CycleFound | None:
        check_whole(recorded)
        return await self._cycles.of(recorded)

    async def _deliveries(self) -> Page:
        """Give the deliveries: of every cycle that runs, of what closed too early, of the rest."""
        archive, whole = self._archive, self._archive.organisation
        starts: list[Start] = []
        async for recorded in self._running_cycles():
            # A cycle that cannot be read is named among the cycles.
            with suppress(ReviewError):
                found = await self._cycle([Recorded.of(each) for each in recorded])
                starts += [found.delivery] if found and found.delivery else []
        with suppress(NothingToShowYet):  # then nobody was told of anything yet
            closed = await closed_with_notices(archive.readers, whole)
            starts += [_last_round(cycle, tempo) for cycle, tempo in closed.items()]
            if await has_lasting_notices(archive.readers, whole):
                tempo = (await latest_tempos(archive.readers)).get(whole, Tempo())
                begin = starting.DeliveryStart(cycle=whole, tempo=tempo)
                starts.append(Start(Kind.DELIVERIES, naming.delivery_workflow(whole), begin))
        return Page(starts, (), 0, 0)

    async def _running_cycles(self) -> AsyncIterator[Sequence[StoredEvent]]:
        async for begun in self._begun(Kind.CYCLES):
            pool = self._archive.writers
            found = await streams.stored_of(pool, (each.stream for each in begun))
            for stored in found.values():
                yield stored


def _last_round(cycle: CycleId, tempo: Tempo) -> Start:
    return Start(
        Kind.DELIVERIES,
        naming.delivery_workflow(cycle),
        starting.DeliveryStart(cycle=cycle, tempo=tempo),
        cycle,
        signal=starting.CYCLE_CLOSED,
    )

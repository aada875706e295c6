"""The projector as a process: keeps the read models up and tells those who wait for them."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from typing import Final, Protocol
from uuid import UUID

import structlog
from temporalio.service import RPCError

from domain.follow_ups import FollowUp
from domain.ids import CycleId, OrganisationId
from domain.tempo import Tempo
from storage.errors import LogOutOfReach
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.pool import Role, pool_of
from storage.projections.lead import Lead
from storage.projections.page import Folded
from storage.projections.projector import Projector
from storage.read_models.cycles import latest_tempos, running_tempos

RETRY_SECONDS: Final = 1.0
CONNECTIONS: Final = 8
FOLLOW_UPS_AT_ONCE: Final = 8

_log: Final = structlog.stdlib.get_logger(__name__)


class Listener(Protocol):
    """Who wants to hear of what the projector has seen."""

    async def notices_waiting(self, cycle: CycleId, earliest: datetime, at: datetime) -> None:
        """Hear when the first of new notices may go out; `at` is the cycle's present."""

    async def lasting_waiting(
        self, organisation: OrganisationId, earliest: datetime, tempo: Tempo, at: datetime
    ) -> None:
        """Hear the same of what belongs to no cycle, and how time runs for the organisation."""

    async def follow_up(self, asked: FollowUp) -> None:
        """Hear what a review asked for that is to be set going."""

    async def reviews_done(self, cycle: CycleId) -> None:
        """Hear that no review of a cycle is open any more."""


class Announcer:
    """Passes on what pages brought about, without holding up the next page.

    What could not be passed on is tried again until it can; what a process took with it when it
    died is told to the next one by its projector.
    """

    def __init__(self, listener: Listener) -> None:
        """Speak to this listener."""
        self._listener = listener
        self._position = 0
        self._tempos: dict[CycleId, Tempo] = {}
        self._earliest: dict[CycleId, datetime] = {}
        self._finished: set[CycleId] = set()
        self._whole: dict[OrganisationId, Tempo] = {}
        self._lasting: dict[OrganisationId, datetime] = {}
        self._follow_ups: dict[UUID, FollowUp] = {}
        self._something = asyncio.Event()

    async def note(self, folded: Folded) -> None:
        """Remember what a page brought about."""
        if folded.position > self._position > 0:
            _log.info("page_folded", to=folded.position, events=folded.position - self._position)
        self._position = folded.position
        for cycle, at in folded.notices.items():
            self._earliest[cycle] = min(at, self._earliest.get(cycle, at))
        for whole, at in folded.lasting.items():
            self._lasting[whole] = min(at, self._lasting.get(whole, at))
        self._follow_ups |= {each.event: each for each in folded.follow_ups}
        self._finished |= folded.closed_in
        if self._earliest or self._lasting or self._follow_ups or self._finished:
            self._something.set()

    async def announce(self, postgres_url: str) -> None:
        """Pass on whatever there is; runs until cancelled."""
        async with pool_of(postgres_url, Role.READER, min_size=0, max_size=2) as pool:
            while True:
                await self._something.wait()
                self._something.clear()
                try:
                    self._tempos |= await running_tempos(pool)
                    self._whole |= await latest_tempos(pool)
                    await self._tell()
                    await self._tell_of_what_lasts()
                except (RPCError, LogOutOfReach) as failure:
                    _log.warning("announcement_waits", why=type(failure).__name__)
                    self._something.set()
                    await asyncio.sleep(RETRY_SECONDS)

    async def _tell(self) -> None:
        while self._earliest:
            cycle, earliest = next(iter(self._earliest.items()))
            present = self._tempos.get(cycle, Tempo()).virtual(datetime.now(UTC))
            await self._listener.notices_waiting(cycle, earliest, present)
            if self._earliest.get(cycle) == earliest:
                del self._earliest[cycle]
        while self._finished:
            cycle = next(iter(self._finished))
            await self._listener.reviews_done(cycle)
            self._finished.discard(cycle)

    async def _tell_of_what_lasts(self) -> None:
        few = list(islice(self._follow_ups.items(), FOLLOW_UPS_AT_ONCE))
        await asyncio.gather(*(self._follow_up(name, asked) for name, asked in few))
        if self._follow_ups:
            self._something.set()  # the rest comes after whatever else is to be told meanwhile
        while self._lasting:
            whole, earliest = next(iter(self._lasting.items()))
            tempo = self._whole.get(whole, Tempo())
            present = tempo.virtual(datetime.now(UTC))
            await self._listener.lasting_waiting(whole, earliest, tempo, present)
            if self._lasting.get(whole) == earliest:
                del self._lasting[whole]

    async def _follow_up(self, name: UUID, asked: FollowUp) -> None:
        try:
            await self._listener.follow_up(asked)
        except (RPCError, LogOutOfReach):
            raise
        except Exception as failure:  # noqa: BLE001 - one review must not stop all the others
            _log.error("follow_up_failed", asked_in=str(name), why=type(failure).__name__)
        self._follow_ups.pop(name, None)


async def run_projector(
    postgres_url: str,
    keys: KeyRing,
    stop: asyncio.Event,
    listener: Listener | None = None,
    lead: Lead | None = None,
) -> None:
    """Keep the read models up until `stop` is set; stand by while another projector leads.

    Raises:
        LogHasGap: a fact is missing from the log.
        UnknownEvent: a newer version of Perennial wrote to the log.
        SealBroken: words in the log were changed.
    """
    async with (
        pool_of(postgres_url, Role.PROJECTOR, max_size=CONNECTIONS) as pool,
        EventStore(pool) as store,
    ):
        if listener is None:
            await Projector(store, pool, keys, lead=lead or Lead()).run(stop)
            return
        announcer = Announcer(listener)
        projector = Projector(store, pool, keys, announcer.note, lead=lead or Lead())
        tasks = [
            asyncio.ensure_future(announcer.announce(postgres_url)),
            asyncio.ensure_future(projector.run(stop)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

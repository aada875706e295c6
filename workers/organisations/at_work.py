"""All organisations of an installation at work in one process, each without harm to the others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from structlog.contextvars import bound_contextvars

from domain.errors import ReviewError
from gateway.site.reception import Reception
from workers.gateway import serve
from workers.office import Office
from workers.organisations.chosen import settings_of
from workers.organisations.quarters import Quarters
from workers.organisations.register import Entry
from workers.running import Part, processes, seen_to, stop_requested
from workers.settings import Settings
from workers.site import Visible
from workers.status.server import status_served
from workers.status.watched import Watched
from workers.terminal import complain

RETRY_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 1.5
"""How long each may take to say how it is: less than the process is given for all of them."""

_log: Final = structlog.stdlib.get_logger(__name__)

Opened = Callable[[Settings], AbstractAsyncContextManager[Quarters]]
"""How one organisation gets at its servers."""

Said = Callable[[str], None]


@dataclass(frozen=True)
class Member(Watched):
    """One organisation as those see it who keep the process running; the process has the port."""

    @asynccontextmanager
    async def status(self, office: Office, parts: Collection[str]) -> AsyncIterator[None]:
        """Ask the parts of this organisation too while the block lasts."""
        if self.sdk is not None:
            self._expect(office, parts, self.sdk)
        yield


@dataclass
class Standing:
    """Who is at work, and what stands in the way of the others, in a sentence each."""

    at_work: dict[UUID, Member] = field(default_factory=dict)
    troubles: dict[UUID, str] = field(default_factory=dict)

    async def check(self) -> str:
        """Say what is in the way of everybody; one organisation's trouble is not the process's."""
        found = await self._of_members()
        if any(not troubles for troubles in found.values()):
            return ""
        if not found and not self.troubles:
            return "No organisation is at work yet."
        return "No organisation is served: " + "; ".join(self._told(found))

    async def remarks(self) -> list[str]:
        """Say of each organisation that waits what it waits for."""
        return self._told(await self._of_members())

    async def _of_members(self) -> dict[UUID, dict[str, str]]:
        names = list(self.at_work)
        found = await asyncio.gather(*(_troubles_of(self.at_work[each]) for each in names))
        return dict(zip(names, found, strict=True))

    def _told(self, found: dict[UUID, dict[str, str]]) -> list[str]:
        told = [f"organisation {each}: {sentence}" for each, sentence in self.troubles.items()]
        for each, troubles in found.items():
            told += [f"organisation {each}, {part}: {why}" for part, why in troubles.items()]
        return told


async def _troubles_of(member: Member) -> dict[str, str]:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await member.readiness.troubles()
    except TimeoutError:
        return {"process": "There was no answer in time."}


class Everybody:
    """Keeps every organisation of a register at work, as long as that is possible."""

    def __init__(
        self,
        installation: Settings,
        parts: frozenset[Part],
        opened: Opened,
        pause: float = RETRY_SECONDS,
    ) -> None:
        """Run these parts for each, over servers that `opened` gives; `pause` before a new try."""
        self._installation = installation
        self._pause = pause
        self._parts = parts
        self._opened = opened
        self._watched = Watched.by(installation)
        self.standing = Standing()

    async def run(
        self, entries: Sequence[Entry], port: int, stop: asyncio.Event, say: Said
    ) -> None:
        """Work for all of them until `stop`; what one of them lacks is said once and tried again.

        Raises:
            SiteNotServed: the port cannot be listened on.
            StatusNotServed: the status port cannot be.
        """
        reception = Reception({entry.host for entry in entries})
        to_end = asyncio.Event()
        whole = seen_to(self._installation, self._parts)
        async with whole, self._status(), asyncio.TaskGroup() as group:
            for entry in entries:
                group.create_task(self._keep(entry, reception, to_end, say))
            try:
                await self._until(stop, reception, port)
            finally:
                # The site is shut before those whose pages it shows.
                to_end.set()

    async def _until(self, stop: asyncio.Event, reception: Reception, port: int) -> None:
        if Part.SITE in self._parts:
            await serve(reception, self._installation.site_host, port, stop)
        else:
            await stop.wait()

    async def _keep(
        self, entry: Entry, reception: Reception, stop: asyncio.Event, say: Said
    ) -> None:
        with bound_contextvars(organisation=str(entry.id)):
            while not stop.is_set():
                try:
                    await self._work_for(entry, reception, stop, say)
                except Exception as failure:  # noqa: BLE001 - it is one organisation's, and tried again
                    self._tell(entry, failure, say)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), self._pause)

    async def _work_for(
        self, entry: Entry, reception: Reception, stop: asyncio.Event, say: Said
    ) -> None:
        settings = settings_of(self._installation, entry)
        member = Member(self._watched.sdk)
        async with AsyncExitStack() as opened:
            quarters = await opened.enter_async_context(self._opened(settings))
            visible = Visible(0, quarters.mail, reception)
            await opened.enter_async_context(
                processes(quarters.servers, visible, self._parts, member)
            )
            if self.standing.troubles.pop(entry.id, None):
                _log.info("organisation_goes_on")
                say(f"Organisation {entry.name} goes on.")
            self.standing.at_work[entry.id] = member
            try:
                await stop.wait()
            finally:
                self.standing.at_work.pop(entry.id, None)

    def _tell(self, entry: Entry, failure: Exception, say: Said) -> None:
        is_refusal = isinstance(failure, ReviewError)
        told = str(failure) if is_refusal else f"Something failed ({type(failure).__name__})."
        if self.standing.troubles.get(entry.id) != told:
            if isinstance(failure, ReviewError):
                _log.warning("organisation_waits", why=failure.code)
            else:  # nobody foresaw it: where it happened is to be found
                _log.error("organisation_waits", why=type(failure).__name__, exc_info=failure)
            say(f"Organisation {entry.name} waits, and is tried again: {told}")
        self.standing.troubles[entry.id] = told

    @asynccontextmanager
    async def _status(self) -> AsyncIterator[None]:
        sdk = self._watched.sdk
        if sdk is None:
            yield
            return
        self._watched.readiness.expect("organisations", self.standing.check)
        self._watched.readiness.remark(self.standing.remarks)
        async with status_served(self._installation, self._watched.readiness, sdk.text):
            yield


async def run_everybody(company: Everybody, entries: Sequence[Entry], port: int) -> None:
    """Run everything for all of them until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    running = asyncio.ensure_future(company.run(entries, port, stop, complain))
    asked = asyncio.ensure_future(stop_requested())
    try:
        await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await running

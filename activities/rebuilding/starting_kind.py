"""One kind of processes being started: page by page, some at once, as fast as it may."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.rebuilding.finding import Finding, Page
from activities.rebuilding.progress import Pages, PageUnderWay
from activities.rebuilding.report import Count
from activities.rebuilding.server import OVER, standing_of
from activities.rebuilding.start import Kind, Start, Unstartable, begin
from domain.ids import OrganisationId

AT_ONCE: Final = 64
TRIES: Final = 5
PAUSE_SECONDS: Final = 0.5

PASSING: Final = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
    }
)
"""Failures after which it may go well in a moment."""


@dataclass(slots=True)
class Pace:
    """Lets so many starts begin in a second, evenly; without a number as many as there are."""

    per_second: float | None = None
    _next: float = 0.0

    async def turn(self) -> None:
        """Wait for the next turn."""
        if self.per_second is None:
            return
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now)
        wait, self._next = self._next - now, self._next + 1 / self.per_second
        if wait > 0:
            await asyncio.sleep(wait)


@dataclass(frozen=True)
class Way:
    """How workflows are started: by which client, for whom, how fast, and whether at all."""

    client: Client
    organisation: OrganisationId
    pace: Pace
    is_dry: bool
    only_missing: bool


@dataclass
class Starting:
    """Starts one kind; the next page is read while the last is on its way."""

    way: Way
    count: Count
    pages: Pages
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, finding: Finding, kind: Kind, after: int) -> None:
        """Start all there is of a kind from behind a position on."""
        try:
            async for page in finding.pages(kind, after):
                self.count.ended += page.ended
                self.count.failed += page.failed
                wanted = (
                    await self._missing(finding, page) if self.way.only_missing else page.starts
                )
                noted = self.pages.begin(page.after, len(wanted), is_sound=not page.failed)
                for start in wanted:
                    await self._begin(start, noted)
            await asyncio.gather(*self.under_way)
        finally:
            for task in self.under_way:
                task.cancel()
            await asyncio.gather(*self.under_way, return_exceptions=True)

    async def _missing(self, finding: Finding, page: Page) -> list[Start]:
        """Give what does not run; the log is read again after Temporal was asked.

        A process ends in the log first, so what has not ended there has not ended rightly.
        """
        names = [start.name for start in page.starts]
        found = await standing_of(self.way.client, names)
        missing = []
        for start in page.starts:
            status = found[start.name]
            if status is not None and status not in OVER:
                self.count.there += 1
                continue
            has_ended = start.may_have_ended and status is WorkflowExecutionStatus.COMPLETED
            again = None if has_ended else await finding.again(start.kind, start.name)
            missing += [again] if again else []
            self.count.ended += again is None
        return missing

    async def _begin(self, start: Start, noted: PageUnderWay) -> None:
        """Set a start on its way once there is room for one more."""
        await self.way.pace.turn()
        await self.gate.acquire()
        task = asyncio.create_task(self._start(start, noted))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _start(self, start: Start, noted: PageUnderWay) -> None:
        well = False
        try:
            if self.way.is_dry or await self._started(start):
                self.count.started += 1
            else:
                self.count.there += 1
            well = True
        except RPCError as failure:
            why = f"Temporal did not take it: {failure.status.name.lower()}, {failure.message}."
            self.count.failed.append(Unstartable(start.kind, start.name, why))
        finally:
            self.gate.release()
            self.pages.done(noted, well=well)

    async def _started(self, start: Start) -> bool:
        """Start it, and try again for a while where Temporal cannot take it now."""
        reuse = WorkflowIDReusePolicy.REJECT_DUPLICATE
        if self.way.only_missing:
            reuse = WorkflowIDReusePolicy.ALLOW_DUPLICATE
        for attempt in range(1, TRIES):
            try:
                return await begin(self.way.client, self.way.organisation, start, reuse)
            except RPCError as failure:
                if failure.status not in PASSING:
                    raise
            await asyncio.sleep(PAUSE_SECONDS * attempt)
        return await begin(self.way.client, self.way.organisation, start, reuse)

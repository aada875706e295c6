"""The whole engine on real servers, with clocks that a test moves by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities import naming, starting
from activities.first_sight import first_sight
from domain.ids import CycleId, OrganisationId, review_id
from domain.review import commands as c
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.tempo import Segment, Tempo
from storage.archive import Archive
from storage.journal import Entry
from storage.master_key import MasterKey
from storage.migrate import migrate
from tests.unit.review.sample_plan import local
from tests.workflow.postbox import Postbox
from tests.workflow.roll import Roll
from tests.workflow.under_way import Handle, UnderWay
from workers.projector import run_projector
from workers.waking import Waker
from workers.worker import workers_of

SKIPS = 5000
"""Timers that may fire in one test before the server takes it for a runaway."""


def beginning(at: datetime) -> Tempo:
    """A cycle for which it is that moment now, and whose time runs at the usual rate."""
    return Tempo(segments=(Segment(real=datetime.now(UTC), virtual=at, rate=1.0),))


@dataclass(frozen=True)
class Engine:
    """Archive and Temporal; the clock of a workflow runs as ours does, until it is moved."""

    database: str
    archive: Archive
    skipper: TimeSkipper
    roll: Roll
    postbox: Postbox = field(default_factory=Postbox)

    @property
    def client(self) -> Client:
        return self.skipper.client

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Let workers work on every task queue for as long as the block lasts."""
        async with AsyncExitStack() as running:
            for worker in workers_of(self.client, self.archive, self.postbox):
                await running.enter_async_context(worker)
            yield

    @asynccontextmanager
    async def projecting(self) -> AsyncIterator[None]:
        """Keep the read models up, and wake who waits for them, for as long as the block lasts."""
        await migrate(self.database)  # the right to build schemas is not copied with a template
        stop = asyncio.Event()
        waker = Waker(self.client, self.archive)
        running = run_projector(self.database, self.archive.keys, stop, waker)
        projector = asyncio.ensure_future(running)
        try:
            yield
        finally:
            stop.set()
            await projector

    async def dismiss(self) -> None:
        """End every workflow of this engine, so that nothing waits for it."""
        await self.roll.dismiss(self.client)

    async def advance(self, handle: Handle, by: timedelta) -> None:
        """Move the clock of one workflow that is meant to outlive the jump."""
        async with asyncio.timeout(30):
            assert await self.skipper.fast_forward(handle, by), "it ended, or stands still"

    async def begin(self, plan: ReviewPlan, at: str = "2026-03-02 10:00") -> UnderWay:
        """Open a review at that moment of its year, as a launch does."""
        review = await self.record_opening(plan, at)
        await self.start(review)
        await review.until_it_waits()
        return review

    async def record_opening(self, plan: ReviewPlan, at: str = "2026-03-02 10:00") -> UnderWay:
        """Record that a review opened; its workflow is not there yet."""
        cycle = CycleId(uuid4())
        own = plan.model_copy(
            update={
                "organisation": self.archive.organisation,
                "cycle": cycle,
                "review": review_id(cycle, plan.reviewee),
                "tempo": beginning(local(at)),
            }
        )
        events = decide(ReviewState(), c.OpenReview(at=local(at), plan=own))
        await self.archive.journal.append(own.review, 0, [Entry(event) for event in events])
        name = naming.review_workflow(cycle, own.review)
        handle: Handle = self.client.get_workflow_handle(name)
        return UnderWay(self.archive, self.skipper, handle, own)

    async def start(self, review: UnderWay) -> None:
        """Start the workflow of a review where the log says that it stands."""
        start = starting.ReviewStart(state=fold(await review.facts()))
        await self.client.start_workflow(
            starting.REVIEW,
            start,
            id=review.handle.id,
            task_queue=starting.REVIEWS_QUEUE,
            **first_sight(start, self.archive.organisation),
        )


@asynccontextmanager
async def engine_on(
    database: str, client: Client, organisation: OrganisationId | None = None
) -> AsyncIterator[Engine]:
    """Open an archive on a migrated database, for workflows whose clocks can be moved."""
    config = TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS)
    organisation = organisation or OrganisationId(uuid4())
    roll, settings = Roll(), client.config()
    settings["interceptors"] = [*settings["interceptors"], roll]
    async with Archive.open(database, MasterKey(b"k" * 32), organisation) as archive:
        skipper = TimeSkipper(Client(**settings), config=config)
        yield Engine(database, archive, skipper, roll)
        await roll.dismiss(client)

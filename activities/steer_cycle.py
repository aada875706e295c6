"""Changes to a whole cycle: recorded once, then told to every review they concern."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities import naming, starting
from activities.calendars import calendars_of
from domain.content import ContentRef
from domain.cycle.commands import CloseCycle, Command, MoveStageDeadline
from domain.cycle.cycle import CycleState, decide, fold
from domain.cycle.events import CycleEvent
from domain.definition.deadlines import When
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, ReviewId, StageId
from domain.review.commands import Extend
from domain.value import Fact
from storage.archive import Archive
from storage.event import Appended
from storage.journal import Entry
from storage.read_models.reviews import open_reviews
from storage.read_models.waiting import wait_for

AT_ONCE: Final = 32
LAG_SECONDS: Final = 20.0


class Extension(Fact):
    """A new deadline of a stage, for these reviews; none named means all that are open."""

    cycle: CycleId
    at: datetime
    stage: StageId
    by_rule: When
    reviews: tuple[ReviewId, ...] = ()
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None


class CycleSteering:
    """Records what HR changed in a cycle and passes it on."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Write to this archive and signal workflows through this client."""
        self._archive = archive
        self._client = client

    @activity.defn(name="extend stage")
    async def extend(self, extension: Extension) -> int | None:
        """Record the change; give its position, None when it was recorded before."""
        command = MoveStageDeadline(**extension.model_dump(exclude={"cycle", "at"}))
        return await self.record(extension.cycle, command.stamped(extension.at))

    @activity.defn(name="tell reviews")
    async def tell_reviews(self, extension: Extension) -> int:
        """Signal every review concerned, paced; give how many. Told twice is told once."""
        reviews = extension.reviews or await self._open_reviews(extension.cycle)
        gate = asyncio.Semaphore(AT_ONCE)
        command = Extend(
            stage=extension.stage,
            by_rule=extension.by_rule,
            request=extension.request,
            by=extension.by,
        )

        async def tell(review: ReviewId) -> None:
            async with gate:
                name = naming.review_workflow(extension.cycle, review)
                await signal_if_running(self._client, name, starting.STAGE_EXTENDED, command)
            activity.heartbeat()

        await asyncio.gather(*(tell(review) for review in reviews))
        return len(reviews)

    @activity.defn(name="end of cycle")
    async def looks_at(self, cycle: CycleId) -> datetime:
        """Give the moment at which the cycle should be over."""
        launch = (await self._cycle(cycle)).launch
        if launch is None:
            raise ApplicationError("The launch is not there.", type="launch_missing")
        people = await self._archive.people()
        owner = people.get(launch.hr_owner) if launch.hr_owner else next(iter(people.values()))
        calendars = calendars_of(launch.definition, [owner] if owner else people.values())
        return next(iter(calendars.values())).close_of(launch.definition.ends)

    @activity.defn(name="close cycle")
    async def close(self, cycle: CycleId, at: datetime) -> bool:
        """Close the cycle if no review is open any more; say whether it is closed."""
        left = len(await self._open_reviews(cycle))
        if left:
            return False
        await self.record(cycle, CloseCycle(open_reviews=left).stamped(at))
        name = naming.delivery_workflow(cycle)
        await signal_if_running(self._client, name, starting.CYCLE_CLOSED, None)
        return True

    async def until_shown(self) -> None:
        """Wait until the read models show everything that was recorded by now."""
        head = await self._archive.store.head()
        if not await wait_for(self._archive.readers, head, LAG_SECONDS):
            raise ApplicationError("The read models are behind.", type="read_models_behind")

    async def _open_reviews(self, cycle: CycleId) -> Sequence[ReviewId]:
        """Give the open reviews once the read models show all of them, which takes a moment."""
        await self.until_shown()
        return await open_reviews(self._archive.readers, cycle)

    async def _cycle(self, cycle: CycleId) -> CycleState:
        recorded = await self._archive.journal.read(cycle)
        return fold(r.event for r in recorded if isinstance(r.event, CycleEvent))

    async def record(self, cycle: CycleId, command: Command) -> int | None:
        """Decide and record what was asked of a cycle; None when it was recorded before."""
        try:
            events = decide(await self._cycle(cycle), command)
        except ReviewError as refusal:
            raise ApplicationError(str(refusal), type=refusal.code, non_retryable=True) from None
        if not events:
            return None
        entries = [Entry(event) for event in events]
        outcome = await self._archive.journal.append(cycle, None, entries)
        return outcome.position if isinstance(outcome, Appended) else None


async def signal_if_running(client: Client, name: str, signal: str, told: object) -> bool:
    """Signal a workflow; one that has ended needs to know no more. Say whether it was told."""
    try:
        args = [] if told is None else [told]
        await client.get_workflow_handle(name).signal(signal, args=args)
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True

"""What stands still by the log, the read models and the outbox, whatever Temporal says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from activities import naming
from activities.outgoing import outgoing_of
from activities.verifying.difference import Verification
from activities.verifying.told import OutboxLookedAt
from domain.ids import CycleId, OrganisationId
from gateway.resending import BETWEEN_CYCLES, NOBODY_THERE
from gateway.stuck_things import Stuck, StuckSort
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import Cycle, all_cycles
from storage.read_models.holders_gone import holders_gone
from storage.read_models.progress import blocked_steps
from storage.read_models.undelivered_messages import told_again, undelivered_in
from storage.read_models.waiting import position_shown, wait_for

LAG_SECONDS: Final = 3.0
UNANSWERED_FOR: Final = timedelta(minutes=5)
"""Of real time: by then a request was asked again many times."""

AT_MOST: Final = 200
"""Unanswered requests that are named one by one, the oldest."""

TOLD_ELSEWHERE: Final = "no answer"
_WORKER: Final = "See that a worker runs; the site asks again until there is an answer."


@dataclass
class StuckInLog:
    """Looks at what the database alone can tell; `at` is real.

    `suspects` names the workflows that a closer look at Temporal is worth.
    """

    archive: Archive
    at: datetime
    suspects: set[str] = field(default_factory=set)

    async def look(self) -> list[Stuck]:
        """Name what stands still; reads a few queries a cycle."""
        with acting_as_process():  # whoever asks: nothing of it names or shows anybody
            parts = (self._mail(), self._requests(), self._projector(), self._shown())
            return [each for part in parts async for each in part]

    async def _shown(self) -> AsyncIterator[Stuck]:
        archive = self.archive
        try:
            cycles = await all_cycles(archive.readers, archive.organisation)
        except NothingToShowYet:
            return
        running = [self._cycle(cycle) for cycle in cycles if cycle.state == "running"]
        lasting = self._messages(archive.organisation, BETWEEN_CYCLES)
        for part in (*running, lasting, self._outbox()):
            async for each in part:
                yield each

    async def _mail(self) -> AsyncIterator[Stuck]:
        standing = await outgoing_of(self.archive)
        if standing.paused_since is not None:
            what = "An operator has stopped all messages."
            mend = "`perennial ops resume deliveries` lets them go on."
            since = standing.paused_since
            yield Stuck(StuckSort.MAIL_STOPPED, "deliveries", what, mend, since)

    async def _requests(self) -> AsyncIterator[Stuck]:
        before = self.at - UNANSWERED_FOR
        for asked, written_at in await self.archive.under_way.waiting_since(before, AT_MOST):
            self.suspects.add(asked.workflow)
            what = f"The request {asked.asks} has had no definite answer for long."
            yield Stuck(StuckSort.UNANSWERED, asked.workflow, what, _WORKER, written_at)

    async def _projector(self) -> AsyncIterator[Stuck]:
        head = await self.archive.store.head()
        if not await wait_for(self.archive.readers, head, LAG_SECONDS):
            behind = head - await position_shown(self.archive.readers)
            what = f"The read models are {behind} facts behind the log."
            mend = "See that a projector runs (`perennial run projector`, or `perennial up`)."
            yield Stuck(StuckSort.PROJECTOR_BEHIND, "checkpoint", what, mend)

    async def _cycle(self, cycle: Cycle) -> AsyncIterator[Stuck]:
        readers, now = self.archive.readers, cycle.tempo.virtual(self.at)
        for step in await blocked_steps(readers, cycle.cycle):
            role = step.role.value
            name = naming.review_workflow(cycle.cycle, step.review)
            what = f"{step.step} is blocked: nobody has the part of the {role.replace('_', ' ')}."
            mend = f"HR names somebody: `perennial ops reassign {step.review} {role} PERSON`."
            yield Stuck(StuckSort.BLOCKED, name, what, mend, step.since)
        for gone in await holders_gone(readers, cycle.cycle, now.date()):
            name = naming.review_workflow(cycle.cycle, gone.review)
            self.suspects.add(name)
            what = f"{gone.step} lies before somebody who has left."
            mend = (
                f"`perennial people import` tells reviews who left; `perennial ops reassign "
                f"{gone.review} {gone.role.value} PERSON` gives the part on."
            )
            yield Stuck(StuckSort.HOLDER_GONE, name, what, mend, gone.since)
        async for each in self._messages(cycle.cycle, cycle.key):
            yield each

    async def _messages(self, whose: CycleId | OrganisationId, name: str) -> AsyncIterator[Stuck]:
        found = await undelivered_in(self.archive.readers, whose)
        again = await told_again(self.archive.writers, found)
        left = [
            each
            for each in found
            if each.notices and each.message not in again and each.failure not in NOBODY_THERE
        ]
        if left:
            number = "1 message" if len(left) == 1 else f"{len(left)} messages"
            what = f"{number} reached nobody, and what they told still holds."
            mend = f"Mend why (`perennial told`), then `perennial ops resend {name}`."
            about = naming.delivery_workflow(whose)
            self.suspects.add(about)
            yield Stuck(StuckSort.MESSAGE_FAILED, about, what, mend, left[0].at)

    async def _outbox(self) -> AsyncIterator[Stuck]:
        found = Verification()
        await OutboxLookedAt(self.archive, found).look()
        for each in found.differences:
            if each.sort != TOLD_ELSEWHERE:
                yield Stuck(StuckSort.OUTBOX, each.about, each.what, each.mend)

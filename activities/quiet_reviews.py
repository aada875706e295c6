"""Points reviews out to their managers in which nobody has given feedback for long."""

from datetime import datetime
from typing import Final
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.feedback.events import FeedbackMissed
from domain.feedback.quiet import missed
from domain.ids import CycleId, ReviewId, quiet_stream
from domain.value import Fact
from storage.archive import Archive
from storage.journal import Entries, Entry
from storage.read_models.cycles import cycle_of
from storage.read_models.quiet_reviews import FIRST, silences
from storage.read_models.waiting import wait_for

PAGE_SIZE: Final = 500
LAG_SECONDS: Final = 20.0


class QuietLook(Fact):
    """At which cycle to look, and the cycle's present."""

    cycle: CycleId
    at: datetime


class QuietWatch:
    """Looks for quiet reviews; looking again points nothing out twice."""

    def __init__(self, archive: Archive) -> None:
        """Read from this archive and record in it."""
        self._archive = archive

    @activity.defn(name="point out quiet reviews")
    async def point_out(self, look: QuietLook) -> int:
        """Record what is to be pointed out, page by page; give how many of the last try.

        A try after another goes on with the page at which that one stood.
        """
        await self._see_everything()
        cycle = await cycle_of(self._archive.readers, look.cycle)
        if cycle is None:
            raise ApplicationError("The cycle is not there.", type="cycle_missing")
        rules = cycle.definition.feedback
        last: ReviewId | None = _left_at()
        found = 0
        while rules is not None and last is not None:
            page = await silences(self._archive.readers, cycle, look.at, last, PAGE_SIZE)
            told = [missed(silence, rules, cycle.cycle, look.at) for silence in page]
            found += await self._record([event for event in told if event is not None])
            last = page[-1].review if page else None
            if last is not None:
                activity.heartbeat(str(last))
        return found

    async def _record(self, events: list[FeedbackMissed]) -> int:
        asked = [Entries(quiet_stream(each.review), None, (Entry(each),)) for each in events]
        if asked:
            await self._archive.journal.append_many(asked)
        return len(asked)

    async def _see_everything(self) -> None:
        """Wait until the read models show all feedback, or a manager would be told in vain."""
        head = await self._archive.store.head()
        if not await wait_for(self._archive.readers, head, LAG_SECONDS):
            raise ApplicationError("The read models are behind.", type="read_models_behind")


def _left_at() -> ReviewId:
    """Give the last review of the page that an earlier try had done."""
    details = activity.info().heartbeat_details
    return ReviewId(UUID(details[0])) if details else FIRST

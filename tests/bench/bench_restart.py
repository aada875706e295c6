"""How fast `perennial rebuild` starts reviews, beside bare workflow starts of the same number.

No worker takes the reviews up, so that only starting them is measured: reading the log, folding,
sealing, and the start. A part of the bare starts comes before the rebuild and a part after it.
`python -m tests.bench.bench_restart 10000` measures another number of reviews.
"""

import asyncio
import statistics
import sys
import time
from typing import Final
from uuid import uuid4

from activities.rebuilding.rebuilder import Forgetful, Rebuilder
from activities.rebuilding.start import Kind
from activities.rebuilding.starting_kind import AT_ONCE
from domain.definition.deadlines import When
from domain.ids import CycleId, PersonId, StageId, review_id
from domain.review.commands import Extend, OpenReview, PassTime
from domain.review.decide import decide
from domain.review.events import Event
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from storage.event_store import EventStore
from storage.journal import Entries, Entry
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from tests.bench.bare_starts import bare_starts, megabytes
from tests.bench.stand import Row, Stand, stand
from tests.unit.review import sample_plan as sample
from tests.workflow.engine import beginning

REVIEWS: Final = 1500
BATCH: Final = 250
BUDGET: Final = 0.8
BUDGET_MEGABYTES: Final = 16.0
OPENED: Final = "2026-03-02 10:00"


async def measure(reviews: int = REVIEWS) -> list[Row]:
    """Rebuild so many reviews, each some weeks old."""
    async with stand() as here:
        await _record(here, reviews)
        await bare_starts(here.engine.client, BATCH, AT_ONCE)  # both begin on a server that is warm
        before = await bare_starts(here.engine.client, reviews // 2, AT_ONCE)
        started, watch = await _rebuilt(here)
        after = await bare_starts(here.engine.client, reviews // 2, AT_ONCE)
    if started != reviews:
        raise RuntimeError(f"{started} of {reviews} reviews were started")
    bare, rate = statistics.harmonic_mean([before, after]), reviews / watch.seconds
    named = f"rebuild, {rate:,.0f} reviews/s against {bare:,.0f} bare starts/s"
    return [
        Row(named, rate / bare, BUDGET),
        Row(f"rebuild of {reviews:,}, memory", watch.grown, BUDGET_MEGABYTES, "MB", is_least=False),
    ]


class Watch(Forgetful):
    """Notes after each page what this process holds in memory."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._megabytes: list[float] = []

    def write(self, progress: object) -> None:  # noqa: ARG002 - only the moment counts
        """Look at the memory."""
        self._megabytes.append(megabytes())

    @property
    def grown(self) -> float:
        """By how much more it held in the second half than in the first, page for page."""
        half = len(self._megabytes) // 2
        first, second = self._megabytes[:half], self._megabytes[half:]
        return statistics.median(second) - statistics.median(first)


async def _rebuilt(here: Stand) -> tuple[int, Watch]:
    archive, watch = here.engine.archive, Watch()
    pool = await open_pool(here.engine.database, Role.PROJECTOR)
    async with pool, EventStore(pool) as store:
        await Projector(store, pool, archive.keys).catch_up()
    began = time.perf_counter()
    report = await Rebuilder(archive, here.engine.client, keeper=watch).rebuild()
    watch.seconds = time.perf_counter() - began
    return report.kinds[Kind.REVIEWS].started, watch


async def _record(here: Stand, reviews: int) -> None:
    """Record reviews in mid-year; their workflows are not there."""
    organisation, cycle = here.engine.archive.organisation, CycleId(uuid4())
    tempo = beginning(sample.local(OPENED))
    whole = sample.annual().model_copy(
        update={"organisation": organisation, "cycle": cycle, "tempo": tempo}
    )
    for first in range(0, reviews, BATCH):
        asked = []
        for _ in range(min(BATCH, reviews - first)):
            review = review_id(cycle, PersonId(uuid4()))
            asked.append(_told(whole.model_copy(update={"review": review})))
        await here.engine.archive.journal.append_many(asked)


def _told(plan: ReviewPlan) -> Entries:
    """Open a review, move its deadline, and let some weeks pass with their reminders."""
    state, events = ReviewState(), list[Event]()
    longer = Extend(stage=StageId("goal_setting"), by_rule=When(working_days=10), request="longer")
    for command, moment in (
        (OpenReview(plan=plan), OPENED),
        (longer, "2026-03-05 10:00"),
        (PassTime(), "2026-03-20 10:00"),
    ):
        told = decide(state, command.stamped(sample.local(moment)))
        state, events = fold(told, state), [*events, *told]
    return Entries(plan.review, 0, tuple(Entry(event) for event in events))


if __name__ == "__main__":
    size = int(sys.argv[1]) if sys.argv[1:] else REVIEWS
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure(size))) + "\n")

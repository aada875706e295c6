"""How much one worker process takes on: which task queues, how much at once, how fast."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Final, Self

from activities import starting
from activities.starting import DEPLOYMENT
from domain.errors import ReviewError
from workers.settings import Settings

QUEUES: Final = (
    starting.CONTROL_QUEUE,
    starting.REVIEWS_QUEUE,
    starting.STORE_QUEUE,
    starting.NOTIFY_QUEUE,
)


class RateUnusable(ReviewError):
    """A rate of a task queue cannot be kept."""

    code: ClassVar[str] = "rate_unusable"


@dataclass(frozen=True, slots=True)
class Workload:
    """What a worker process takes on.

    Attributes:
        queues: the task queues it works on.
        build: the build whose processes it carries out, and no others; None for all of them.
        deployment: what all builds together are called.
        cached: processes it keeps in memory, about 0.2 MB each.
        slots: activities it carries out at once, on each task queue.
        pollers: the most requests for work it has open on each task queue; how many there are
            follows what there is to do.
        grace: how long what is under way may take to finish once it is asked to stop. What takes
            longer is handed back and tried again elsewhere.
        rates: activities that may begin in a second on a task queue, all its workers together.
    """

    queues: frozenset[str] = frozenset(QUEUES)
    build: str | None = None
    deployment: str = DEPLOYMENT
    cached: int = 2000
    slots: int = 100
    pollers: int = 20
    grace: timedelta = timedelta(seconds=10)
    rates: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Give what the settings say.

        Raises:
            RateUnusable: a rate names no queue, or the queue of reviews, or lets nothing through.
        """
        return cls(
            queues=frozenset(settings.worker_queues.split(",")),
            build=settings.worker_build,
            deployment=settings.worker_deployment,
            cached=settings.worker_cached,
            slots=settings.worker_slots,
            pollers=settings.worker_pollers,
            grace=timedelta(seconds=settings.worker_grace),
            rates=dict(_rates(settings.worker_rates)),
        )


def _rates(text: str) -> Iterator[tuple[str, float]]:
    for queue, _, rate in (each.partition("=") for each in text.split(",") if each):
        if queue == starting.REVIEWS_QUEUE:
            # The server hands these straight back to whoever decided, past any queue.
            raise RateUnusable(
                "PERENNIAL_WORKER_RATES sets a rate for reviews. What people hand in is never "
                "made to wait: set rates for store, control or notify only."
            )
        if queue not in QUEUES:
            raise RateUnusable(
                f"PERENNIAL_WORKER_RATES names the task queue {queue}, which there is not. There "
                "are store, control and notify."
            )
        if not float(rate):
            raise RateUnusable(
                f"PERENNIAL_WORKER_RATES lets nothing through on the task queue {queue}. Leave "
                f"{queue} out of PERENNIAL_WORKER_QUEUES instead, and no worker takes from it."
            )
        yield queue, float(rate)

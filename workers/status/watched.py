"""A process as those see it who keep it running: what is asked of its parts, and where."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from temporalio.runtime import Runtime

from workers.metrics.sdk import SdkMetrics, sdk_metrics
from workers.office import Office
from workers.settings import Settings
from workers.status import checks
from workers.status.readiness import Readiness
from workers.status.server import status_served
from workers.workload import Workload


@dataclass(frozen=True)
class Watched:
    """What a process says of itself; nothing is counted where the settings name no status port."""

    sdk: SdkMetrics | None
    readiness: Readiness = field(default_factory=Readiness)

    @classmethod
    def by(cls, settings: Settings) -> Self:
        """Watch a process as its settings say."""
        return cls(sdk_metrics() if settings.status_port is not None else None)

    @property
    def runtime(self) -> Runtime | None:
        """Give the runtime that counts what Temporal's SDK does, where it is to be counted."""
        return self.sdk.runtime if self.sdk is not None else None

    @asynccontextmanager
    async def status(self, office: Office, parts: Collection[str]) -> AsyncIterator[None]:
        """Serve the status of a process that runs these parts while the block lasts.

        Raises:
            StatusNotServed: the port cannot be listened on.
        """
        if self.sdk is None:
            yield
            return
        self._expect(office, parts, self.sdk)
        async with status_served(office.settings, self.readiness, self.sdk.text):
            yield

    def _expect(self, office: Office, parts: Collection[str], sdk: SdkMetrics) -> None:
        self.readiness.expect("database", checks.database_answers(office.archive))
        self.readiness.expect("temporal", checks.temporal_answers(office.client))
        if "worker" in parts:
            queues = Workload.of(office.settings).queues
            self.readiness.expect("worker", checks.worker_polls(sdk, queues))
        for part in sorted({"projector", "site"} & set(parts)):
            self.readiness.expect(part, checks.pages_follow(office.archive))

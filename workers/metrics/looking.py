"""Looks every few seconds at how the work stands, and puts what was found on the gauges.

Of many processes one looks: the one whose projector leads.
"""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.search_attributes import PROCESS_STATE
from activities.starting import REVIEW
from domain.process_state import ProcessState
from gateway.ready_queries import REPORTED
from storage.meter import Counted, Meter, StepCount
from storage.metrics import Metric
from storage.projections.lead import Lead
from workers.builds import builds
from workers.metrics import gauges
from workers.metrics.board import Slate

DATABASE_SECONDS: Final = 20.0
TEMPORAL_SECONDS: Final = 60.0
SHORT_SECONDS: Final = 1.0
"""Until the next look where there was nothing to see."""

RUNNING: Final = 'ExecutionStatus = "Running"'
REVIEWS: Final = f'{RUNNING} AND WorkflowType = "{REVIEW}"'
OVERDUE: Final = f'{REVIEWS} AND {PROCESS_STATE.name} = "{ProcessState.OVERDUE}"'
FAILING: Final = f'{RUNNING} AND {PROCESS_STATE.name} = "{ProcessState.FAILING}"'
PROBLEMS: Final = f"{RUNNING} AND {REPORTED}"

_log: Final = structlog.stdlib.get_logger(__name__)


class Lookout:
    """Counts in the database and in Temporal, and shows it."""

    def __init__(self, meter: Meter, client: Client, slate: Slate) -> None:
        """Count with this meter, ask Temporal through this client, and write it down there."""
        self._slate = slate
        self._meter = meter
        self._client = client
        self._late = 0
        self._trouble = ""

    async def look_at_database(self) -> bool:
        """Count what there is; where that fails, show nothing rather than what was.

        False where there is nothing to count yet, or it could not be counted.
        """
        try:
            counted = await self._meter.read(datetime.now(UTC))
        except Exception as failure:  # noqa: BLE001 - a count that fails must not end a projector
            self._slate.take_down(gauges.FOUND_IN_DATABASE)
            self._tell(type(failure).__name__)
            return False
        self._trouble = ""
        if counted is not None:
            self._late = counted.late_reviews
            self._show(counted)
            self._note_look("database")
        return counted is not None

    async def look_at_temporal(self) -> None:
        """Ask Temporal for what the log cannot know; what it does not answer is not shown."""
        for gauge, query in (
            (gauges.RUNNING, REVIEWS),
            (gauges.REPORTED, PROBLEMS),
            (gauges.FAILING, FAILING),
        ):
            await self._count(gauge, query)
        noticed = await self._count(None, OVERDUE)
        if noticed is not None:
            self._slate.put(gauges.WITHOUT_PROGRESS, max(0, self._late - noticed))
        try:
            known = await builds(self._client)
        except RPCError:
            self._slate.take_down([gauges.OLDER_BUILDS])
        else:
            self._slate.put(gauges.OLDER_BUILDS, sum(b.running for b in known if not b.is_current))
            self._note_look("temporal")

    async def _count(self, gauge: Metric | None, query: str) -> int | None:
        try:
            found = (await self._client.count_workflows(query)).count
        except RPCError:
            self._slate.take_down([gauge or gauges.WITHOUT_PROGRESS])
            return None
        if gauge is not None:
            self._slate.put(gauge, found)
        return found

    def _show(self, counted: Counted) -> None:
        steps, log = counted.steps, counted.log
        self._slate.put(gauges.STEPS, {(each.act, each.state): each.steps for each in steps})
        self._slate.put(gauges.LATE, _late_by_act(steps))
        self._slate.put(gauges.UNOWNED, sum(each.unowned for each in steps))
        self._slate.put(gauges.PROCESSES, counted.processes)
        self._slate.put(gauges.NOTICES, counted.notices.number)
        self._slate.put(gauges.NOTICES_AGE, counted.notices.oldest)
        self._slate.put(gauges.REQUESTS, counted.requests.number)
        self._slate.put(gauges.REQUESTS_AGE, counted.requests.oldest)
        self._slate.put(gauges.HEAD, log.head)
        self._slate.put(gauges.SHOWN, log.shown)
        self._slate.put(gauges.BEHIND, log.head - log.shown)
        self._slate.put(gauges.LAG, log.lag)
        self._slate.put(gauges.FOLLOW_UPS, log.follow_ups)

    def _note_look(self, source: str) -> None:
        self._slate.add(gauges.LOOKED_AT, (source,), time.time())

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            _log.warning("counts_wait", why=trouble)
        self._trouble = trouble


async def run_lookout(
    url: str,
    client: Client,
    lead: Lead,
    stop: asyncio.Event,
    slate: Slate,
    seconds: float = DATABASE_SECONDS,
) -> None:
    """Look at intervals until `stop` is set, as long as the projector of this process leads."""
    async with Meter.open(url) as meter:
        lookout, looked_at = Lookout(meter, client, slate), -TEMPORAL_SECONDS
        while not stop.is_set():
            slate.put(gauges.LEADS, lead.is_held)
            pause = SHORT_SECONDS
            if lead.is_held:
                pause = seconds if await lookout.look_at_database() else SHORT_SECONDS
                if time.monotonic() - looked_at >= TEMPORAL_SECONDS * seconds / DATABASE_SECONDS:
                    looked_at = time.monotonic()
                    await lookout.look_at_temporal()
            else:
                slate.take_down((*gauges.FOUND_IN_DATABASE, *gauges.FOUND_IN_TEMPORAL))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
    slate.take_down(gauges.GAUGES)


def _late_by_act(steps: tuple[StepCount, ...]) -> dict[tuple[str, ...], float]:
    found: Counter[str] = Counter()
    for each in steps:
        if each.state == "open":
            found[each.act] += each.late
    return {(act,): number for act, number in found.items()}

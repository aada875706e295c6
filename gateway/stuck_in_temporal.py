"""What stands still by Temporal: code that fails, activities that fail, and what does not run."""

import asyncio
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import starting
from activities.outgoing import PAUSED
from activities.rebuilding.server import of_organisation
from activities.verifying.difference import Verification
from activities.verifying.running import Running
from activities.verifying.standing import Standings
from gateway.ready_queries import REPORTED
from gateway.stuck_things import Oversleepers, Stuck, StuckSort
from storage.archive import Archive

FAILS_FROM: Final = 3
"""From so many tries on something fails again and again, and not by a passing moment."""

AT_ONCE: Final = 16
CLOSELY: Final = 1000
"""Workflows that are looked at one by one, at most."""

_FEW: Final = f"'{starting.CYCLE}', '{starting.DELIVERY}', '{starting.SESSION}'"
_SORTS: Final = {
    "not running": StuckSort.NOT_RUNNING,
    "running in vain": StuckSort.RUNNING_IN_VAIN,
    "cannot be folded": StuckSort.UNREADABLE,
}
_CODE: Final = (
    "Put the build back that worked, or start the mended one; nothing is lost meanwhile. Press "
    "neither Terminate nor Reset."
)
_ACTIVITY: Final = "It is tried again by itself; `perennial doctor` looks at what it needs."


@dataclass
class StuckInTemporal:
    """Asks Temporal what does not move there; `at` is real."""

    archive: Archive
    client: Client
    at: datetime
    remarks: list[str] = field(default_factory=list)

    async def look(
        self, suspects: Collection[str], oversleepers: Oversleepers | None
    ) -> list[Stuck]:
        """Look closely at suspects and at whatever there are few of; at all, that it runs.

        Args:
            suspects: workflows that a closer look is worth.
            oversleepers: hears of everything that is to run, as the log has it; None leaves out
                what folds the log.

        Raises:
            RPCError: Temporal does not answer.
        """
        failing = await self._listed(REPORTED)
        few = await self._listed(f"WorkflowType IN ({_FEW})")
        things: list[Stuck] = []
        if oversleepers is not None:
            things += await self._not_running(oversleepers)
            suspects = {*suspects, *(each.about for each in oversleepers.found)}
        closely = list(dict.fromkeys((*failing, *sorted(suspects), *few)))
        if len(closely) > CLOSELY:
            self.remarks.append(
                f"Of {len(closely)} workflows that a closer look was worth, {CLOSELY} were looked "
                "at; mend those, and ask again."
            )
        return things + await self._closely(closely[:CLOSELY])

    async def _listed(self, condition: str) -> list[str]:
        whole = of_organisation(self.archive.organisation)
        query = f"{whole} AND ExecutionStatus = 'Running' AND {condition}"
        return [each.id async for each in self.client.list_workflows(query, limit=CLOSELY)]

    async def _not_running(self, oversleepers: Oversleepers) -> list[Stuck]:
        found = Verification()
        standings = Standings(self.client, found, 0)
        looked = Running(self.archive, self.client, found, standings, oversleepers.look_at)
        await looked.compare()
        self.remarks += found.remarks
        return [
            Stuck(_SORTS[each.sort], each.about, each.what, each.mend)
            for each in found.differences
            if each.sort in _SORTS
        ]

    async def _closely(self, names: Iterable[str]) -> list[Stuck]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def look(name: str) -> list[Stuck]:
            async with gate:
                described = await self.described(name)
                return list(failing_in(name, described)) if described else []

        found = await asyncio.gather(*map(look, names))
        return [each for one in found for each in one]

    async def described(self, name: str) -> DescribeWorkflowExecutionResponse | None:
        """Give how a workflow stands in Temporal; None where it knows of none of that name."""
        try:
            return (await self.client.get_workflow_handle(name).describe()).raw_description
        except RPCError as failure:
            if failure.status is RPCStatusCode.NOT_FOUND:
                return None
            raise


def failing_in(name: str, described: DescribeWorkflowExecutionResponse) -> Iterator[Stuck]:
    """Name what of a workflow fails again and again."""
    task = described.pending_workflow_task
    if task.attempt >= FAILS_FROM:
        what = f"Its code fails: its workflow task is tried for the {_nth(task.attempt)} time."
        since = _moment(task.original_scheduled_time)
        yield Stuck(StuckSort.FAILING_CODE, name, what, _CODE, since)
    for each in described.pending_activities:
        why = each.last_failure.application_failure_info.type
        if each.attempt >= FAILS_FROM and why != PAUSED:
            kind = each.activity_type.name
            what = f"Its activity '{kind}' is tried for the {_nth(each.attempt)} time{_why(why)}."
            since = _moment(each.last_started_time)
            yield Stuck(StuckSort.RETRYING, name, what, _ACTIVITY, since)
        elif is_paused(each):
            what = f"Its activity '{each.activity_type.name}' was paused in the Temporal UI."
            yield Stuck(StuckSort.RETRYING, name, what, "Press Unpause there.")


def is_paused(each: PendingActivityInfo) -> bool:
    """Whether somebody pressed Pause on an activity."""
    paused = PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED
    asked = PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED
    return each.paused or each.state in (paused, asked)


def _why(why: str) -> str:
    return f": {why}" if why else ""


def _nth(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _moment(at: Timestamp) -> datetime | None:
    return at.ToDatetime(tzinfo=UTC) if at.seconds else None

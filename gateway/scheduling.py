"""A launch for a moment to come: recorded, waiting in Temporal, and called off if HR says so."""

from datetime import datetime
from typing import ClassVar

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from activities import naming
from domain.cycle.commands import CallOffLaunch, Command, ScheduleLaunch
from domain.cycle.cycle import CycleState, decide, fold
from domain.cycle.events import CycleEvent, LaunchScheduled
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, cycle_id
from gateway.cycle_start import LaunchRequest, begin, package_of, stage
from storage.archive import Archive
from storage.event import Appended
from storage.journal import Entry

TRIES = 5


class InThePast(ReviewError):
    """That moment has passed; choose one to come, or launch now."""

    code: ClassVar[str] = "in_the_past"


class ChangedMeanwhile(ReviewError):
    """Somebody else changed this cycle at the same time; look at it again."""

    code: ClassVar[str] = "changed_meanwhile"


class Scheduling:
    """Schedules launches and calls them off; each request counts once, however often it comes."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Record in this archive; what waits, waits in the Temporal of this client."""
        self._archive = archive
        self._client = client

    async def schedule(
        self, asked: LaunchRequest, begins_at: datetime, request: str, at: datetime, by: PersonId
    ) -> int:
        """Let a cycle be launched by itself; give the log's position.

        It is recorded first, so that HR sees it and can call it off whatever happens next. The
        workflow takes the place of one that was called off and did not hear of it.

        Args:
            asked: what is to be launched; people who join until then are not among them.
            begins_at: the moment, to come.
            request: names the wish, so that asking again is asking once.
            at: now.
            by: who in HR asks.

        Raises:
            InThePast: that moment is not to come.
            LaunchedAlready: the cycle is launched.
            LaunchIsScheduled: another launch of it waits.
        """
        if begins_at <= at:
            raise InThePast
        cycle = cycle_id(self._archive.organisation, asked.definition.key)
        ref = await stage(self._archive, asked, f"schedule:{request}")
        launch = LaunchScheduled(
            at=at,
            organisation=self._archive.organisation,
            cycle=cycle,
            name=asked.definition.key,
            title=asked.definition.title,
            people=len(asked.people),
            begins_at=begins_at,
            package=ref,
            request=request,
            by=by,
        )
        state, position = await self._record(cycle, ScheduleLaunch(launch=launch).stamped(at))
        if state.scheduled is not None and state.scheduled.request == request:
            start = package_of(cycle, asked, ref).model_copy(
                update={"schedule": request, "begins_at": begins_at}
            )
            await begin(
                self._archive,
                self._client,
                start,
                delay=begins_at - at,
                conflict=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            )
        return position

    async def call_off(self, cycle: CycleId, request: str, at: datetime, by: PersonId) -> int:
        """Call a scheduled launch off; give the log's position.

        Raises:
            LaunchedAlready: it is too late.
            LaunchWasCalledOff: nothing of that request waits.
        """
        command = CallOffLaunch(request=request, by=by)
        state, position = await self._record(cycle, command.stamped(at))
        if state.launch is None and state.scheduled is None:
            await self._forget(cycle)
        return position

    async def _forget(self, cycle: CycleId) -> None:
        """End what waits; if this is cut short, what waits refuses itself when it begins."""
        handle = self._client.get_workflow_handle(naming.cycle_workflow(cycle))
        try:
            await handle.terminate("the launch was called off")
        except RPCError as failure:
            if failure.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _record(self, cycle: CycleId, command: Command) -> tuple[CycleState, int]:
        """Record what follows from a request, on top of what it was decided on."""
        for _ in range(TRIES):
            recorded = await self._archive.journal.read(cycle)
            before = [each.event for each in recorded if isinstance(each.event, CycleEvent)]
            events = decide(fold(before), command)
            if not events:
                return fold(before), recorded[-1].position if recorded else 0
            entries = [Entry(event) for event in events]
            outcome = await self._archive.journal.append(cycle, len(recorded), entries)
            if isinstance(outcome, Appended):
                return fold([*before, *events]), outcome.position
        raise ChangedMeanwhile

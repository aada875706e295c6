"""Whether a process is over, by what the log says; Temporal only knows whether it runs."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from temporalio.client import Client

from activities.naming import stream_of
from activities.record import Recorder
from activities.tasking import Tasking
from domain.cycle.cycle import fold as fold_cycle
from domain.cycle.events import CycleEvent
from domain.ids import ActionId
from storage.archive import Archive


class Processes:
    """Looks in the log for where a process stands that Temporal does not know."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Read this archive; an action that never began is begun through this client."""
        self._archive = archive
        self._tasking = Tasking(archive, client)
        self._recorder = Recorder(archive.journal)
        self._kinds: Final[dict[str, Callable[[UUID], Awaitable[bool]]]] = {
            "review": self._review,
            "session": self._session,
            "cycle": self._cycle,
            "action": self._action,
        }

    async def is_over(self, workflow: str) -> bool:
        """Tell whether a process that does not run has ended, or never was.

        One that the log says is open was lost with Temporal's database, or is about to begin.
        """
        kind = workflow.partition("/")[0]
        if kind not in self._kinds:
            return True
        return await self._kinds[kind](stream_of(workflow))

    async def begin(self, workflow: str) -> None:
        """Begin an action that was recorded and never began.

        Whatever else is open and does not run comes back with `perennial rebuild`.
        """
        if workflow.startswith("action/"):
            await self._tasking.start(ActionId(stream_of(workflow)))

    async def _review(self, stream: UUID) -> bool:
        state = await self._recorder.read_review(stream)
        return state.plan is None or state.is_closed

    async def _session(self, stream: UUID) -> bool:
        state = await self._recorder.read_session(stream)
        return state.version == 0 or state.is_locked

    async def _cycle(self, stream: UUID) -> bool:
        recorded = await self._archive.journal.read(stream)
        state = fold_cycle(r.event for r in recorded if isinstance(r.event, CycleEvent))
        return state.launch is None or state.is_closed

    async def _action(self, stream: UUID) -> bool:
        state = await self._tasking.read(ActionId(stream))
        return state.task is None or bool(state.ended)

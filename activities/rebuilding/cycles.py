"""Where the workflow of a cycle begins again: before its launch, in the middle of it, or after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from activities import naming, starting
from activities.launch import PAGE_SIZE
from activities.rebuilding.start import Kind, Start
from domain.cycle.cycle import CycleState, fold
from domain.cycle.events import CycleEvent, CycleLaunched, LaunchScheduled, PeopleTakenIn
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId
from domain.tempo import Tempo
from storage.archive import Archive
from storage.journal import Recorded

MONTH: Final = timedelta(days=30)
"""How often a cycle looks for reviews without feedback."""


@dataclass(frozen=True, slots=True)
class CycleFound:
    """A cycle that has not closed: what is to run of it, and of its messages."""

    start: Start
    delivery: Start | None


class Cycles:
    """Folds the streams of cycles into what runs of them."""

    def __init__(self, archive: Archive, real: datetime, last_recorded: datetime) -> None:
        """Read from this archive, as it stands at that real moment.

        `last_recorded` is when the last fact was recorded: what was due before that has happened.
        """
        self._archive = archive
        self._real = real
        self._last_recorded = last_recorded

    async def of(self, recorded: Sequence[Recorded]) -> CycleFound | None:
        """Give what is to run of a cycle; None when it is closed or its launch was called off.

        Raises:
            ContentNotFound: what is to be launched is not in the vault.
        """
        events = [each.event for each in recorded if isinstance(each.event, CycleEvent)]
        state = fold(events)
        if state.is_closed:
            return None
        cycle = CycleId(recorded[0].stream)
        if state.launch is None:
            return await self._to_come(cycle, state.scheduled) if state.scheduled else None
        pages = [event for event in events if isinstance(event, PeopleTakenIn)]
        return await self._launched(cycle, state, state.launch, pages)

    async def _to_come(self, cycle: CycleId, scheduled: LaunchScheduled) -> CycleFound:
        package = await self._archive.vault.load(scheduled.package)
        definition = CycleDefinition.model_validate_json(str(package["definition"]))
        begin = starting.CycleStart(
            cycle=cycle,
            launch=scheduled.package,
            tempo=Tempo.model_validate(package["tempo"]),
            schedule=scheduled.request,
            begins_at=scheduled.begins_at,
            watches_feedback=definition.feedback is not None,
        )
        delay = max(scheduled.begins_at - self._real, timedelta(0))
        return CycleFound(_start(begin, delay=delay or None), None)

    async def _launched(
        self,
        cycle: CycleId,
        state: CycleState,
        launch: CycleLaunched,
        pages: Sequence[PeopleTakenIn],
    ) -> CycleFound:
        count = -(-len(launch.people) // PAGE_SIZE)
        taken_in = next((page for page in range(count) if page not in state.pages), count)
        is_launched = taken_in == count and await self._is_set_going(pages[:count])
        begin = starting.CycleStart(
            cycle=cycle,
            tempo=launch.tempo,
            taken_in=taken_in,
            is_launched=is_launched,
            watches_feedback=launch.definition.feedback is not None,
            looks_next=self._looks_next(launch) if is_launched else None,
        )
        if not is_launched:
            return CycleFound(_start(begin), None)
        # Whether all reviews are done it then looks up itself, and goes on waiting if not.
        signal = starting.REVIEWS_DONE if state.opened else None
        delivery = Start(
            Kind.DELIVERIES,
            naming.delivery_workflow(cycle),
            starting.DeliveryStart(cycle=cycle, tempo=launch.tempo),
            cycle,
        )
        return CycleFound(_start(begin, signal=signal), delivery)

    async def _is_set_going(self, pages: Sequence[PeopleTakenIn]) -> bool:
        """Tell whether every session that the launch placed somebody in was set up."""
        wanted = {each.session for page in pages for each in page.results if each.session}
        found = await self._archive.journal.read_many(wanted, ("SessionOpened",)) if wanted else []
        return wanted <= {each.stream for each in found}

    def _looks_next(self, launch: CycleLaunched) -> datetime | None:
        """Give the next look for reviews without feedback; one that fell due since comes at once.

        Looking once more than needed points nothing out twice.
        """
        if launch.definition.feedback is None:
            return None
        seen = launch.tempo.virtual(self._last_recorded)
        months = max((seen - launch.at) // MONTH, 0) + 1
        return (launch.at + months * MONTH).astimezone(UTC)


def _start(
    begin: starting.CycleStart, *, signal: str | None = None, delay: timedelta | None = None
) -> Start:
    name = naming.cycle_workflow(begin.cycle)
    return Start(Kind.CYCLES, name, begin, begin.cycle, signal=signal, delay=delay)

"""Temporal against the log: what should run and does not, what runs and should not."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self

from temporalio.client import Client, WorkflowExecutionStatus

from activities import naming
from activities.rebuilding.finding import Finding
from activities.rebuilding.server import OVER, of_organisation, standing_of
from activities.rebuilding.start import Kind, Start
from activities.verifying.difference import REBUILD_MISSING, RESTORE, Difference, Verification
from activities.verifying.standing import Standings
from storage.archive import Archive

LOOKS: Final = 4
PAUSE_SECONDS: Final = 0.5
"""What differs is looked at again a few times: between two looks a process may begin or end."""

TOO_MANY: Final = 1000
"""So many that are missing are no passing moment: they are looked at once."""

KINDS: Final = {
    "review": Kind.REVIEWS,
    "action": Kind.ACTIONS,
    "plan": Kind.PLANS,
    "session": Kind.SESSIONS,
    "delivery": Kind.DELIVERIES,
    "cycle": Kind.CYCLES,
}


class Unlisted(NamedTuple):
    """Something that is to run and that Temporal does not list; see `Start`."""

    kind: Kind
    name: str
    may_have_ended: bool

    @classmethod
    def of(cls, start: Start) -> Self:
        """Keep of a start what is needed to look at it again."""
        return cls(start.kind, start.name, start.may_have_ended)


@dataclass
class Running:
    """Compares what runs in Temporal with what the log says is to run; `also` hears of all that."""

    archive: Archive
    client: Client
    found: Verification
    standings: Standings
    also: Callable[[Start], None] | None = None
    _missing: list[Unlisted] = field(default_factory=list)

    async def compare(self) -> None:
        """Look at every process, list by list and page by page.

        The list of workflows that Temporal gives may be a moment behind. So whatever differs is
        asked for by its name, which is never behind, before it is named.
        """
        finding = await Finding.begin(self.archive)
        running = await self._listed()
        self.standings.of(len(running))
        for kind in Kind:
            number = 0
            async for page in finding.pages(kind):
                number += len(page.starts)
                if self.also is not None:
                    _tell(self.also, page.starts)
                for each in page.failed:
                    what = f"{each.why} So it is unknown whether {each.name} should run."
                    self._differs("cannot be folded", each.name, what, RESTORE)
                there = [start for start in page.starts if start.name in running]
                self._missing += [Unlisted.of(s) for s in page.starts if s.name not in running]
                running.difference_update(start.name for start in there)
                await self.standings.compare(finding, there)
            self.found.counts[kind.value] = number
        await self._name_missing(finding)
        running.discard(naming.delivery_workflow(self.archive.organisation))
        # A tick of a recurring cycle ends by itself; its timer is compared apart.
        ticks = naming.recurrences_of(self.archive.organisation)
        running = {name for name in running if not name.startswith(ticks)}
        await self._name_surplus(finding, running)
        self.standings.conclude()

    async def _listed(self) -> set[str]:
        query = f"{of_organisation(self.archive.organisation)} AND ExecutionStatus = 'Running'"
        return {each.id async for each in self.client.list_workflows(query, page_size=1000)}

    async def _name_missing(self, finding: Finding) -> None:
        missing, unlisted = self._missing, 0
        statuses: dict[str, WorkflowExecutionStatus | None] = {}
        for look in range(LOOKS if len(missing) < TOO_MANY else 1):
            if not missing:
                break
            await asyncio.sleep(PAUSE_SECONDS if look else 0)
            statuses = await standing_of(self.client, [start.name for start in missing])
            unlisted += sum(_runs(statuses[start.name]) for start in missing)
            idle = [start for start in missing if not _runs(statuses[start.name])]
            missing = [
                Unlisted.of(again)
                for start in idle
                if not _has_ended_rightly(start, statuses[start.name])
                if (again := await finding.again(start.kind, start.name))
            ]
        for start in missing:
            status = statuses[start.name]
            how = "is not there" if status is None else f"was {status.name.lower()}"
            what = f"The workflow {start.name} {how} in Temporal, though it is to run by the log."
            self._differs("not running", start.name, what, REBUILD_MISSING)
        if unlisted:
            self.found.remarks.append(
                f"{unlisted} workflows run that Temporal does not list yet; its list is behind."
            )

    async def _name_surplus(self, finding: Finding, names: Iterable[str]) -> None:
        surplus = sorted(names)
        for look in range(LOOKS):
            if not surplus:
                break
            await asyncio.sleep(PAUSE_SECONDS if look else 0)
            statuses = await standing_of(self.client, surplus)
            surplus = [name for name in surplus if _runs(statuses[name])]
            surplus = [name for name in surplus if not await _is_to_run(finding, name)]
        for name in surplus:
            what = f"The workflow {name} runs in Temporal, and by the log nothing of it is to run."
            mend = "If it still runs in an hour, terminate it in Temporal."
            self._differs("running in vain", name, what, mend)

    def _differs(self, sort: str, about: str, what: str, mend: str) -> None:
        self.found.differences.append(Difference("temporal", sort, about, what, mend))


def _tell(listener: Callable[[Start], None], starts: Iterable[Start]) -> None:
    for start in starts:
        listener(start)


def _runs(status: WorkflowExecutionStatus | None) -> bool:
    return status is not None and status not in OVER


def _has_ended_rightly(start: Unlisted, status: WorkflowExecutionStatus | None) -> bool:
    return start.may_have_ended and status is WorkflowExecutionStatus.COMPLETED


async def _is_to_run(finding: Finding, name: str) -> bool:
    kind = KINDS.get(name.partition("/")[0])
    try:
        return kind is not None and await finding.again(kind, name) is not None
    except ValueError:  # it has no id of ours
        return False

"""The outbox against the ledger: what waits too long, and what the two tell differently."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from activities.verifying.difference import REBUILD_READ_MODELS, Difference, Verification
from domain.ids import CycleId, OrganisationId
from domain.tempo import Tempo
from storage.archive import Archive
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import all_cycles, latest_tempos
from storage.read_models.undelivered import overdue, told_and_waiting, told_by_nobody

GRACE: Final = timedelta(days=7)
"""Of the cycle's time: nights, weekends, leave and a full day's messages put off no longer."""

UNANSWERED: Final = timedelta(hours=1)
"""Of real time: so long what was handed in may be on its way, and a message in any tempo."""


@dataclass
class OutboxLookedAt:
    """Looks at what is to be told and what was."""

    archive: Archive
    found: Verification

    async def look(self) -> None:
        """Name what waits for long after its time, and notices at odds with the ledger."""
        await self._look_under_way()
        readers, whole = self.archive.readers, self.archive.organisation
        try:
            cycles = await all_cycles(readers, whole)
            tempo = (await latest_tempos(readers)).get(whole, Tempo())
        except NothingToShowYet:
            return  # said of the read models
        for cycle in cycles:
            if cycle.state == "running":
                await self._look_at(cycle.cycle, cycle.tempo, f"the cycle {cycle.key}")
        await self._look_at(whole, tempo, "what belongs to no cycle")
        for notice in await told_and_waiting(readers):
            what = f"The notice {notice} waits, and the ledger has a message that told it."
            self._differs("told and waiting", str(notice), what, REBUILD_READ_MODELS)
        for notice in await told_by_nobody(readers):
            what = f"The notice {notice} counts as sent, and no message in the ledger told it."
            self._differs("told by nobody", str(notice), what, REBUILD_READ_MODELS)

    async def _look_under_way(self) -> None:
        waiting, since = await self.archive.under_way.count()
        if since is not None and datetime.now(UTC) - since > UNANSWERED:
            what = (
                f"{waiting} requests have no answer yet, the first of them since "
                f"{since:%Y-%m-%d %H:%M} UTC."
            )
            mend = "See that a worker and a site run; the site asks again until there is an answer."
            self._differs("no answer", "under way", what, mend)

    async def _look_at(self, cycle: CycleId | OrganisationId, tempo: Tempo, of_what: str) -> None:
        now = datetime.now(UTC)
        since = min(tempo.virtual(now) - GRACE, tempo.virtual(now - UNANSWERED))
        late = await overdue(self.archive.readers, cycle, since)
        if late is not None:
            what = (
                f"{late.number} notices of {of_what} have not gone out, the first of them since "
                f"{late.since:%Y-%m-%d}."
            )
            mend = (
                "See that a worker runs and that the mail server takes mail; `perennial doctor` "
                "looks at both."
            )
            self._differs("waits too long", str(cycle), what, mend)

    def _differs(self, sort: str, about: str, what: str, mend: str) -> None:
        self.found.differences.append(Difference("outbox", sort, about, what, mend))

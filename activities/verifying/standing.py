"""Where workflows stand, against where the log stands: asked by a query, which leaves no trace."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError

from activities import naming, starting
from activities.rebuilding.finding import Finding
from activities.rebuilding.start import Start
from activities.verifying.difference import Difference, Verification

AT_ONCE: Final = 16
LOOKS: Final = 5
PAUSE_SECONDS: Final = 0.4
PATIENCE: Final = timedelta(seconds=10)

NO_WORKER: Final = (
    "No workflow answered, so it was not compared where they stand. Start a worker "
    "(`perennial run worker`) and verify again."
)


@dataclass
class Standings:
    """Asks workflows up to which fact of their stream they stand.

    Attributes:
        client: asks through this one.
        found: where differences go.
        at_most: so many are asked, spread over all; None for all of them.
    """

    client: Client
    found: Verification
    at_most: int | None = None
    _stride: int = 1
    _answered: int = 0
    _silent: list[str] = field(default_factory=list)

    def of(self, number: int) -> None:
        """Know how many there are, so that those that are asked are spread over all."""
        self._stride = max(1, number // self.at_most) if self.at_most else 1

    async def compare(self, finding: Finding, starts: Sequence[Start]) -> None:
        """Ask those of a page whose state is the fold of a stream."""
        if self.at_most == 0 or self._is_nobody_there():
            return
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(start: Start) -> None:
            async with gate:
                if not self._is_nobody_there():
                    await self._compare(finding, start)

        own = (start for start in starts if start.version is not None)
        await asyncio.gather(*(ask(start) for start in own if self._is_asked(start)))

    def conclude(self) -> None:
        """Say which of them did not answer, or that nobody was there to answer for them."""
        if self.at_most != 0:
            self.found.counts["workflows asked where they stand"] = self._answered
        if self._silent and not self._answered:
            self.found.remarks.append(NO_WORKER)
            return
        for name in sorted(self._silent):
            what = f"The workflow {name} does not say where it stands, while others do."
            mend = "Look at its last workflow task in Temporal: it may fail for ever."
            self.found.differences.append(Difference("temporal", "silent", name, what, mend))

    def _is_nobody_there(self) -> bool:
        return len(self._silent) >= AT_ONCE and not self._answered

    def _is_asked(self, start: Start) -> bool:
        return naming.stream_of(start.name).int % self._stride == 0

    async def _compare(self, finding: Finding, start: Start) -> None:
        """Ask; where the answer differs, ask both again: it may be recording just now."""
        expected, stands = start.version, None
        for look in range(LOOKS):
            await asyncio.sleep(PAUSE_SECONDS if look else 0)
            stands = await self._ask(start.name)
            if stands is None:
                self._silent.append(start.name)
                return
            if stands == expected:
                break
            again = await finding.again(start.kind, start.name)
            if again is None:
                break
            expected = again.version
        else:
            self._name(start.name, stands, expected)
        self._answered += 1

    async def _ask(self, name: str) -> int | None:
        """Give the version a workflow stands at; None when nobody answers for it."""
        handle = self.client.get_workflow_handle(name)
        try:
            answer: starting.Standing = await handle.query(
                starting.STANDING, result_type=starting.Standing, rpc_timeout=PATIENCE
            )
        except (RPCError, WorkflowQueryFailedError):
            return None
        return answer.version

    def _name(self, name: str, stands: int | None, expected: int | None) -> None:
        what = (
            f"The workflow {name} stands at version {stands} of its stream, the log at {expected}."
        )
        mend = "Ask for anything in it, such as a nudge: it then reads the log again and goes on."
        if stands is not None and expected is not None and stands > expected:
            mend = (
                "The log has lost facts that Temporal remembers: it was restored from a backup. "
                "Terminate the workflow, then run `perennial rebuild --missing`."
            )
        self.found.differences.append(Difference("temporal", "stands elsewhere", name, what, mend))

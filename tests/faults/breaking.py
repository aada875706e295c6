"""Breaks an installation as it was drawn, and heals it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import assert_never

import asyncpg

from tests.faults.faults import SERVERS, Fault, Kind
from tests.faults.installation import Installation


@dataclass
class Breaker:
    """Lets faults happen one after the other, and remembers which have."""

    place: Installation
    happened: list[Fault] = field(default_factory=list)

    async def play(self, faults: Sequence[Fault]) -> None:
        """Let each happen at its time, counted from now."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for fault in faults:
            await asyncio.sleep(max(began + fault.at - loop.time(), 0))
            self.happened.append(fault)
            await self._happen(fault)

    async def heal(self) -> None:
        """Leave nothing broken behind; clocks that were moved are set right."""
        place = self.place
        place.wire.heal()
        place.disk_has_room()
        for part in place.parts.values():
            if part.is_elsewhen:
                part.kill()

    @property
    def counted(self) -> Counter[str]:
        """How often what has happened."""
        return Counter(f"{each.kind} {each.whom}".strip() for each in self.happened)

    async def _happen(self, fault: Fault) -> None:
        match fault.kind:
            case Kind.KILL | Kind.CLOCK:
                await self._killed(fault)
            case Kind.BACKEND:
                # The database may still be recovering from the last fault.
                with suppress(OSError, asyncpg.PostgresError):
                    await self.place.kill_a_backend()
            case Kind.FREEZE | Kind.DISK_FULL:
                await self._lasting(fault)
            case Kind.ANSWER_LOST:
                self.place.wire.answers += fault.times
            case Kind.REQUEST_LOST:
                self.place.wire.requests += fault.times
            case Kind.CUT:
                self.place.wire.cut_all()
            case _:
                assert_never(fault.kind)

    async def _killed(self, fault: Fault) -> None:
        await self.place.kill(fault.whom, hours=fault.hours)
        await asyncio.sleep(fault.seconds)
        if fault.whom in SERVERS:
            await self.place.revive(fault.whom)

    async def _lasting(self, fault: Fault) -> None:
        place, family = self.place, list[int]()
        try:
            if fault.kind is Kind.FREEZE:
                family = place.freeze(fault.whom)
            else:
                place.disk_is_full()
            await asyncio.sleep(fault.seconds)
        finally:
            place.thaw(family)
            place.disk_has_room()

"""Everything that does not move, with the reason and the mend: one look for all who ask.

The command `perennial ops stuck`, the console and the metrics ask here. With Temporal away it looks
into the log alone, and says so.
"""

import asyncio
from datetime import UTC, datetime
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError

from activities.rebuilding.errors import ServerNotReady
from activities.rebuilding.finding import Finding
from activities.rebuilding.start import Kind
from gateway.stuck_in_log import StuckInLog
from gateway.stuck_in_temporal import StuckInTemporal
from gateway.stuck_things import Oversleepers, Stuck, StuckFound, StuckSort
from storage.archive import Archive

__all__ = ["Stuck", "StuckFound", "StuckSort", "find_stuck"]

PATIENCE: Final = 60.0
NOT_ASKED: Final = (
    "Temporal does not answer, so only the log was looked at: what fails or does not run there is "
    "not known. `perennial doctor` says why."
)


async def find_stuck(
    archive: Archive, client: Client | None, *, is_quick: bool = False
) -> StuckFound:
    """Find what stands still; changes nothing anywhere.

    Args:
        archive: the log, and what is read from it.
        client: the Temporal that is asked; None where it does not answer.
        is_quick: leave out what folds every open process: wake-ups that were missed, and what does
            not run. What is left takes a few queries, however many reviews there are.

    Raises:
        LogOutOfReach: the database did not answer.
    """
    now = datetime.now(UTC)
    in_log = StuckInLog(archive, now)
    things = await in_log.look()
    remarks: list[str] = []
    oversleepers = Oversleepers(now)
    is_temporal_asked = client is not None
    if client is not None:
        looked = StuckInTemporal(archive, client, now)
        try:
            async with asyncio.timeout(PATIENCE):
                things += await looked.look(in_log.suspects, None if is_quick else oversleepers)
        except (RPCError, ServerNotReady, TimeoutError):
            is_temporal_asked = False
        remarks += looked.remarks
    if not is_temporal_asked:
        remarks.append(NOT_ASKED)
        if not is_quick and not oversleepers.seen:
            await _fold(archive, oversleepers)
    things += oversleepers.found
    return StuckFound(tuple(things), tuple(remarks), is_temporal_asked)


async def _fold(archive: Archive, oversleepers: Oversleepers) -> None:
    """Fold everything that is open, page by page, without asking Temporal."""
    finding = await Finding.begin(archive)
    for kind in (Kind.REVIEWS, Kind.ACTIONS, Kind.SESSIONS):
        async for found in finding.pages(kind):
            for start in found.starts:
                oversleepers.look_at(start)

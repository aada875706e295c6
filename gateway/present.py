"""What time it is: in a cycle, and between cycles."""

from datetime import UTC, datetime

from storage.archive import Archive
from storage.read_models.cycles import Cycle, all_cycles


def present_of(cycle: Cycle) -> datetime:
    """Give the present moment of a cycle."""
    return cycle.tempo.virtual(datetime.now(UTC))


async def present_here(archive: Archive) -> datetime:
    """Give the present of the organisation: that of the latest running cycle, else the real one."""
    cycles = await all_cycles(archive.readers, archive.organisation)
    running = (cycle for cycle in cycles if cycle.state == "running")
    latest = next(running, None)
    return present_of(latest) if latest else datetime.now(UTC)

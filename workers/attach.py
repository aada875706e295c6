"""How a command gets at the installation: it joins one that runs, or starts one for itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from workers.embedded.stack import reach_servers
from workers.running import Office, open_office, processes
from workers.settings import Settings


@asynccontextmanager
async def open_stack(settings: Settings) -> AsyncIterator[Office]:
    """Give what commands work with; servers that run already are used, others started."""
    async with reach_servers(settings) as servers, open_office(servers) as office:
        yield office


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[Office]:
    """Give the same with somebody at work: a worker and a projector run, here if nowhere else."""
    async with reach_servers(settings) as servers:
        if servers.started_here:
            async with processes(servers) as office:
                yield office
        else:
            async with open_office(servers) as office:
                yield office

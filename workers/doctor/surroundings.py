"""Looks at all that a process stands on, in the order in which the parts need each other."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from temporalio.client import Client

from workers.doctor.clocks import NAME as CLOCKS
from workers.doctor.clocks import compared, temporal_apart
from workers.doctor.database import look_at_postgres
from workers.doctor.finding import Finding, right
from workers.doctor.temporal import installation_of, look_at_temporal, temporal_away
from workers.servers import Servers
from workers.temporal_connection import TemporalUnreachable

IN_TIME: Final = 30.0


async def wrong_around(servers: Servers, client: Client | None = None) -> list[Finding]:
    """Give what is wrong; a server that hears and says nothing for half a minute is away."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(IN_TIME):
            async for finding in look_around(servers, client):
                found.append(finding)  # noqa: PERF401 - what was found in time is kept
    except TimeoutError:
        found.append(temporal_away("Temporal does not answer in time."))
    return [finding for finding in found if not finding.is_right]


async def look_around(servers: Servers, client: Client | None = None) -> AsyncIterator[Finding]:
    """Look at the database and at Temporal, through a client that there is or a new one."""
    try:
        client = client or await servers.temporal()
    except TemporalUnreachable as away:
        for finding in await look_at_postgres(servers.postgres_url):
            yield finding
        yield temporal_away(str(away).partition(" Start it")[0])
        return
    for finding in await look_at_postgres(servers.postgres_url, await installation_of(client)):
        yield finding
    expects = not servers.started_here
    ours = servers.settings.organisation
    async for finding in look_at_temporal(
        client, servers.keys.codec, ours, expects_workers=expects
    ):
        yield finding
    yield await _clock_of_temporal(client)


async def _clock_of_temporal(client: Client) -> Finding:
    seen = await temporal_apart(client)
    if seen is None:
        return right(CLOCKS, "Temporal did not show its clock")
    return compared("Temporal", *seen)

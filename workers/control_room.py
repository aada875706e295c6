"""What commands of operators work with: the archive, and Temporal as far as it answers.

They join what runs and start no worker, so that they show an installation as it is.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from temporalio.client import Client

from domain.ids import OrganisationId
from storage.archive import Archive
from workers.commands.parts import ServersNotNamed, named_servers
from workers.embedded.stack import reach_servers
from workers.master_keys import keys_url_of
from workers.servers import Servers
from workers.settings import Settings
from workers.temporal_connection import TemporalUnreachable


@dataclass(frozen=True)
class ControlRoom:
    """An installation as an operator sees it; `reached` is None while Temporal does not answer."""

    servers: Servers
    archive: Archive
    reached: Client | None

    @property
    def client(self) -> Client:
        """Give Temporal to whoever cannot do without.

        Raises:
            TemporalUnreachable: it does not answer.
        """
        if self.reached is None:
            raise TemporalUnreachable(
                "Temporal does not answer, so nothing was done. `perennial doctor` says why; "
                "`perennial ops stuck` and `ops explain` read the log meanwhile."
            )
        return self.reached


@asynccontextmanager
async def control_room(settings: Settings) -> AsyncIterator[ControlRoom]:
    """Open the archive, and connect to Temporal if it answers.

    Where nothing runs, the embedded servers are started for a while, without workers.
    """
    async with AsyncExitStack() as opened:
        servers = await _servers(settings, opened)
        own, keys_url = servers.settings, keys_url_of(servers.settings)
        organisation = OrganisationId(own.organisation)
        archive = await opened.enter_async_context(
            Archive.open(servers.postgres_url, servers.keys.master, organisation, keys_url=keys_url)
        )
        reached = None
        with suppress(TemporalUnreachable):
            reached = await servers.temporal("cli")
        yield ControlRoom(servers, archive, reached)


async def _servers(settings: Settings, opened: AsyncExitStack) -> Servers:
    try:
        return named_servers(settings)
    except ServersNotNamed:
        return await opened.enter_async_context(reach_servers(settings))

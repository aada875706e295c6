"""What commands work with: the archive, and a client to ask workflows through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.runtime import Runtime

from domain.ids import OrganisationId
from storage.archive import Archive
from workers.master_keys import keys_url_of
from workers.servers import Servers
from workers.settings import Settings


@dataclass(frozen=True)
class Office:
    """An installation as seen by somebody who changes something in it."""

    settings: Settings
    archive: Archive
    client: Client


@asynccontextmanager
async def open_office(
    servers: Servers, identity: str = "cli", runtime: Runtime | None = None
) -> AsyncIterator[Office]:
    """Open the archive of the installation and connect to Temporal."""
    organisation = OrganisationId(servers.settings.organisation)
    url, keys_url = servers.postgres_url, keys_url_of(servers.settings)
    async with Archive.open(url, servers.keys.master, organisation, keys_url=keys_url) as archive:
        client = await servers.temporal(identity, runtime)
        yield Office(servers.settings, archive, client)

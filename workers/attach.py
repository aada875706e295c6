"""How a command gets at the installation: it joins one that runs, or starts one for itself.

What a command does not need is not imported: most of its time would be spent on that.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from domain.ids import OrganisationId
from storage.archive import Archive
from storage.read_models.waiting import wait_until_built
from workers.embedded.home import Home
from workers.master_keys import keys_url_of, master_keys
from workers.settings import Settings

if TYPE_CHECKING:
    from workers.office import Office


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Archive]:
    """Give the archive to read from, with read models that are kept up."""
    running = Home(settings.home).published()
    if running is None:
        async with at_work(settings) as office:
            yield office.archive
        return
    url = running.postgres_url.get_secret_value()
    organisation = OrganisationId(settings.organisation)
    master, keys_url = master_keys(settings), keys_url_of(settings)
    async with Archive.open(url, master, organisation, keys_url=keys_url) as archive:
        yield archive


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator["Office"]:
    """Give what commands work with; a worker and a projector run, here if nowhere else."""
    # ruff: noqa: PLC0415 - see the head of this file
    from workers.keys import read_keys
    from workers.office import open_office
    from workers.servers import Servers

    running = Home(settings.home).published()
    if running is not None:
        servers = Servers(settings, running, read_keys(settings), started_here=False)
        async with open_office(servers) as office:
            yield office
        return
    from workers.embedded.stack import EmbeddedStack
    from workers.running import processes

    async with EmbeddedStack(settings) as stack, processes(stack.servers) as office:
        await wait_until_built(office.archive.readers, await office.archive.store.head())
        yield office

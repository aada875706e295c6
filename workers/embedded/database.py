"""The database alone, for commands that need neither Temporal nor mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.migrate import check, migrate
from workers.embedded.home import Home
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.settings import Settings


@asynccontextmanager
async def reach_database(settings: Settings) -> AsyncIterator[str]:
    """Give the URL of the database, password included; an embedded one is started for a while.

    Raises:
        DatabaseNotMigrated: a database that the settings name is not up to date.
        HomeInUse: another program runs in the home folder.
        DatabaseDidNotStart: the embedded database did not start.
    """
    running = Home(settings.home).published()
    if running is not None:
        yield running.postgres_url.get_secret_value()
        return
    async with unmigrated_database(settings) as url:
        if settings.postgres_url is None:
            await migrate(url)
        await check(url)
        yield url


@asynccontextmanager
async def unmigrated_database(settings: Settings) -> AsyncIterator[str]:
    """Give the URL of the database as it is; an embedded one is started for a while.

    Raises:
        HomeInUse: another program runs in the home folder.
        DatabaseDidNotStart: the embedded database did not start.
    """
    if settings.postgres_url is not None:
        yield settings.postgres_url.get_secret_value()
        return
    with Home(settings.home):
        ports, _ = settle_ports({"PostgreSQL": settings.postgres_port})
        server = EmbeddedPostgres(settings.home / "postgres", ports["PostgreSQL"])
        try:
            yield await server.start()
        finally:
            await server.stop()

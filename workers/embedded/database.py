"""The database alone, for commands that need neither Temporal nor mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.migrate import check, migrate
from workers.embedded.home import Home
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.organisations.places import beside, is_embedded
from workers.settings import Settings, Within


@asynccontextmanager
async def reach_database(settings: Settings) -> AsyncIterator[str]:
    """Give the URL of the database, password included; an embedded one is started for a while.

    Raises:
        DatabaseNotMigrated: a database that the settings name is not up to date.
        HomeInUse: another program runs in the home folder.
        DatabaseDidNotStart: the embedded database did not start.
    """
    if settings.within is not None:
        async with _reached_within(settings.within) as url:
            yield url
        return
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
    if settings.within is not None:
        async with _unmigrated_within(settings.within) as url:
            yield url
        return
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


@asynccontextmanager
async def _reached_within(within: Within) -> AsyncIterator[str]:
    running = Home(within.installation.home).published()
    if running is not None and is_embedded(within.login):
        yield beside(running.postgres_url.get_secret_value(), within.login)
        return
    async with _unmigrated_within(within) as url:
        if is_embedded(within.login):
            await migrate(url)
        await check(url)
        yield url


@asynccontextmanager
async def _unmigrated_within(within: Within) -> AsyncIterator[str]:
    """Give the database of one organisation among several, by whoever administers the server.

    Where the installation names nobody who does, it is the organisation's own login.
    """
    installation = within.installation
    if installation.postgres_url is None and not is_embedded(within.login):
        yield within.login.get_secret_value()
        return
    async with unmigrated_database(installation) as server:
        yield beside(server, within.login)

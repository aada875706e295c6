"""The part of an installation that is one organisation's: database, namespace, keys, mail."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from storage.migrate import check, migrate
from storage.walls import build_walls, check_comes_in
from workers.addresses import Addresses
from workers.embedded.home import Home
from workers.embedded.mail import MailCatcher
from workers.embedded.ports import settle_ports
from workers.keys import read_keys
from workers.keys_database import check_keys_database
from workers.organisations.namespace import make_namespace
from workers.organisations.places import beside, is_embedded, local_site, on_server
from workers.servers import Servers
from workers.settings import Settings, Within


@dataclass(frozen=True)
class Quarters:
    """One organisation ready to be worked for; its mails are caught where none really go out."""

    servers: Servers
    mail: MailCatcher | None = None


@asynccontextmanager
async def quarters_in(settings: Settings, ground: Addresses) -> AsyncIterator[Quarters]:
    """Move one organisation in where the servers are that it shares with others.

    Of an embedded server its database is migrated and shut to others, as often as it starts, and
    its namespace made if it is gone; what an outside server lacks is refused.

    Raises:
        DatabaseOutOfReach: its database is not there, or does not let it in.
        ReviewError: something else of it is not as it should be; the others do not suffer.
    """
    within = settings.within
    if within is None:
        raise RuntimeError("only an organisation of a register has quarters")
    url = on_server(within.login, ground.postgres_url.get_secret_value())
    async with AsyncExitStack() as opened:
        home = opened.enter_context(Home(settings.home)) if _is_embedded(settings) else None
        keys = read_keys(settings)
        await _settle_database(within, ground, url)
        await check_keys_database(settings)
        mail = await _catcher(settings, opened)
        servers = Servers(settings, _addresses(settings, ground, url, mail), keys, True)  # noqa: FBT003
        if settings.temporal_address is None:
            await make_namespace(await servers.temporal("cli"))
        if home is not None:
            home.publish(servers.addresses)
        yield Quarters(servers, mail)


def _is_embedded(settings: Settings) -> bool:
    return None in (settings.postgres_url, settings.temporal_address, settings.smtp_host)


async def _settle_database(within: Within, ground: Addresses, url: str) -> None:
    if is_embedded(within.login):
        ours = beside(ground.postgres_url.get_secret_value(), within.login)
        await check_comes_in(ours)
        await migrate(ours)
        await build_walls(ours, url)
    await check_comes_in(url)
    await check(url)


async def _catcher(settings: Settings, opened: AsyncExitStack) -> MailCatcher | None:
    """Catch the mails of each organisation apart: whoever sees one's sees nobody else's."""
    if settings.smtp_host is not None:
        return None
    ports, _ = settle_ports({"mail": 0})
    mail = MailCatcher(settings.home / "mail", ports["mail"])
    opened.push_async_callback(mail.stop)
    await mail.start()
    return mail


def _addresses(
    settings: Settings, ground: Addresses, url: str, mail: MailCatcher | None
) -> Addresses:
    site = settings.base_url or local_site(settings.organisation_name or "", ground.site_url)
    told = {"postgres_url": SecretStr(url), "site_url": site}
    host, port = (mail.host, mail.port) if mail else (settings.smtp_host, settings.smtp_port)
    return ground.model_copy(update=told | {"smtp_host": host or "", "smtp_port": port})

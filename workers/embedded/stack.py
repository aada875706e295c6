"""Everything an installation needs that its settings do not name, up in seconds."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, Self

from pydantic import SecretStr

from activities.search_attributes import SEARCH_ATTRIBUTES
from storage.migrate import check, migrate
from workers.addresses import Addresses
from workers.embedded.home import Home
from workers.embedded.mail import MailCatcher
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import EmbeddedTemporal
from workers.embedded.temporal_ui import TemporalUi
from workers.keys import make_keys, read_keys
from workers.keys_database import check_keys_database
from workers.organisations.places import is_embedded
from workers.servers import Servers
from workers.settings import Settings, Within

_POSTGRES: Final = "PostgreSQL"
_TEMPORAL: Final = "Temporal"
_TEMPORAL_UI: Final = "the Temporal UI"
_BEHIND_UI: Final = "what stands behind the Temporal UI"
_TEMPORAL_METRICS: Final = "Temporal's metrics"
_MAIL: Final = "the mail catcher"
_SITE: Final = "the site"


class EmbeddedStack:
    """PostgreSQL, Temporal and a mail catcher, as far as the settings do not name others.

    Use it as `async with`. Everything is kept in the home folder of the settings, so a second
    start goes on where the first one ended.
    """

    def __init__(
        self, settings: Settings, *, dynamic_config: Sequence[str] = (), bare: bool = False
    ) -> None:
        """Name what to start.

        Args:
            settings: which servers exist already, and the usual ports of the others.
            dynamic_config: passed to an embedded Temporal, such as `TIME_SKIPPING`.
            bare: start the servers alone, of which the organisations of a register have each a
                part of their own: no keys, no mail, nothing in the database.
        """
        self._settings = settings
        self._bare = bare
        self._addresses: Addresses | None = None
        self._dynamic_config = dynamic_config
        self._running = AsyncExitStack()
        self._ports: dict[str, int] = {}
        self._servers: Servers | None = None
        self.remarks: tuple[str, ...] = ()
        self.mail: MailCatcher | None = None
        self._ui: TemporalUi | None = None
        self.site_port = settings.site_port

    @property
    def servers(self) -> Servers:
        """Where everything listens, and the keys; only while the stack is up."""
        if self._servers is None:
            raise RuntimeError("the embedded stack is not up")
        return self._servers

    @property
    def addresses(self) -> Addresses:
        """Where everything listens; only while the stack is up."""
        if self._addresses is None:
            raise RuntimeError("the embedded stack is not up")
        return self._addresses

    async def __aenter__(self) -> Self:
        """Start what is missing, migrate an embedded database, make keys the first time.

        Raises:
            DatabaseNotMigrated: the database that the settings name is not up to date.
            HomeInUse: another program runs in the same folder.
            ReviewError: a server did not start, or a key cannot be read.
        """
        async with AsyncExitStack() as started:
            await self._start(started)
            self._running = started.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop what was started; data, keys and mails stay."""
        self._servers = None
        await self._running.aclose()

    async def _start(self, started: AsyncExitStack) -> None:
        settings = self._settings
        if settings.within is not None:
            await self._start_within(started, settings.within)
            return
        home = started.enter_context(Home(settings.home)) if self._embeds_anything else None
        self._ports, self.remarks = settle_ports(self._wanted_ports())
        keys = None if self._bare else make_keys(settings)
        temporal = self._temporal(started)
        postgres = asyncio.ensure_future(self._start_postgres(started))
        others: list[asyncio.Future[str | None]] = [
            asyncio.ensure_future(self._start_mail(started))
        ]
        if temporal is not None:
            others.append(asyncio.ensure_future(temporal.start()))
            others.append(asyncio.ensure_future(self._start_ui(started)))
        # All are waited for even if one fails: a database is never cut off while it is made.
        await asyncio.gather(postgres, *others, return_exceptions=True)
        for other in others:
            other.result()
        addresses = Addresses(
            postgres_url=SecretStr(postgres.result()),
            temporal_address=temporal.address if temporal else settings.temporal_address or "",
            temporal_ui_url=self._ui.url if self._ui else settings.temporal_ui_url,
            temporal_metrics_url=temporal.metrics_url if temporal else None,
            smtp_host=self.mail.host if self.mail else settings.smtp_host or "",
            smtp_port=self.mail.port if self.mail else settings.smtp_port,
            site_url=self._site_url,
        )
        self._addresses = addresses
        if keys is not None:
            self._servers = Servers(settings, addresses, keys, started_here=True)
        self.site_port = self._ports[_SITE]
        if home is not None:
            home.publish(addresses)

    async def _start_within(self, started: AsyncExitStack, within: Within) -> None:
        """Start the servers of the whole installation, and move one organisation in."""
        # ruff: noqa: PLC0415 - quarters stand on this module, and few need them
        from workers.organisations.quarters import quarters_in

        stands_on = within.installation
        if stands_on.postgres_url is None and not is_embedded(within.login):
            stands_on = stands_on.model_copy(update={"postgres_url": within.login})
        ground = EmbeddedStack(stands_on, dynamic_config=self._dynamic_config, bare=True)
        await started.enter_async_context(ground)
        quarters = await started.enter_async_context(quarters_in(self._settings, ground.addresses))
        self.remarks, self.site_port = ground.remarks, ground.site_port
        self.mail, self._servers = quarters.mail, quarters.servers
        self._addresses = quarters.servers.addresses

    @property
    def _site_url(self) -> str:
        return self._settings.base_url or f"http://{LOCALHOST}:{self._ports[_SITE]}"

    @property
    def _embeds_anything(self) -> bool:
        named = (self._settings.postgres_url, self._settings.temporal_address)
        return None in (*named, self._settings.smtp_host)

    def _wanted_ports(self) -> dict[str, int]:
        settings = self._settings
        wanted = {_SITE: settings.site_port}
        if settings.postgres_url is None:
            wanted[_POSTGRES] = settings.postgres_port
        if settings.temporal_address is None:
            wanted[_TEMPORAL] = settings.temporal_port
            wanted[_TEMPORAL_UI] = settings.temporal_ui_port
            wanted[_BEHIND_UI] = 0
            wanted[_TEMPORAL_METRICS] = settings.temporal_metrics_port
        if settings.smtp_host is None and not self._bare:
            wanted[_MAIL] = settings.smtp_port
        return wanted

    async def _start_postgres(self, started: AsyncExitStack) -> str:
        if self._settings.postgres_url is not None:
            named = self._settings.postgres_url.get_secret_value()
            if self._bare:
                return named
            await check(named)
            await check_keys_database(self._settings)
            return named
        postgres = EmbeddedPostgres(self._settings.home / "postgres", self._ports[_POSTGRES])
        started.push_async_callback(postgres.stop)
        url = await postgres.start()
        if self._bare:
            return url
        await migrate(url)
        await check_keys_database(self._settings)
        return url

    def _temporal(self, started: AsyncExitStack) -> EmbeddedTemporal | None:
        if self._settings.temporal_address is not None:
            return None
        temporal = EmbeddedTemporal(
            self._settings.home / "temporal",
            self._ports[_TEMPORAL],
            self._ports[_BEHIND_UI],
            self._ports[_TEMPORAL_METRICS],
            namespace=self._settings.temporal_namespace,
            ui_codec=f"{self._site_url}/codec",
            search_attributes=SEARCH_ATTRIBUTES,
            dynamic_config=self._dynamic_config,
        )
        started.push_async_callback(temporal.stop)
        return temporal

    async def _start_ui(self, started: AsyncExitStack) -> None:
        ui = TemporalUi(self._ports[_TEMPORAL_UI], self._ports[_BEHIND_UI])
        started.push_async_callback(ui.stop)
        await ui.start()
        self._ui = ui

    async def _start_mail(self, started: AsyncExitStack) -> None:
        if self._settings.smtp_host is not None or self._bare:
            return
        mail = MailCatcher(self._settings.home / "mail", self._ports[_MAIL])
        started.push_async_callback(mail.stop)
        await mail.start()
        self.mail = mail


@asynccontextmanager
async def reach_servers(settings: Settings) -> AsyncIterator[Servers]:
    """Join the servers that run in the home folder, or start what is missing for a while.

    Raises:
        ReviewError: a server did not start, or a key cannot be read.
    """
    running = Home(settings.home).published()
    if running is not None:
        yield Servers(settings, running, read_keys(settings), started_here=False)
        return
    async with EmbeddedStack(settings) as stack:
        yield stack.servers

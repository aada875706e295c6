"""A whole installation, each part of it in a process of its own that can be killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import asyncpg
from pydantic import SecretStr

from activities.search_attributes import SEARCH_ATTRIBUTES
from storage.migrate import migrate
from tests.faults.cramped import CrampedPostgres
from tests.faults.part import Part, family_of
from tests.faults.wire import Wire
from workers.addresses import Addresses
from workers.demo.performance import PRECISE_TIMERS
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.embedded.temporal import EmbeddedTemporal
from workers.keys import make_keys
from workers.office import Office, open_office
from workers.servers import Servers
from workers.settings import Settings

WORKER: Final = "worker"
PROJECTOR: Final = "projector"
SITE: Final = "site"
MAIL: Final = "mail"
POSTGRES: Final = "postgres"
TEMPORAL: Final = "temporal"
STARTS: Final = 60.0
PARTS: Final = (WORKER, PROJECTOR, SITE, MAIL)

# any_client: the backend of some process that is connected.
ANY_CLIENT: Final = """
SELECT pid FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
ORDER BY application_name = 'perennial writer' DESC, pid LIMIT 1
"""


@dataclass
class Installation:
    """The servers and the parts, and an office of the test's own that no fault is aimed at."""

    folder: Path
    ports: dict[str, int]
    postgres: CrampedPostgres
    temporal: EmbeddedTemporal
    wire: Wire
    postgres_url: str
    office: Office
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def site_url(self) -> str:
        return f"http://{LOCALHOST}:{self.ports[SITE]}"

    @property
    def environment(self) -> dict[str, str]:
        """Name the servers as an operator would, the database by way of the wire."""
        port, url = self.wire.port, urlsplit(self.postgres_url)
        login = url.netloc.rpartition("@")[0]
        return {
            "PERENNIAL_HOME": str(self.folder),
            "PERENNIAL_POSTGRES_URL": url._replace(netloc=f"{login}@{LOCALHOST}:{port}").geturl(),
            "PERENNIAL_TEMPORAL_ADDRESS": self.temporal.address,
            "PERENNIAL_SMTP_HOST": LOCALHOST,
            "PERENNIAL_SMTP_PORT": str(self.ports[MAIL]),
            "PERENNIAL_SITE_PORT": str(self.ports[SITE]),
            "PERENNIAL_LOG_FORMAT": "json",
        }

    @property
    def mails(self) -> Path:
        return self.folder / "mail"

    async def until_it_answers(self) -> None:
        """Wait until the site lets people in."""
        async with asyncio.timeout(STARTS):
            while True:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection(LOCALHOST, self.ports[SITE])
                    writer.close()
                    return
                await asyncio.sleep(0.1)

    async def kill(self, name: str, *, hours: int = 0) -> None:
        """Kill a process at once; the supervisor starts parts again, servers wait for `revive`."""
        if name == POSTGRES:
            _signal(self.postgres.pid, signal.SIGKILL)
        elif name == TEMPORAL:
            _signal(self.temporal.pid, signal.SIGKILL)
        else:
            self.parts[name].kill(hours=hours)

    async def revive(self, name: str) -> None:
        """Start a server again on what the one that was killed left behind."""
        if name == POSTGRES:
            await self.postgres.start()
        elif name == TEMPORAL:
            await self.temporal.stop()
            await self.temporal.start()

    async def kill_a_backend(self) -> None:
        """Kill one process of the database: it ends every connection and recovers by itself."""
        connection = await asyncpg.connect(self.postgres_url)
        try:
            _signal(await connection.fetchval(ANY_CLIENT), signal.SIGKILL)
        finally:
            connection.terminate()

    def disk_is_full(self) -> None:
        """Leave no room for the log to grow."""
        if self.postgres.disk.is_there:
            self.postgres.disk.fill()

    def disk_has_room(self) -> None:
        """Give the log its room again."""
        self.postgres.disk.clear()

    def freeze(self, name: str) -> list[int]:
        """Stop a process and its children where they stand; give who is to be thawed."""
        family = family_of(pid) if (pid := self._pid(name)) is not None else []
        for each in family:
            _signal(each, signal.SIGSTOP)
        return family

    def thaw(self, family: list[int]) -> None:
        """Let them go on."""
        for each in reversed(family):
            _signal(each, signal.SIGCONT)

    def _pid(self, name: str) -> int | None:
        servers = {POSTGRES: self.postgres.pid, TEMPORAL: self.temporal.pid}
        return servers[name] if name in servers else self.parts[name].pid


def workers_of(count: int) -> list[str]:
    """Name so many workers."""
    return [WORKER, *(f"{WORKER}-{number}" for number in range(2, count + 1))]


@asynccontextmanager
async def installed(folder: Path, workers: int = 1) -> AsyncIterator[Installation]:
    """Start everything in this folder, with so many workers, and end it with the block."""
    names = workers_of(workers)
    ports, _ = settle_ports(dict.fromkeys((POSTGRES, TEMPORAL, SITE, MAIL, "wire", *names), 0))
    async with AsyncExitStack() as running:
        postgres = CrampedPostgres(folder / POSTGRES, ports[POSTGRES])
        running.callback(postgres.disk.remove)
        running.push_async_callback(postgres.stop)
        temporal = EmbeddedTemporal(
            folder / TEMPORAL,
            ports[TEMPORAL],
            search_attributes=SEARCH_ATTRIBUTES,
            dynamic_config=PRECISE_TIMERS,
        )
        running.push_async_callback(temporal.stop)
        url, address = await asyncio.gather(postgres.start(), temporal.start())
        await migrate(url)
        await postgres.move_log(url)
        wire = Wire(ports[POSTGRES], ports["wire"])
        await running.enter_async_context(wire.open())
        office = await running.enter_async_context(_office(folder, url, address, ports))
        place = Installation(folder, ports, postgres, temporal, wire, url, office)
        for name in (*names, *PARTS[1:]):
            place.parts[name] = part = _part(place, name)
            running.push_async_callback(part.stop)
        await asyncio.gather(*(part.start() for part in place.parts.values()))
        await place.until_it_answers()
        yield place


@asynccontextmanager
async def _office(
    folder: Path, url: str, address: str, ports: dict[str, int]
) -> AsyncIterator[Office]:
    settings = Settings(home=folder)
    addresses = Addresses(
        postgres_url=SecretStr(url),
        temporal_address=address,
        temporal_ui_url=None,
        temporal_metrics_url=None,
        smtp_host=LOCALHOST,
        smtp_port=ports[MAIL],
        site_url=f"http://{LOCALHOST}:{ports[SITE]}",
    )
    servers = Servers(settings, addresses, make_keys(settings), started_here=True)
    async with open_office(servers, "test") as office:
        yield office


def _part(place: Installation, name: str) -> Part:
    if name == MAIL:
        words = ("tests.faults.post_office", str(place.mails), str(place.ports[MAIL]))
        return Part(name, words, {}, place.folder)
    runs = (SITE, "webhooks") if name == SITE else (name.partition("-")[0],)
    environment = place.environment
    if name.startswith(WORKER):
        environment |= {"PERENNIAL_STATUS_PORT": str(place.ports[name])}
    return Part(name, ("tests.faults.elsewhen", "run", *runs), environment, place.folder)


def _signal(pid: int | None, number: signal.Signals) -> None:
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)

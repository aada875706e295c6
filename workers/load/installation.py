"""Where a load is played: on an installation of its own, gone afterwards, or on one named."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final
from urllib.parse import urlsplit

from domain.errors import ReviewError
from storage.archive import Archive
from storage.read_models.waiting import wait_until_built
from workers.commands.parts import named_servers
from workers.embedded.stack import EmbeddedStack
from workers.load.child import python_process
from workers.load.crowd import is_invented
from workers.load.machine import Taken, family_of, servers_below, taken_by
from workers.office import Office, open_office
from workers.running import Part
from workers.servers import Servers
from workers.settings import Settings

ROOT: Final = Path(__file__).parents[2]
PARTS: Final = (Part.WORKER, Part.PROJECTOR, Part.SITE)
BARE: Final = "bare worker"
DRIVER: Final = "driver"
STARTS: Final = 60.0

# A timer of the server may be a second late, which is hours of a cycle that passes in minutes.
PRECISE_TIMERS: Final = (
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollHostRPS=5000",
)
_RUNS_A_PART: Final = "import sys; from workers.cli import main; sys.argv[0] = 'perennial'; main()"


class HoldsOthersData(ReviewError):
    """There are others in this installation than those a load has invented."""

    code: ClassVar[str] = "holds_others_data"


class SiteSilent(ReviewError):
    """The site of this installation does not answer."""

    code: ClassVar[str] = "site_silent"


class PartEnded(ReviewError):
    """A process of the load ended before its time."""

    code: ClassVar[str] = "part_ended"


@dataclass
class Installation:
    """An installation to play on, and those of its processes that are known here."""

    servers: Servers
    office: Office
    metrics_url: str | None
    is_embedded: bool
    home: Path | None = None
    _parts: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def site_url(self) -> str:
        """Give where the site is."""
        return self.servers.addresses.site_url

    def taken(self) -> Mapping[str, Taken]:
        """Say what each process takes by now; nothing of those that others have started."""
        found = {name: taken_by(family_of(part.pid)) for name, part in self._parts.items()}
        if self.is_embedded:
            servers = servers_below(os.getpid())
            found |= {name: taken_by(pids, with_ended=True) for name, pids in servers.items()}
        return {**found, DRIVER: taken_by([os.getpid()])}

    def persistence_bytes(self) -> int | None:
        """Give how much an embedded Temporal keeps; None of one that is elsewhere."""
        if self.home is None:
            return None
        return sum(each.stat().st_size for each in (self.home / "temporal").glob("temporal.db*"))

    def check_parts(self) -> None:
        """See that all processes are there.

        Raises:
            PartEnded: one is not.
        """
        for name, part in self._parts.items():
            if part.returncode is not None:
                raise PartEnded(
                    f"The process '{name}' ended with code {part.returncode} in the middle of the "
                    f"load; its words are in {self.home or 'the folder of this load'}."
                )

    @asynccontextmanager
    async def bare_worker(self) -> AsyncIterator[None]:
        """Run the worker of the bare side beside ours, as long as the block lasts."""
        async with self._part(BARE, ("-m", "workers.load.bare_worker")):
            yield

    @asynccontextmanager
    async def all_parts(self) -> AsyncIterator[None]:
        """Run worker, projector and site, each as a process, as long as the block lasts."""
        async with AsyncExitStack() as running:
            for part in PARTS:
                words = ("-c", _RUNS_A_PART, "run", part.value)
                await running.enter_async_context(self._part(part.value, words))
            yield

    @asynccontextmanager
    async def _part(self, name: str, words: Sequence[str]) -> AsyncIterator[None]:
        async with python_process(name, words, _environment(self), self.home) as process:
            self._parts[name] = process
            try:
                yield
            finally:
                del self._parts[name]


@asynccontextmanager
async def installed(
    settings: Settings, home: Path | None, metrics_url: str | None = None
) -> AsyncIterator[Installation]:
    """Give the installation that the settings name, else one of its own in `home`.

    Without a folder, one is made and taken away afterwards.

    Raises:
        ServersNotNamed: the settings name some of the servers and not all.
        SiteSilent: nothing serves the site of an installation that is named.
    """
    if settings.postgres_url is not None or settings.temporal_address is not None:
        servers = named_servers(settings)
        async with open_office(servers, "load") as office:
            place = Installation(servers, office, metrics_url, is_embedded=False)
            await _until_it_answers(place, 2.0)
            yield place
        return
    with TemporaryDirectory(prefix="perennial-load-", ignore_cleanup_errors=True) as folder:
        async with _embedded(settings, home or Path(folder)) as place:
            yield place


@asynccontextmanager
async def _embedded(settings: Settings, home: Path) -> AsyncIterator[Installation]:
    """Start an installation with each part in a process of its own."""
    ports = dict.fromkeys(
        ("postgres_port", "temporal_port", "temporal_ui_port", "temporal_metrics_port"), 0
    )
    own = settings.model_copy(update={"home": home, "smtp_port": 0, "site_port": 0, **ports})
    async with AsyncExitStack() as running:
        stack = EmbeddedStack(own, dynamic_config=PRECISE_TIMERS)
        await running.enter_async_context(stack)
        office = await running.enter_async_context(open_office(stack.servers, "load"))
        metrics = stack.servers.addresses.temporal_metrics_url
        place = Installation(stack.servers, office, metrics, is_embedded=True, home=home)
        await running.enter_async_context(place.all_parts())
        await _until_it_answers(place, STARTS)
        await wait_until_built(office.archive.readers, await office.archive.store.head())
        yield place


async def check_alone(archive: Archive, *, may_mix: bool) -> None:
    """See that nobody's data is in an installation but what loads have invented.

    Raises:
        HoldsOthersData: there is, and the load was not told to go ahead.
    """
    people = await archive.people()
    others = sum(not is_invented(one) for one in people.values())
    is_strange = not people and await archive.store.head() > 0
    if may_mix or not (others or is_strange):
        return
    whose = f"{others} people whom no load has invented" if others else "facts of somebody else"
    raise HoldsOthersData(
        f"This installation holds {whose}, and a load leaves its people, cycles and facts in it "
        "for ever: the log forgets nothing. Name an organisation or a database of its own, or say "
        "--yes-into-this-one."
    )


def _environment(place: Installation) -> dict[str, str]:
    """Tell a process of its own where the home and the site are; all else is published there."""
    settings = place.servers.settings
    named = {
        "PERENNIAL_HOME": str(settings.home.absolute()),
        "PERENNIAL_ORGANISATION": str(settings.organisation),
        "PERENNIAL_LOG_FORMAT": "json",
        "PERENNIAL_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }
    if place.is_embedded:
        named["PERENNIAL_SITE_PORT"] = str(urlsplit(place.site_url).port)
    return {**os.environ, **named}


async def _until_it_answers(place: Installation, seconds: float) -> None:
    where = urlsplit(place.site_url)
    port = where.port or (443 if where.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(where.hostname, port)
            writer.close()
            return
        place.check_parts()
        if loop.time() > deadline:
            raise SiteSilent(
                f"Nothing answers at {place.site_url}. Start the parts of the installation with "
                "`perennial run worker`, `perennial run projector` and `perennial run site`, or "
                "correct PERENNIAL_BASE_URL."
            )
        await asyncio.sleep(0.1)

"""`perennial run`: one part of an installation, or several, in a process of its own."""

from typing import Annotated, ClassVar

import typer

from domain.errors import ReviewError
from storage.migrate import check
from workers.addresses import Addresses
from workers.embedded.home import Home
from workers.keys import read_keys
from workers.keys_database import check_keys_database
from workers.logging import configure_logging
from workers.running import Part, run_processes
from workers.servers import Servers
from workers.settings import Settings, load_settings
from workers.site import Visible
from workers.terminal import console


class ServersNotNamed(ReviewError):
    """Name the servers first, or start `perennial up` in this home folder."""

    code: ClassVar[str] = "servers_not_named"


async def run_parts(
    parts: Annotated[
        list[Part], typer.Argument(metavar="PARTS", help="What this process is to run.")
    ],
) -> None:
    """Run parts of an installation in this process, until Ctrl-C or SIGTERM.

    The servers are those that the settings name, or else those that run in the home folder; none
    is started. Any number of processes may run the same part: workers share the load, of several
    projectors one leads.

    Example: perennial run worker
    """
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    servers = named_servers(settings)
    await check(servers.postgres_url)
    await check_keys_database(settings)
    console.print(f"Running: {', '.join(parts)}. Ctrl-C ends this process.")
    if Part.WORKER in parts and settings.worker_build is not None:
        build = settings.worker_build
        console.print(f"Workers of build {build}; work comes once: perennial build promote {build}")
    site = Visible(settings.site_port) if Part.SITE in parts else None
    await run_processes(servers, site, frozenset(parts))


def named_servers(settings: Settings) -> Servers:
    """Give the servers of an installation without starting any.

    Raises:
        ServersNotNamed: the settings name none and none runs in the home folder.
        KeyMissing: a file of keys is absent.
    """
    running = Home(settings.home).published()
    if running is None:
        running = _addresses(settings)
    return Servers(settings, running, read_keys(settings), started_here=False)


def _addresses(settings: Settings) -> Addresses:
    url, temporal, mail = settings.postgres_url, settings.temporal_address, settings.smtp_host
    if url is None or temporal is None or mail is None:
        raise ServersNotNamed(
            "Nothing runs in this home folder. Name the servers in PERENNIAL_POSTGRES_URL, "
            "PERENNIAL_TEMPORAL_ADDRESS and PERENNIAL_SMTP_HOST, or start `perennial up` first."
        )
    return Addresses(
        postgres_url=url,
        temporal_address=temporal,
        temporal_ui_url=settings.temporal_ui_url,
        temporal_metrics_url=None,
        smtp_host=mail,
        smtp_port=settings.smtp_port,
        site_url=settings.base_url or f"http://{settings.site_host}:{settings.site_port}",
    )

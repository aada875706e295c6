"""`perennial run`: one part of an installation, or several, in a process of its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, ClassVar

import typer

from domain.errors import ReviewError
from storage.walls import check_comes_in
from workers.addresses import Addresses
from workers.counting import counted
from workers.doctor.at_start import SurroundingsUnfit, until_fit
from workers.embedded.home import Home
from workers.keys import read_keys
from workers.keys_database import check_keys_database
from workers.logging import configure_logging
from workers.organisations.at_work import Everybody, run_everybody
from workers.organisations.chosen import everybody
from workers.organisations.places import local_site
from workers.organisations.quarters import Quarters
from workers.organisations.register import Entry
from workers.running import Part, run_processes
from workers.servers import Servers
from workers.settings import Settings, load_installation, load_settings
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
    projectors one leads. A server that is not up yet is waited for, with a sentence a minute;
    what no waiting mends ends this with exit code 78.

    Example: perennial run worker
    """
    installation = load_installation()
    entries = everybody(installation)
    if entries:
        await _run_all(installation, entries, frozenset(parts))
        return
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    servers = _servers_there(settings)
    await until_fit(servers, has_port=True)
    await check_keys_database(settings)
    _say(settings, parts)
    site = Visible(settings.site_port) if Part.SITE in parts else None
    await run_processes(servers, site, frozenset(parts))


async def _run_all(
    installation: Settings, entries: Sequence[Entry], parts: frozenset[Part]
) -> None:
    configure_logging(installation.log_format, installation.log_level)
    _say(installation, sorted(parts))
    console.print(f"For {counted(len(entries), 'organisation')} of the register.")
    company = Everybody(installation, parts, _quarters)
    await run_everybody(company, entries, installation.site_port)


@asynccontextmanager
async def _quarters(settings: Settings) -> AsyncIterator[Quarters]:
    servers = _servers_there(settings)
    await until_fit(servers)
    await check_comes_in(servers.postgres_url)
    await check_keys_database(settings)
    yield Quarters(servers)


def _say(settings: Settings, parts: Sequence[str]) -> None:
    console.print(f"Running: {', '.join(parts)}. Ctrl-C ends this process.")
    if Part.WORKER in parts and settings.worker_build is not None:
        build = settings.worker_build
        console.print(f"Workers of build {build}; work comes once: perennial build promote {build}")


def _servers_there(settings: Settings) -> Servers:
    try:
        return named_servers(settings)
    except ReviewError as refusal:
        raise SurroundingsUnfit(str(refusal)) from None


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
        site_url=_site_of(settings),
    )


def _site_of(settings: Settings) -> str:
    here = f"http://{settings.site_host}:{settings.site_port}"
    if settings.base_url is not None:
        return settings.base_url
    return local_site(settings.within.name, here) if settings.within is not None else here

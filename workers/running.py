"""Runs the processes of an installation until somebody asks them to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from enum import StrEnum
from typing import Final

from activities.notify.linking import Linker
from storage.links import LinkBook
from storage.projections.lead import Lead
from workers.channels import channel_for, mail_for
from workers.doctor.temporal import installation_of
from workers.doctor.watch import Watch
from workers.failure_reports import failures_reported
from workers.gateway import run_behind, run_gateway
from workers.metrics.board import slate_of
from workers.metrics.looking import run_lookout
from workers.office import Office, open_office
from workers.projector import run_projector
from workers.sealer import run_sealer
from workers.servers import Servers
from workers.settings import Settings
from workers.site import Visible, front_for
from workers.status.watched import Watched
from workers.tracing.exporting import traced
from workers.waking import Waker
from workers.webhooks import run_webhooks
from workers.worker import run_worker
from workers.workload import Workload


class Part(StrEnum):
    """What an installation runs; one process may run all of it, or each a process of its own."""

    WORKER = "worker"
    PROJECTOR = "projector"
    WEBHOOKS = "webhooks"
    SITE = "site"


ALL: Final = frozenset(Part)


@asynccontextmanager
async def processes(
    servers: Servers,
    site: Visible | None = None,
    parts: frozenset[Part] = ALL,
    within: Watched | None = None,
) -> AsyncIterator[Office]:
    """Run worker, projector, webhooks and, where one is named, the site while the block lasts.

    Should one of them fail, the block is cancelled and the failure raised. Where this is one
    organisation of several in a process, `within` watches it, and the process is seen to elsewhere.
    """
    watched = within or Watched.by(servers.settings)
    try:
        async with (
            nullcontext() if within else seen_to(servers.settings, parts),
            open_office(servers, "worker", watched.runtime) as office,
            watched.status(office, parts),
            _at_work(servers, office, site, parts, watched),
        ):
            yield office
    except BaseExceptionGroup as failures:
        # Whoever works inside the block is to see what failed, not the group it failed in.
        raise _first_of(failures) from None


@asynccontextmanager
async def seen_to(settings: Settings, parts: frozenset[Part]) -> AsyncIterator[None]:
    """Report the failures of this process and follow what it does, where the settings say so."""
    async with failures_reported(settings), traced(settings, parts):
        yield


@asynccontextmanager
async def _at_work(
    servers: Servers,
    office: Office,
    site: Visible | None,
    parts: frozenset[Part],
    watched: Watched,
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    archive, client = office.archive, office.client
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch_of(servers, office, watched).run(stop))
        if Part.WORKER in parts:
            linker = Linker(LinkBook(archive.hosts), servers.keys.links, servers.addresses.site_url)
            channel, workload = channel_for(servers), Workload.of(servers.settings)
            group.create_task(run_worker(client, archive, channel, linker, stop, workload))
        if Part.PROJECTOR in parts:
            waker = Waker(client, archive)
            url, lead = servers.postgres_url, Lead(await installation_of(client))
            group.create_task(run_projector(url, archive.keys, stop, waker, lead))
            if watched.sdk is not None:
                group.create_task(run_lookout(url, client, lead, stop, slate_of(servers.settings)))
            group.create_task(run_sealer(servers, stop))
        if Part.WEBHOOKS in parts:
            group.create_task(run_webhooks(archive, stop))
        if Part.SITE in parts and site is not None:
            front = front_for(servers, office, mail_for(servers), site)
            if site.reception is not None:
                group.create_task(run_behind(front, site.reception, stop))
            else:
                group.create_task(run_gateway(front, servers.settings.site_host, site.port, stop))
        try:
            yield
        finally:
            watched.readiness.stop()
            stop.set()


def _watch_of(servers: Servers, office: Office, watched: Watched) -> Watch:
    watch = Watch(servers, office.client)
    watched.readiness.expect("surroundings", watch.trouble)
    return watch


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failures.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


async def run_processes(
    servers: Servers, site: Visible | None, parts: frozenset[Part] = ALL
) -> None:
    """Run everything until Ctrl-C or SIGTERM."""
    async with processes(servers, site, parts):
        await stop_requested()


async def stop_requested() -> None:
    """Return when Ctrl-C or SIGTERM asks this process to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, asked.set)
    try:
        await asked.wait()
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)

"""Runs the processes of an installation until somebody asks them to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final

from activities.notify.linking import Linker
from storage.links import LinkBook
from workers.channels import channel_for, mail_for
from workers.gateway import run_gateway
from workers.office import Office, open_office
from workers.projector import run_projector
from workers.sealer import run_sealer
from workers.servers import Servers
from workers.site import Visible, front_for
from workers.waking import Waker
from workers.webhooks import run_webhooks
from workers.worker import run_worker


class Part(StrEnum):
    """What an installation runs; one process may run all of it, or each a process of its own."""

    WORKER = "worker"
    PROJECTOR = "projector"
    WEBHOOKS = "webhooks"
    SITE = "site"


ALL: Final = frozenset(Part)


@asynccontextmanager
async def processes(
    servers: Servers, site: Visible | None = None, parts: frozenset[Part] = ALL
) -> AsyncIterator[Office]:
    """Run worker, projector, webhooks and, where one is named, the site while the block lasts.

    Should one of them fail, the block is cancelled and the failure raised.
    """
    try:
        async with (
            open_office(servers, "worker") as office,
            _at_work(servers, office, site, parts),
        ):
            yield office
    except BaseExceptionGroup as failures:
        # Whoever works inside the block is to see what failed, not the group it failed in.
        raise _first_of(failures) from None


@asynccontextmanager
async def _at_work(
    servers: Servers, office: Office, site: Visible | None, parts: frozenset[Part]
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    archive, client = office.archive, office.client
    async with asyncio.TaskGroup() as group:
        if Part.WORKER in parts:
            linker = Linker(LinkBook(archive.hosts), servers.keys.links, servers.addresses.site_url)
            channel, build = channel_for(servers), servers.settings.worker_build
            group.create_task(run_worker(client, archive, channel, linker, stop, build))
        if Part.PROJECTOR in parts:
            waker = Waker(client, archive)
            group.create_task(run_projector(servers.postgres_url, archive.keys, stop, waker))
            group.create_task(run_sealer(servers, stop))
        if Part.WEBHOOKS in parts:
            group.create_task(run_webhooks(archive, stop))
        if Part.SITE in parts and site is not None:
            front = front_for(servers, office, mail_for(servers), site)
            group.create_task(run_gateway(front, servers.settings.site_host, site.port, stop))
        try:
            yield
        finally:
            stop.set()


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

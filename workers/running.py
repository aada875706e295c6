"""Runs the processes of an installation until somebody asks them to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client

from activities.notify.email import Email, MailServer
from domain.ids import OrganisationId
from storage.archive import Archive
from storage.master_key import MasterKey
from workers.projector import run_projector
from workers.servers import Servers
from workers.settings import Settings
from workers.waking import Waker
from workers.worker import run_worker


@dataclass(frozen=True)
class Office:
    """What commands work with: the archive, and a client to ask workflows through."""

    settings: Settings
    archive: Archive
    client: Client


@asynccontextmanager
async def open_office(servers: Servers, identity: str = "cli") -> AsyncIterator[Office]:
    """Open the archive of the installation and connect to Temporal."""
    organisation = OrganisationId(servers.settings.organisation)
    master = MasterKey(servers.keys.master)
    async with Archive.open(servers.postgres_url, master, organisation) as archive:
        client = await servers.temporal(identity)
        yield Office(servers.settings, archive, client)


@asynccontextmanager
async def processes(servers: Servers) -> AsyncIterator[Office]:
    """Run worker and projector in this process for as long as the block lasts.

    Should one of them fail, the block is cancelled and the failure raised.
    """
    stop = asyncio.Event()
    async with open_office(servers, "worker") as office:
        waker = Waker(office.client)
        async with asyncio.TaskGroup() as group:
            group.create_task(
                run_worker(office.client, office.archive, mail_channel(servers), stop)
            )
            group.create_task(run_projector(servers.postgres_url, office.archive.keys, stop, waker))
            try:
                yield office
            finally:
                stop.set()


def mail_channel(servers: Servers) -> Email:
    """Give the mail server the settings name, or the one that was started."""
    settings, addresses = servers.settings, servers.addresses
    password = settings.smtp_password
    server = MailServer(
        host=addresses.smtp_host,
        port=addresses.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
        security=settings.smtp_security,
    )
    return Email(server)


async def run_processes(servers: Servers) -> None:
    """Run worker and projector until Ctrl-C or SIGTERM."""
    async with processes(servers):
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

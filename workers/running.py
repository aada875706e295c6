"""Runs the processes of an installation until somebody asks them to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.notify.email import Email, MailServer
from workers.office import Office, open_office
from workers.projector import run_projector
from workers.servers import Servers
from workers.waking import Waker
from workers.worker import run_worker


@asynccontextmanager
async def processes(servers: Servers) -> AsyncIterator[Office]:
    """Run worker and projector in this process for as long as the block lasts.

    Should one of them fail, the block is cancelled and the failure raised.
    """
    try:
        async with open_office(servers, "worker") as office, _at_work(servers, office):
            yield office
    except BaseExceptionGroup as failures:
        # Whoever works inside the block is to see what failed, not the group it failed in.
        raise _first_of(failures) from None


@asynccontextmanager
async def _at_work(servers: Servers, office: Office) -> AsyncIterator[None]:
    stop = asyncio.Event()
    channel, waker = mail_channel(servers), Waker(office.client, office.archive)
    keys = office.archive.keys
    async with asyncio.TaskGroup() as group:
        group.create_task(run_worker(office.client, office.archive, channel, stop))
        group.create_task(run_projector(servers.postgres_url, keys, stop, waker))
        try:
            yield
        finally:
            stop.set()


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failures.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


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

"""Runs the processes of an installation until somebody asks them to stop."""

import asyncio
import signal

from workers.servers import Servers


async def run_processes(servers: Servers) -> None:  # noqa: ARG001 - what the processes will serve
    """Run until Ctrl-C or SIGTERM."""
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

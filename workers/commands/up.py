"""`perennial up`: everything runs until Ctrl-C."""

import asyncio
from contextlib import suppress

from workers.embedded.stack import EmbeddedStack
from workers.links import links_block, links_of
from workers.logging import configure_logging
from workers.running import run_processes
from workers.settings import Settings, load_settings
from workers.site import Visible
from workers.terminal import AsJson, console, say_json


async def up(*, as_json: AsJson = False) -> None:
    """Start the servers and the workers, print where to look, and run until Ctrl-C.

    What the settings name is used; what they do not name is started embedded. Data stays in the
    home folder, and the next start goes on from there.

    Example: perennial up
    """
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level, embedded=True)
    # Asked to stop while it is still starting, it has done what it was asked: no failure.
    with suppress(asyncio.CancelledError):
        await _run(settings, as_json=as_json)
    if not as_json:
        console.print("Stopped. `perennial up` goes on from here.")


async def _run(settings: Settings, *, as_json: bool) -> None:
    async with EmbeddedStack(settings) as stack:
        if as_json:
            say_json({"links": links_of(stack), "remarks": list(stack.remarks)})
        else:
            _show(stack)
        await run_processes(stack.servers, Visible.of(stack))


def _show(stack: EmbeddedStack) -> None:
    console.print("\nPerennial is up.\n", style="bold")
    console.print(links_block(links_of(stack)))
    for remark in stack.remarks:
        console.print(f"  {remark}", style="yellow")
    console.print("\n  Ctrl-C stops everything and keeps the data.\n", style="dim")

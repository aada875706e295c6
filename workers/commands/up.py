"""`perennial up`: everything runs until Ctrl-C."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

from workers.doctor.at_start import until_fit
from workers.embedded.stack import EmbeddedStack
from workers.links import links_block, links_of, links_of_all
from workers.logging import configure_logging
from workers.organisations.at_work import Everybody, run_everybody
from workers.organisations.chosen import everybody
from workers.organisations.quarters import quarters_in
from workers.organisations.register import Entry
from workers.running import ALL, run_processes
from workers.settings import Settings, load_installation, load_settings
from workers.site import Visible
from workers.terminal import AsJson, console, say_json


async def up(*, as_json: AsJson = False) -> None:
    """Start the servers and the workers, print where to look, and run until Ctrl-C.

    What the settings name is used; what they do not name is started embedded. Data stays in the
    home folder, and the next start goes on from there.

    Example: perennial up
    """
    settings = load_installation()
    entries = everybody(settings)
    configure_logging(settings.log_format, settings.log_level, embedded=True)
    # Asked to stop while it is still starting, it has done what it was asked: no failure.
    with suppress(asyncio.CancelledError):
        if entries:
            await _run_all(settings, entries, as_json=as_json)
        else:
            await _run(load_settings(), as_json=as_json)
    if not as_json:
        console.print("Stopped. `perennial up` goes on from here.")


async def _run(settings: Settings, *, as_json: bool) -> None:
    async with EmbeddedStack(settings) as stack:
        await until_fit(stack.servers, has_port=True)
        if as_json:
            say_json({"links": links_of(stack), "remarks": list(stack.remarks)})
        else:
            _show(links_of(stack), stack.remarks)
        await run_processes(stack.servers, Visible.of(stack))


async def _run_all(settings: Settings, entries: Sequence[Entry], *, as_json: bool) -> None:
    async with EmbeddedStack(settings, bare=True) as stack:
        links = links_of_all(stack.addresses, settings, entries)
        if as_json:
            say_json({"links": links, "remarks": list(stack.remarks)})
        else:
            _show(links, stack.remarks)
        company = Everybody(settings, ALL, lambda each: quarters_in(each, stack.addresses))
        await run_everybody(company, entries, stack.site_port)


def _show(links: Mapping[str, str], remarks: Sequence[str]) -> None:
    console.print("\nPerennial is up.\n", style="bold")
    console.print(links_block(links))
    for remark in remarks:
        console.print(f"  {remark}", style="yellow")
    console.print("\n  Ctrl-C stops everything and keeps the data.\n", style="dim")

"""`perennial demo`: a whole year of an invented organisation, on the real servers."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import quote

import typer

from domain.errors import ReviewError
from domain.ids import CycleId, cycle_id
from domain.people import Organisation
from gateway.site.front import Front
from workers.channels import mail_for
from workers.demo.checked import checked
from workers.demo.doors import doors, let_hr_in
from workers.demo.mark import Mark, clear, read_mark, write_mark
from workers.demo.next_year import a_year_later
from workers.demo.performance import PRECISE_TIMERS, Performance, sample_definition
from workers.demo.shown import shown
from workers.demo.summary import Summary
from workers.embedded.stack import EmbeddedStack
from workers.links import links_block, links_of
from workers.logging import configure_logging
from workers.office import Office
from workers.running import processes, stop_requested
from workers.servers import Servers
from workers.settings import Settings, load_settings
from workers.site import Visible, front_for
from workers.terminal import AsJson, console, say_json

SEED = 7
LOG = "demo.log"

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Folder of the demonstration.", show_default=False),
]
SecondsOption = Annotated[
    float | None,
    typer.Option(min=10, help="How long the year takes.", show_default="as this machine needs"),
]


class YearInterrupted(ReviewError):
    """The year in this folder was interrupted; `perennial demo --fresh` plays a new one."""

    code: ClassVar[str] = "year_interrupted"


async def play_demo(
    *,
    home: HomeOption = None,
    seed: Annotated[int, typer.Option(help="Another seed, other habits and ratings.")] = SEED,
    seconds: SecondsOption = None,
    reviews: Annotated[
        int | None, typer.Option(min=30, max=120, help="Fewer reviews, less work for the machine.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw away what was played before and begin anew.")
    ] = False,
    leave: Annotated[
        bool, typer.Option("--exit", help="Stop everything at the end of the year.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play a review year of 120 invented people in two to three minutes, then stay up until Ctrl-C.

    Everything is real but the people: PostgreSQL, Temporal, timers, reminders, mails. What was
    played stays in the folder: `perennial up` goes on from there, and a second `perennial demo`
    shows it again.

    Example: perennial demo --exit --json
    """
    settings = load_settings()
    if home is not None:
        settings = settings.model_copy(update={"home": home})
    if fresh:
        clear(settings.home)
    mark = read_mark(settings.home)
    if not as_json:
        _announce(mark, settings)
    async with EmbeddedStack(settings, dynamic_config=PRECISE_TIMERS) as stack:
        _log_to(settings.home / LOG, settings)
        async with processes(stack.servers, Visible.of(stack)) as office:
            front = front_for(stack.servers, office, mail_for(stack.servers), Visible.of(stack))
            if mark is None:
                if not as_json:
                    console.print(links_block(links_of(stack)))
                opening = partial(_open_doors, front, quiet=as_json)
                performance = Performance(office, stack.servers, seed, seconds, opening, reviews)
                mark = await _play(performance, settings.home, quiet=as_json)
                mark = await _check(mark, office, stack.servers)
            _tell(stack, mark.summary, as_json=as_json)
            if not as_json and mark.summary is not None:
                await _show_next_year(front)
            if not leave:
                await stop_requested()


async def _open_doors(front: Front, people: Organisation, cycle: CycleId, *, quiet: bool) -> None:
    """Let HR into the console, and show the links that are signed in already."""
    await let_hr_in(front, people)
    if not quiet:
        _show_doors(await doors(front, people, cycle))


def _show_doors(links: Mapping[str, str]) -> None:
    """Show each link on a line of its own, whole, however narrow the terminal is."""
    for who, link in links.items():
        console.print(f"  {who}, signed in:", style="bold")
        console.print(f"  {link}\n", soft_wrap=True, highlight=False)


async def _show_next_year(front: Front) -> None:
    """Show the links once more, into the year that waits to be lived by hand."""
    people = await front.archive.people()
    cycle = cycle_id(front.archive.organisation, a_year_later(sample_definition()).key)
    console.print("\n  The next year has begun for one team, and is yours to live:\n", style="bold")
    _show_doors(await doors(front, people, cycle))
    console.print("  Ctrl-C stops everything and keeps the data.\n", style="dim")


def _announce(mark: Mark | None, settings: Settings) -> None:
    """Say what is about to happen, before the servers take their seconds to start."""
    if mark is None:
        told = "A review year of 120 invented people begins. All else is real."
    elif mark.summary is not None:
        told = f"This year was played on {mark.begun.astimezone():%d %B %Y} and is still here."
    else:
        told = (
            f"A year was begun here on {mark.begun.astimezone():%d %B %Y} and interrupted; its "
            "time has passed meanwhile, without its people."
        )
    console.print(f"\n  {told}", style="bold")
    if mark is not None:
        console.print("  perennial demo --fresh throws it away and plays a new one.", style="dim")
    console.print(f"  Everything is kept in {settings.home}.\n", style="dim")


def _log_to(file: Path, settings: Settings) -> None:
    """Keep the terminal for the year: what is logged goes into a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    configure_logging(settings.log_format, settings.log_level, embedded=True)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(file.open("a", encoding="utf-8"))


async def _play(performance: Performance, home: Path, *, quiet: bool) -> Mark:
    """Play the year and note it in the folder, before and after."""
    mark = Mark(state="playing", begun=datetime.now(UTC), seed=performance.seed)
    write_mark(home, mark)
    try:
        summary = await performance.play(console, quiet=quiet)
    except asyncio.CancelledError:
        if not quiet:
            console.print("  Stopped in mid-year. perennial demo --fresh plays a new one.")
        raise
    played = mark.model_copy(update={"state": "played", "summary": summary})
    write_mark(home, played)
    return played


async def _check(mark: Mark, office: Office, servers: Servers) -> Mark:
    """Compare and audit what was played, and note what came of it."""
    if mark.summary is None:
        return mark
    found = await checked(office, servers)
    summary = mark.summary.model_copy(update={"checked": found})
    looked_at = mark.model_copy(update={"summary": summary})
    write_mark(servers.settings.home, looked_at)
    return looked_at


def _tell(stack: EmbeddedStack, summary: Summary | None, *, as_json: bool) -> None:
    """Print what came of the year and where to look, or one JSON object."""
    if as_json:
        if summary is None:
            raise YearInterrupted
        say_json(summary.model_dump(mode="json"))
        return
    links = links_of(stack)
    if summary is not None:
        console.print(shown(summary))
        if "Temporal UI" in links:
            query = f'CycleId="{summary.cycle_id}" AND WorkflowType="Review"'
            links["Temporal UI"] += f"?query={quote(query)}"
    console.print(links_block(links))
    for remark in stack.remarks:
        console.print(f"  {remark}", style="yellow")

"""`perennial demo`: a whole year of an invented organisation, on the real servers."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from workers.demo.mark import Mark, clear, read_mark, write_mark
from workers.demo.performance import PRECISE_TIMERS, Performance
from workers.demo.shown import shown
from workers.demo.summary import Summary
from workers.embedded.stack import EmbeddedStack
from workers.links import links_block, links_of
from workers.logging import configure_logging
from workers.running import processes, stop_requested
from workers.settings import Settings, load_settings
from workers.terminal import AsJson, console, say_json

SEED = 7

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Folder of the demonstration.", show_default=False),
]


async def play_demo(
    *,
    home: HomeOption = None,
    seed: Annotated[int, typer.Option(help="Another seed, other habits and ratings.")] = SEED,
    seconds: Annotated[
        float | None,
        typer.Option(min=10, help="How long the year takes.", show_default="as this machine needs"),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw away what was played before and begin anew.")
    ] = False,
    leave: Annotated[
        bool, typer.Option("--exit", help="Stop everything at the end of the year.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play a review year of 120 invented people in a good minute, then stay up until Ctrl-C.

    Everything is real but the people: PostgreSQL, Temporal, timers, reminders, mails. What is
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
    async with EmbeddedStack(settings, dynamic_config=PRECISE_TIMERS) as stack:
        _log_to(settings)
        async with processes(stack.servers) as office:
            if mark is None:
                performance = Performance(office, stack.servers, seed, seconds)
                mark = await _play(performance, settings, as_json=as_json)
            elif not as_json:
                _tell_of(mark, settings)
            if as_json:
                say_json(mark.summary.model_dump(mode="json") if mark.summary else None)
            else:
                _show(stack, mark.summary)
            if not leave:
                await stop_requested()


async def _play(performance: Performance, settings: Settings, *, as_json: bool) -> Mark:
    mark = Mark(state="playing", begun=datetime.now(UTC), seed=performance.seed)
    write_mark(settings.home, mark)
    summary = await performance.play(console, quiet=as_json)
    mark = mark.model_copy(update={"state": "played", "summary": summary})
    write_mark(settings.home, mark)
    return mark


def _log_to(settings: Settings) -> None:
    """Keep the terminal for the year: what is logged goes into a file."""
    configure_logging(settings.log_format, settings.log_level)
    handler = logging.getLogger().handlers[0]
    if isinstance(handler, logging.StreamHandler):
        handler.setStream((settings.home / "demo.log").open("a", encoding="utf-8"))


def _tell_of(mark: Mark, settings: Settings) -> None:
    day = mark.begun.astimezone()
    if mark.state == "played":
        told = f"This year was played on {day:%d %B %Y} and is still here, in {settings.home}."
    else:
        told = (
            f"A year was begun on {day:%d %B %Y} and interrupted; its time has passed meanwhile, "
            "without its people."
        )
    console.print(f"\n  {told}", markup=False)
    console.print("  perennial demo --fresh throws it away and plays a new one.", style="dim")


def _show(stack: EmbeddedStack, summary: Summary | None) -> None:
    links = links_of(stack)
    if summary is not None:
        console.print(shown(summary))
        query = f'CycleId="{summary.cycle_id}" AND WorkflowType="Review"'
        if "Temporal UI" in links:
            links["Temporal UI"] += f"?query={quote(query)}"
    console.print(links_block(links))
    for remark in stack.remarks:
        console.print(f"  {remark}", style="yellow")
    console.print("\n  Ctrl-C stops everything and keeps the data.\n", style="dim")

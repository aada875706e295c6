"""The year as it passes: what day it is, how far the stages are, and what happens."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from domain.views.telling import day_in_words
from storage.journal import Journal
from workers.demo.tally import Tally

SHOWS_EVERY: Final = 0.5
LINE_EVERY: Final = 5.0
WIDTH: Final = 36


class Progress:
    """Follows the log and shows what it tells, on a terminal or line by line."""

    def __init__(
        self, console: Console, tally: Tally, now: Callable[[], datetime], *, quiet: bool = False
    ) -> None:
        """Show `tally` on this console; `now` gives the present moment of the cycle."""
        self._console = console
        self._tally = tally
        self._now = now
        self._quiet = quiet

    async def show(self, journal: Journal) -> None:
        """Follow the log and show what happens until cancelled."""
        if self._quiet or not self._console.is_terminal:
            await self._lines(journal)
            return
        with Live(console=self._console, auto_refresh=False, transient=True) as live:
            while True:
                await self._tally.follow(journal)
                live.update(picture(self._tally, self._now()), refresh=True)
                await asyncio.sleep(SHOWS_EVERY)

    async def _lines(self, journal: Journal) -> None:
        """Say now and then in a line how far it is; say nothing when quiet."""
        while True:
            await self._tally.follow(journal)
            if not self._quiet:
                self._console.print(line(self._tally, self._now()), markup=False, soft_wrap=True)
            await asyncio.sleep(LINE_EVERY)


def line(tally: Tally, at: datetime) -> str:
    """Say how far the year is in one line."""
    stages = ", ".join(f"{stage.id} {tally.left[stage.id]}" for stage in tally.definition.stages)
    return (
        f"{day_in_words(at.date()):<15}  {stages} of {tally.events['ReviewOpened']}; "
        f"reminders {tally.reminders}, escalations {tally.escalations}, "
        f"blocked {len(tally.blocked)}, messages {tally.events['MessageSent']}"
    )


def picture(tally: Tally, at: datetime) -> RenderableType:
    """Draw how far the year is."""
    head = Text.assemble(
        (f"\n  {day_in_words(at.date()):<16}", "bold"),
        (f"{at:%H:%M} UTC   ", "dim"),
        f"reminders {tally.reminders:<5}escalations {tally.escalations:<5}",
        f"messages {tally.events['MessageSent']:<6}",
        (f"blocked {len(tally.blocked)}\n", "red" if tally.blocked else "default"),
    )
    return Group(head, bars(tally), Text(), *_latest(tally), Text())


def bars(tally: Tally) -> Table:
    """Draw a bar for each stage: completed, at work, not there yet."""
    table = Table.grid(padding=(0, 2))
    reviews = max(tally.events["ReviewOpened"], 1)
    for stage in tally.definition.stages:
        done, entered = tally.left[stage.id], tally.entered[stage.id]
        full, begun = WIDTH * done // reviews, WIDTH * entered // reviews
        bar = Text.assemble(
            ("\u2588" * full, "green"),
            ("\u2592" * max(begun - full, 0), "yellow"),
            ("\u00b7" * (WIDTH - max(begun, full)), "dim"),
        )
        table.add_row(f"  {stage.title}", bar, f"{done} of {tally.events['ReviewOpened']}")
    return table


def _latest(tally: Tally) -> list[Text]:
    """Tell the last few things that happened, one line each."""
    told = [
        Text.assemble(
            (f"  {each.at:%d %b}  ", "dim"),
            each.sentence,
            (f"  ({each.reviewee})" if each.reviewee not in each.sentence else "", "dim"),
            overflow="ellipsis",
            no_wrap=True,
        )
        for each in tally.latest
    ]
    return told + [Text()] * ((tally.latest.maxlen or 0) - len(told))

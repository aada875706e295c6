"""`perennial timeline`: what happened in a review, in sentences."""

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from domain.views.telling import day_in_words
from storage.read_models.ledger import ledger_of_review
from storage.read_models.timeline import timeline
from workers.attach import reading
from workers.commands.finding import the_review
from workers.commands.inbox import PersonArgument
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

CycleOption = Annotated[
    str | None, typer.Option("--cycle", metavar="KEY", help="Key of the cycle.")
]


async def show_timeline(
    person: PersonArgument,
    *,
    cycle: CycleOption = None,
    messages: Annotated[
        bool, typer.Option("--messages", help="Also list the messages that spoke of it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what happened in somebody's review, one sentence an event.

    Example: perennial timeline 1042 --messages
    """
    async with reading(load_settings()) as archive:
        found = await the_review(archive, person, cycle)
        entries = await timeline(archive.readers, found.review.review)
        sent = await ledger_of_review(archive.readers, found.review.review)
    zone = ZoneInfo(found.reviewee.time_zone)
    if as_json:
        told: dict[str, object] = {"events": [asdict(entry) for entry in entries]}
        say_json(told | ({"messages": [asdict(line) for line in sent]} if messages else {}))
        return
    console.print(
        f"\n[bold]{found.reviewee.display_full_name}[/bold], {found.cycle.title}:"
        f" {found.review.state}"
    )
    table = Table(box=None, show_header=False)
    for entry in entries:
        table.add_row(day_in_words(entry.at.astimezone(zone).date()), entry.sentence)
    console.print(table)
    if messages:
        ledger = Table(title="Messages", title_justify="left", box=None)
        for column in ("sent", "why", "state"):
            ledger.add_column(column)
        for line in reversed(sent):
            reasons = ", ".join(told.reason.replace("_", " ") for told in line.told)
            day = day_in_words(line.at.astimezone(zone).date())
            ledger.add_row(day, reasons, line.state)
        console.print(ledger)

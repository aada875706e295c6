"""`perennial timeline`: the year of one person, in sentences."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from domain.views.telling import day_in_words
from gateway.beside import NotYoursToSee
from gateway.looked_at import What, note_seen_at_shell
from storage.read_models.ledger import LedgerLine, ledger_of_review
from storage.read_models.year import year_of
from workers.attach import reading
from workers.commands.finding import people_of, the_review
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

CycleOption = Annotated[
    str | None, typer.Option("--cycle", metavar="KEY", help="Key of the cycle.")
]


async def show_timeline(
    person: PersonArgument,
    *,
    reader: Annotated[
        str | None,
        typer.Option("--as", metavar="READER", help="Who looks; without it, HR sees everything."),
    ] = None,
    cycle: CycleOption = None,
    messages: Annotated[
        bool, typer.Option("--messages", help="Also list the messages that spoke of it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell somebody's year: the review, readings, feedback, actions and the plan, in sentences.

    With --as it is told as that person may see it: of an anonymous step no more than that it is
    over, and of messages only their own.

    Example: perennial timeline 1042 --messages
    """
    async with reading(load_settings()) as archive:
        found = await the_review(archive, person, cycle)
        who = one(reader, await people_of(archive)).id if reader else None
        entries = await year_of(archive, found.review, who)
        if who is not None and not entries:
            raise NotYoursToSee
        await note_seen_at_shell(archive, who, What.TIMELINE, found.about)
        ledger_lines = await ledger_of_review(archive.readers, found.review.review)
    sent = [line for line in ledger_lines if who in (None, line.recipient)]
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
        console.print(_ledger(sent, zone))


def _ledger(sent: Sequence[LedgerLine], zone: ZoneInfo) -> Table:
    ledger = Table(title="Messages", title_justify="left", box=None)
    for column in ("sent", "why", "state"):
        ledger.add_column(column)
    for line in reversed(sent):
        reasons = ", ".join(told.reason.replace("_", " ") for told in line.told)
        day = day_in_words(line.at.astimezone(zone).date())
        ledger.add_row(day, reasons, line.state)
    return ledger

"""`perennial feedback show`, `recognition` and `quiet`: what was given, for whoever may know."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from domain.feedback.quiet import Silence
from domain.feedback.words import CALLED
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from gateway.looked_at import About, What, note_seen_at_shell
from gateway.present import present_of
from storage.archive import Archive
from storage.read_models.cycles import Cycle
from storage.read_models.feedback import (
    FeedbackLine,
    MonthCount,
    feedback_about,
    given_by,
    months,
    recognition,
)
from storage.read_models.people import ERASED
from storage.read_models.quiet_reviews import silences
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def show(
    person: PersonArgument,
    *,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="Who reads; HR if absent.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the feedback about somebody that a reader may read, and what they gave themselves.

    Without --as it shows what HR sees: how much was given each month, and public recognition.

    Example: perennial feedback show 1042 --as 1003
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        about = one(person, people)
        who = one(reader, people) if reader else None
        lines = await feedback_about(archive, about.id, who.id if who else None)
        given = await given_by(archive, about.id) if who == about else []
        seen = About(about.id)
        await note_seen_at_shell(archive, who.id if who else None, What.FEEDBACK, seen)
        counts = [] if who else await months(archive.readers, archive.organisation, about.id)
    if as_json:
        told = {"about": _told(lines), "given": _told(given)}
        say_json(told | {"months": [asdict(count) for count in counts]})
        return
    name = about.display_full_name
    _show(f"About {name}", lines, people, who)
    _show(f"Given by {name}", given, people, who)
    _show_counts(counts)
    if not (lines or given or counts):
        console.print("There is no feedback here to be read.")


async def show_recognition(*, as_json: AsJson = False) -> None:
    """Show the latest public recognition, the newest first.

    Example: perennial feedback recognition
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        lines = await recognition(archive)
    if as_json:
        say_json({"recognition": _told(lines)})
        return
    _show("Recognition", lines, people, None)
    if not lines:
        console.print("Nobody has been recognised in public yet.")


async def show_quiet(*, cycle: CycleOption = None, as_json: AsJson = False) -> None:
    """List the open reviews without feedback, by manager, the longest first.

    What counts is what the reviewee got to read and the manager can know of.

    Example: perennial feedback quiet --cycle annual-2026
    """
    async with reading(load_settings()) as archive:
        found = await the_cycle(archive, cycle)
        at = present_of(found)
        people = await people_of(archive)
        lines = await _all_silences(archive, found, at)
    lines.sort(key=lambda line: (_name(people, line.manager), -line.days(at)))
    if as_json:
        quiet = [line._asdict() | {"since": line.since, "days": line.days(at)} for line in lines]
        say_json({"cycle": found.key, "at": at, "reviews": quiet})
        return
    rules = found.definition.feedback
    table = Table(title=f"Without feedback in {found.title}", title_justify="left", box=None)
    for column in ("manager", "review of", "last feedback", "days"):
        table.add_column(column, justify="right" if column == "days" else "left")
    for line in lines:
        days = str(line.days(at))
        is_long = rules is not None and line.days(at) >= rules.quiet_days
        since = day_in_words(line.since) if line.since else "none"
        shown = f"[red]{days}[/red]" if is_long else days
        table.add_row(_name(people, line.manager), _name(people, line.reviewee), since, shown)
    console.print(table)


async def _all_silences(archive: Archive, cycle: Cycle, at: datetime) -> list[Silence]:
    found: list[Silence] = []
    page = await silences(archive.readers, cycle, at)
    while page:
        found += page
        page = await silences(archive.readers, cycle, at, page[-1].review)
    return found


def _told(lines: Iterable[FeedbackLine]) -> list[dict[str, object]]:
    return [asdict(line) for line in lines]


def _show(
    title: str, lines: Iterable[FeedbackLine], people: Organisation, reader: Person | None
) -> None:
    zone = ZoneInfo(reader.time_zone if reader else "UTC")
    for number, line in enumerate(lines):
        if number == 0:
            console.print(f"\n[bold]{title}[/bold]")
        day = day_in_words(line.at.astimezone(zone).date())
        pair = f"{_name(people, line.giver)} to {_name(people, line.receiver)}"
        about = f", about {line.about}" if line.about else ""
        seen = f", seen on {day_in_words(line.seen_on)}" if line.seen_on else ""
        head = f"{day}: {pair}, {CALLED[line.kind]}, visible to {line.visible_to}{about}{seen}"
        console.print(f"  {head} ({str(line.feedback)[:8]})", markup=False, soft_wrap=True)
        console.print(f"    {line.words}", markup=False, soft_wrap=True)


def _show_counts(counts: Iterable[MonthCount]) -> None:
    for count in counts:
        kind = count.kind.replace("_", " ")
        console.print(f"  {count.month:%Y-%m}: {kind}, {count.number}", markup=False)


def _name(people: Organisation, person: PersonId | None) -> str:
    if person is None:
        return "nobody"
    found = people.get(person)
    return found.display_full_name if found else ERASED

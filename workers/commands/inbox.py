"""`perennial inbox`: what lies before a person."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId
from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from gateway.looked_at import About, What, note_seen_at_shell
from storage.archive import Archive
from storage.read_models.actions import ActionLine, ActionWords
from storage.read_models.cycles import all_cycles
from storage.read_models.inbox import Inbox, InboxStep, inbox
from workers.attach import reading
from workers.commands.action_list import table_of, words_for
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.commands.plan_duties import commands_for, table_of_duties
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

PersonArgument = Annotated[
    str,
    typer.Argument(metavar="PERSON", help="Employee number or work address.", show_default=False),
]


async def show_inbox(person: PersonArgument, *, as_json: AsJson = False) -> None:
    """List what a person has to do: steps by due date, blocked ones, sessions, actions, plans.

    Example: perennial inbox 1042
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        owner = one(person, people)
        found = await inbox(archive.readers, owner.id, datetime.now(UTC))
        definitions = await _definitions(archive)
        words = [await words_for(archive, line, owner.id) for line in found.actions]
        if words:
            await note_seen_at_shell(archive, owner.id, What.ACTIONS, About(owner.id))
    if as_json:
        say_json(asdict(found) | {"person": str(owner.id)})
        return
    _show(owner, found, people, definitions)
    if found.actions:
        _show_actions(zip(found.actions, words, strict=True), owner, people)
    if found.plans:
        console.print(table_of_duties(found.plans, owner, people))
    for place, command in enumerate(next_commands(owner, found, people)):
        begins = "        " if place else "\n  next: "
        console.print(begins + command, style="dim", markup=False, soft_wrap=True)


def next_commands(owner: Person, found: Inbox, people: Organisation) -> Iterator[str]:
    """Give the commands with which the first thing of each kind is done."""
    if found.to_do:
        step = found.to_do[0]
        reviewee = people.get(step.reviewee)
        whose = f" --of {reviewee.employee_number}" if reviewee and reviewee != owner else ""
        yield f"perennial submit {owner.employee_number} {step.step}{whose} --blank"
    if found.actions:
        yield f"perennial action done {str(found.actions[0].action)[:8]} --words ..."
    yield from commands_for(found.plans, owner, people)


def _show_actions(
    actions: Iterable[tuple[ActionLine, ActionWords | None]], owner: Person, people: Organisation
) -> None:
    table = table_of(actions, people, of=owner.id)
    table.title, table.title_justify = "Actions", "left"
    console.print(table)


async def _definitions(archive: Archive) -> dict[CycleId, CycleDefinition]:
    cycles = await all_cycles(archive.readers, archive.organisation)
    return {cycle.cycle: cycle.definition for cycle in cycles}


def _show(
    owner: Person,
    found: Inbox,
    people: Organisation,
    definitions: dict[CycleId, CycleDefinition],
) -> None:
    console.print(f"\n[bold]{owner.display_full_name}[/bold] ({owner.job_title})")
    steps = found.to_do or found.upcoming or found.blocked
    if not (steps or found.sessions or found.actions or found.plans):
        console.print("  Nothing to do.")
        return
    _steps("To do", found.to_do, owner, people, definitions)
    _steps("Blocked, and yours to give to somebody", found.blocked, owner, people, definitions)
    _steps("Later", found.upcoming, owner, people, definitions)
    for session in found.sessions:
        due = _day(session.due, owner)
        console.print(
            f"  Calibration session of {session.reviews} reviews, due {due}:"
            f" perennial calibrate show {session.session}"
        )


def _steps(
    title: str,
    steps: Iterable[InboxStep],
    owner: Person,
    people: Organisation,
    definitions: dict[CycleId, CycleDefinition],
) -> None:
    table = Table(title=title, title_justify="left", box=None)
    for column in ("step", "what", "review of", "due", ""):
        table.add_column(column)
    for step in steps:
        titles = {s.id: s.title for s in definitions[step.cycle].steps}
        reviewee = people.get(step.reviewee)
        whose = "your own" if step.reviewee == owner.id else None
        note = "[red]overdue[/red]" if step.is_overdue else "paused" if step.is_paused else ""
        table.add_row(
            step.step,
            titles.get(step.step, step.step),
            whose or (reviewee.display_full_name if reviewee else "somebody erased"),
            _day(step.due, owner) if step.due else "",
            note,
        )
    if table.row_count:
        console.print(table)


def _day(moment: datetime, reader: Person) -> str:
    return day_in_words(moment.astimezone(ZoneInfo(reader.time_zone)).date())

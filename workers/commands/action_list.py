"""`perennial action list`: what is to be done, by whom and by when."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, ClassVar

import typer
from rich.table import Table

from domain.actions.refusals import NotYoursToRead, UnknownAction
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from gateway.looked_at import About, What, note_seen_at_shell
from storage.archive import Archive
from storage.read_models.actions import (
    ActionLine,
    ActionWords,
    actions_for,
    actions_of,
    all_actions,
    words_of,
)
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


class SeveralActions(UnknownAction):
    """Several actions begin like that; write more of the id."""

    code: ClassVar[str] = "several_actions"


async def list_actions(
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="Who does them, or whom they are for.")
    ] = None,
    *,
    ended: Annotated[bool, typer.Option("--ended", help="Also what has ended.")] = False,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="NUMBER", help="Who reads; PERSON if absent."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List actions: all of them without words, or those of a person as a reader may see them.

    Example: perennial action list 1042 --ended
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        whose = one(person, people) if person else None
        reader = one(actor, people) if actor else whose
        lines = await _lines(archive, whose, ended=ended)
        seen = await seen_by(archive, lines, reader.id if reader else None)
        if reader:
            of = About(whose.id if whose else None)
            await note_seen_at_shell(archive, reader.id, What.ACTIONS, of)
    if as_json:
        say_json([asdict(line) | {"words": asdict(said) if said else None} for line, said in seen])
        return
    if not seen:
        console.print("  There are no actions.")
        return
    console.print(table_of(seen, people))


async def seen_by(
    archive: Archive, lines: Iterable[ActionLine], reader: PersonId | None
) -> list[tuple[ActionLine, ActionWords | None]]:
    """Give the actions that are a reader's business, with their words; HR sees all, and no words.

    That there is an action for somebody is not told to whoever may not read what it asks for.
    """
    seen = [(line, await words_for(archive, line, reader)) for line in lines]
    return [(line, words) for line, words in seen if reader is None or words is not None]


async def the_action(archive: Archive, words: str, at: datetime) -> ActionLine:
    """Find an action by its id, or by the beginning of it.

    Raises:
        UnknownAction: none begins like that.
        SeveralActions: more than one does.
    """
    everything = await all_actions(archive.readers, archive.organisation, at, ended=True)
    found = [line for line in everything if words and str(line.action).startswith(words.lower())]
    if not found:
        raise UnknownAction
    if len(found) > 1:
        raise SeveralActions
    return found[0]


async def words_for(
    archive: Archive, line: ActionLine, reader: PersonId | None
) -> ActionWords | None:
    """Open the words of an action for a reader; None when they are not for that reader."""
    if reader is None:
        return None
    try:
        return await words_of(archive.readers, archive.journal, line.action, reader)
    except NotYoursToRead:
        return None


def table_of(
    actions: Iterable[tuple[ActionLine, ActionWords | None]],
    people: Organisation,
    of: PersonId | None = None,
) -> Table:
    """Draw actions with their words, as far as they are open.

    With `of`, all of them are that person's to do, and the table does not name the person.
    """
    table = Table(box=None)
    for column in ("action", "what", *(() if of else ("who",)), "for", "due", ""):
        table.add_column(column)
    for line, words in actions:
        ended = "" if line.state == "open" else line.state
        table.add_row(
            str(line.action)[:8],
            (words.what if words else "") or "[dim]sealed[/dim]",
            *(() if of else (_name(people, line.owner),)),
            "yourself" if line.subject == of else _name(people, line.subject),
            day_in_words(line.due_on),
            "[red]overdue[/red]" if line.is_overdue else ended,
        )
    return table


async def _lines(archive: Archive, whose: Person | None, *, ended: bool) -> list[ActionLine]:
    pool, now = archive.readers, datetime.now(UTC)
    if whose is None:
        return await all_actions(pool, archive.organisation, now, ended=ended)
    own = await actions_of(pool, whose.id, now, ended=ended)
    for_them = await actions_for(pool, whose.id, now, ended=ended)
    both = {line.action: line for line in (*own, *for_them)}
    return sorted(both.values(), key=lambda line: (line.due, line.action))


def _name(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.display_full_name if found else "somebody erased"

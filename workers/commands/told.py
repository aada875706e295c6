"""`perennial told`: what somebody was told, why, and whether it arrived."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId, StepId
from domain.people import Organisation, Person
from domain.views.telling import Telling, day_in_words
from domain.views.telling_messages import Mention, Message, message_in_words, untold_in_words
from storage.archive import Archive
from storage.read_models.cycles import cycle_of
from storage.read_models.ledger import (
    LedgerLine,
    Told,
    Untold,
    ledger_of_person,
    untold_of_person,
)
from workers.attach import reading
from workers.commands.finding import people_of
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

ERASED = "somebody who was erased"

Definitions = Mapping[CycleId, CycleDefinition]


async def show_told(
    person: PersonArgument,
    *,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="REVIEWEE", help="Only what concerns this person."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer "was she told" and "why did I get this": each message in a sentence, latest first.

    What still waits, and what lost its point before it went out, stands below.

    Example: perennial told 1042 --about 1120
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        reader = one(person, people)
        subject = one(about, people).id if about else None
        lines = _concerning(await ledger_of_person(archive.readers, reader.id), subject)
        untold = _untold_concerning(await untold_of_person(archive.readers, reader.id), subject)
        cycles = {line.cycle for line in lines} | {each.cycle for each in untold}
        definitions = await _definitions(archive, cycles)
    if as_json:
        say_json(
            {
                "messages": [asdict(line) for line in lines],
                "untold": [asdict(each) for each in untold],
            }
        )
        return
    said = (*_sent(lines, reader, people, definitions),)
    still = (*_unsent(untold, reader, people, definitions),)
    if not said and not still:
        console.print(f"{reader.display_full_name} was told nothing.", markup=False)
    console.print(_table(said, reader))
    if still:
        console.print("\nIn no message:")
        console.print(_table(still, reader))


def _concerning(lines: Iterable[LedgerLine], subject: PersonId | None) -> list[LedgerLine]:
    return [
        line
        for line in lines
        if subject is None or any(each.subject == subject for each in line.told)
    ]


def _untold_concerning(untold: Iterable[Untold], subject: PersonId | None) -> list[Untold]:
    return [each for each in untold if subject in (None, each.told.subject)]


async def _definitions(archive: Archive, cycles: Iterable[CycleId]) -> Definitions:
    found = [await cycle_of(archive.readers, cycle) for cycle in cycles]
    return {each.cycle: each.definition for each in found if each is not None}


def _sent(
    lines: Iterable[LedgerLine], reader: Person, people: Organisation, definitions: Definitions
) -> Iterator[tuple[datetime, str]]:
    for line in lines:
        mentions = [_mention(each) for each in line.told]
        message = Message(line.at, reader.id, line.channel, line.state, line.failure, mentions)
        yield line.at, message_in_words(message, _telling(people, definitions.get(line.cycle)))


def _unsent(
    untold: Iterable[Untold], reader: Person, people: Organisation, definitions: Definitions
) -> Iterator[tuple[datetime, str]]:
    for each in untold:
        tell = _telling(people, definitions.get(each.cycle))
        yield each.at, untold_in_words(_mention(each.told), reader.id, each.state, tell)


def _mention(told: Told) -> Mention:
    return Mention(told.reason, StepId(told.step) if told.step else None, told.subject)


def _telling(people: Organisation, definition: CycleDefinition | None) -> Telling:
    def name_of(person: PersonId) -> str:
        found = people.get(person)
        return found.display_full_name if found else ERASED

    return Telling.of(definition, name_of)


def _table(said: Iterable[tuple[datetime, str]], reader: Person) -> Table:
    table = Table(box=None, show_header=False)
    zone = ZoneInfo(reader.time_zone)
    for at, sentence in said:
        here = at.astimezone(zone)
        table.add_row(f"{day_in_words(here.date())}, {here:%H:%M}", escape(sentence))
    return table

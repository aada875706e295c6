"""`perennial subject hold`, `release` and `ledger`: what keeps data, and what became of it."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from domain.erasure.words import CALLED, Ground
from domain.ids import PersonId
from domain.people import Organisation, person_id
from gateway.subject.keeping import LedgerLine, ledger, place_hold, release_hold
from storage.archive import Archive
from storage.read_models.people import ERASED
from workers.attach import reading
from workers.commands.audit_views import THE_SHELL
from workers.commands.finding import people_of
from workers.commands.people_choice import UnknownPerson, one
from workers.settings import load_settings
from workers.terminal import AsJson, console, lay_out, say_json

SubjectArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="Whose data: employee number, address or id.")
]
By = Annotated[str | None, typer.Option(metavar="NUMBER", help="Who decided it.")]
Why = Annotated[str, typer.Option(help="Why; it stays in the ledger, sealed.")]


async def hold(
    person: SubjectArgument, *, reason: Why, by: By = None, as_json: AsJson = False
) -> None:
    """Keep everything about somebody until further notice: no erasure and no time ends it.

    Example: perennial subject hold 1042 --reason "A claim is pending" --by 1105
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        found, who = one(person, people), _by(by, people)
        position = await place_hold(archive, found.id, reason, datetime.now(UTC), who)
    _say(
        f"{found.display_full_name} is under hold; nothing of theirs is erased.", position, as_json
    )


async def release(
    person: SubjectArgument, *, reason: Why, by: By = None, as_json: AsJson = False
) -> None:
    """End the hold on somebody's data; the times of keeping count again.

    Example: perennial subject release 1042 --reason "The claim was settled" --by 1105
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        found, who = one(person, people), _by(by, people)
        position = await release_hold(archive, found.id, reason, datetime.now(UTC), who)
    _say(f"{found.display_full_name} is under hold no more.", position, as_json)


async def show_ledger(*, as_json: AsJson = False) -> None:
    """List every hold, every erasure and every change of the times of keeping, with the reasons.

    With --json it is what `perennial subject reapply` takes: keep a copy of it outside the
    database, so that whoever was erased stays erased when an older backup is restored.

    Example: perennial subject ledger --json > ledger.json
    """
    async with reading(load_settings()) as archive:
        lines = await ledger(archive)
        people = await people_of(archive)
    if as_json:
        say_json({"organisation": archive.organisation, "ledger": lines})
        return
    if not lines:
        console.print("Nothing was held or erased yet.")
        return
    table = Table("when", "what", "whose", "by", "why", box=None, pad_edge=False)
    for line in lines:
        table.add_row(f"{line.at:%Y-%m-%d %H:%M}", *_told(line, people))
    lay_out(table)


async def subject_of(archive: Archive, words: str, people: Organisation) -> PersonId:
    """Find whose data is meant; somebody who was erased still goes by number or id.

    Raises:
        UnknownPerson: nobody of that number or address was ever there.
    """
    found = people.find(words.strip())
    if found is not None:
        return found.id
    erased = (await archive.directory.directory()).erased
    named = {f"{each}": each for each in erased}
    number = person_id(await archive.naming_key(), words.strip())
    gone = named.get(words.strip()) or (number if number in erased else None)
    if gone is None:
        raise UnknownPerson(f"Nobody of the number or address '{words}' is in the directory.")
    return gone


def _by(words: str | None, people: Organisation) -> PersonId | None:
    return one(words, people).id if words else None


def _say(sentence: str, position: int, as_json: bool) -> None:
    if as_json:
        say_json({"outcome": "recorded", "position": position})
    else:
        console.print(sentence, markup=False, soft_wrap=True)


def _told(line: LedgerLine, people: Organisation) -> tuple[str, str, str, str]:
    what = {
        "HoldPlaced": "held",
        "HoldReleased": "released",
        "SubjectErased": "erased",
        "RetentionLoaded": "times of keeping loaded",
    }[line.type]
    if line.ground:
        what = f"{what}: {CALLED[Ground(line.ground)]}"
    return what, _named(line.subject, people), _named(line.by, people) or THE_SHELL, line.reason


def _named(person: PersonId | None, people: Organisation) -> str:
    if person is None:
        return ""
    found = people.get(person)
    return found.display_full_name if found else f"{ERASED} ({person})"

"""`perennial recurring set ...`: cycles that come again, and what HR does to them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from activities.intake.cycle_file import source_of
from activities.intake.recurring_file import RecurringFile, read_recurring_file
from domain.people import Organisation
from domain.recurrence.names import recurrence_id
from domain.recurrence.recurrences import Recurrence
from domain.recurrence.terms import Terms
from gateway.recurring import By, Recurring
from gateway.recurring_preview import foreseen
from gateway.recurring_process import Process, from_cycle, from_source, from_template
from gateway.recurring_terms import TermsRefused, Wanted, terms_of
from storage.archive import Archive
from workers.attach import at_work
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.commands.recurring_shown import as_json_of, show_foreseen
from workers.commands.review_changes import By as ByOption
from workers.commands.review_changes import Why
from workers.settings import load_settings
from workers.terminal import AsJson, console, say, say_json

TEMPLATE: Final = "template:"
CYCLE: Final = "cycle:"

Key = Annotated[str, typer.Argument(metavar="KEY", help="Key of the recurring cycle.")]
IsDry = Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be.")]
Day = Annotated[str, typer.Argument(metavar="DAY", help="Its day, as `recurring show` lists it.")]


async def settle(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What comes again, and when.")],
    *,
    by: ByOption,
    reason: Why,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Have a cycle come again as a file says, or change how it does from now on.

    Shows the next ten. The same file set again changes nothing; a cycle that runs stays as it is.

    Example: perennial recurring set annual.yaml --by 1105 --reason "Agreed with the council"
    """
    found = read_recurring_file(file)
    async with at_work(load_settings()) as office:
        people = await people_of(office.archive)
        said = By(one(by, people).id, datetime.now(UTC), reason)
        terms = await _terms(office.archive, found, people, said.at)
        recurring = Recurring(office.archive, office.client)
        is_new = await recurring.settle(terms, said, is_dry=dry_run)
        name = recurrence_id(office.archive.organisation, terms.key)
        stands = (await recurring.read()).by_id.get(name)
        if dry_run or stands is None:
            stands = Recurrence(id=name, terms=terms, since=said.at, set_by=said.person)
        coming = await foreseen(office.archive, stands, said.at)
    if as_json:
        say_json({"changed": is_new, "is_dry_run": dry_run, **as_json_of(stands, coming)})
        return
    show_foreseen(stands, coming)
    done = "would be set like that" if dry_run else "is set"
    say(f"{terms.key} {done}." if is_new else f"{terms.key} was set like that before.")


async def pause(
    key: Key, *, by: ByOption, reason: Why, dry_run: IsDry = False, as_json: AsJson = False
) -> None:
    """Let nothing of a recurring cycle begin until it is resumed.

    Example: perennial recurring pause annual --by 1105 --reason "The merger comes first"
    """
    said = Asked(by, reason, dry_run=dry_run, as_json=as_json)
    await _done(said, f"{key} is paused.", lambda r, by: r.pause(key, by, is_dry=dry_run))


async def resume(
    key: Key, *, by: ByOption, reason: Why, dry_run: IsDry = False, as_json: AsJson = False
) -> None:
    """Let a recurring cycle go on; what was missed meanwhile begins late where it may.

    Example: perennial recurring resume annual --by 1105 --reason "The merger is done"
    """
    said = Asked(by, reason, dry_run=dry_run, as_json=as_json)
    await _done(said, f"{key} goes on.", lambda r, by: r.resume(key, by, is_dry=dry_run))


async def skip(
    key: Key,
    day: Day,
    *,
    by: ByOption,
    reason: Why,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Leave one cycle of a recurring one out; the others come as before.

    Example: perennial recurring skip annual 2030-01-14 --by 1105 --reason "We move that winter"
    """
    said = Asked(by, reason, dry_run=dry_run, as_json=as_json)
    done = f"The cycle of {day} is left out."
    await _done(said, done, lambda r, by: r.leave_out(key, day, by, is_dry=dry_run))


async def launch_now(
    key: Key,
    *,
    by: ByOption,
    reason: Why,
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="Which of its cycles; the next if unsaid.")
    ] = None,
    dry_run: IsDry = False,
    as_json: AsJson = False,
) -> None:
    """Launch a cycle of a recurring one now: early, late, or although it was left out.

    Example: perennial recurring launch-now annual --by 1105 --reason "We begin before the fair"
    """
    said = Asked(by, reason, dry_run=dry_run, as_json=as_json)

    async def launch(recurring: Recurring, by: By) -> bool:
        await recurring.launch_now(key, day, by, is_dry=dry_run)
        return True

    await _done(said, f"The cycle of {day or 'the next day'} of {key} is launched.", launch)


async def end(
    key: Key, *, by: ByOption, reason: Why, dry_run: IsDry = False, as_json: AsJson = False
) -> None:
    """End a recurring cycle; what it has launched goes on.

    Example: perennial recurring end annual --by 1105 --reason "Quarterly talks instead"
    """
    said = Asked(by, reason, dry_run=dry_run, as_json=as_json)
    await _done(said, f"{key} comes no more.", lambda r, by: r.end(key, by, is_dry=dry_run))


class Asked:
    """Who decided it and why, whether it is only tried, and how it is answered."""

    def __init__(self, by: str, reason: str, *, dry_run: bool, as_json: bool) -> None:
        """Keep what the options say."""
        self.by, self.reason, self.dry_run, self.as_json = by, reason, dry_run, as_json


async def _done(asked: Asked, done: str, deed: Callable[[Recurring, By], Awaitable[bool]]) -> None:
    async with at_work(load_settings()) as office:
        person = one(asked.by, await people_of(office.archive)).id
        said = By(person, datetime.now(UTC), asked.reason)
        is_new = await deed(Recurring(office.archive, office.client), said)
    if asked.as_json:
        say_json({"changed": is_new and not asked.dry_run, "is_dry_run": asked.dry_run})
    elif asked.dry_run:
        console.print(f"A dry run, nothing was changed. It would be: {done}", markup=False)
    else:
        console.print(done, markup=False)


async def _terms(
    archive: Archive, file: RecurringFile, people: Organisation, at: datetime
) -> Terms:
    texts = {name: said for name, said in file.texts.items() if name != "cycle"}
    definition, origin = await _process(archive, file)
    wanted = Wanted(**texts, **file.lists, definition=definition, origin=origin)  # type: ignore[arg-type] # lists are named apart
    try:
        return terms_of(wanted, people, at)
    except TermsRefused as refusal:
        raise file.refused(refusal.problems) from None


async def _process(archive: Archive, file: RecurringFile) -> Process | tuple[None, str]:
    """Find the process a file names: a template, a cycle that was launched, or a file beside it."""
    named = file.texts.get("cycle", "").strip()
    if not named:
        return None, ""
    if named.startswith(TEMPLATE):
        return from_template(named.removeprefix(TEMPLATE))
    if named.startswith(CYCLE):
        return await from_cycle(archive, named.removeprefix(CYCLE))
    path = file.path.parent / named
    return from_source(source_of(path), f"the file {path.name}")

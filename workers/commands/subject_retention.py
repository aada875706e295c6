"""`perennial subject retention`: how long data is kept where, and whose time is over."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import typer
from rich.table import Table

from activities.intake.cycle_file import FileProblem
from activities.intake.retention_file import read_retention_file, retention_template
from domain.erasure.refusals import NoRetentionRule
from domain.erasure.retention import RetentionRules
from domain.erasure.words import KINDS_CALLED, Ground, Kind
from domain.errors import ReviewError
from domain.ids import PersonId
from domain.people import Organisation
from gateway.subject.erasing import Wanted
from gateway.subject.keeping import load_retention
from gateway.subject.retaining import Applied, PastTime, apply_retention, past_time
from storage.archive import Archive
from storage.subject.erasing import kept
from storage.subject.scrub import scrub
from workers.attach import at_work, reading
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.commands.subject import By
from workers.embedded.mail import forget_mails
from workers.settings import load_settings
from workers.terminal import AsJson, console, lay_out, say_json

RetentionFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Times of keeping in YAML.", show_default=False)
]


class RetentionNotUsable(ReviewError):
    """The file has faults; `perennial subject retention check` names them all."""

    code: ClassVar[str] = "retention_not_usable"


def print_template() -> None:
    """Print times of keeping to begin with, for HR and whoever answers for the law to correct.

    Example: perennial subject retention template > retention.yaml
    """
    typer.echo(retention_template(), nl=False)


def check_file(file: RetentionFileArgument, *, as_json: AsJson = False) -> None:
    """Say everything that keeps times of keeping from being loaded, with line and column.

    Example: perennial subject retention check retention.yaml
    """
    read = read_retention_file(file)
    if as_json:
        problems = [asdict(problem) for problem in read.problems]
        say_json({"file": str(file), "usable": read.rules is not None, "problems": problems})
    else:
        _show_problems(file, read.problems)
        if read.rules is not None:
            _show_rules(read.rules)
    if read.rules is None:
        raise typer.Exit(1)


async def load_file(file: RetentionFileArgument, *, by: By = None, as_json: AsJson = False) -> None:
    """Keep data for the times of a file from now on; those loaded before hold no more.

    Example: perennial subject retention load retention.yaml --by 1105
    """
    read = read_retention_file(file)
    if read.rules is None:
        faults = "1 fault" if len(read.problems) == 1 else f"{len(read.problems)} faults"
        raise RetentionNotUsable(
            f"{file} has {faults}, and nothing was changed; "
            f"`perennial subject retention check {file}` names them all."
        )
    async with reading(load_settings()) as archive:
        who = one(by, await people_of(archive)).id if by else None
        is_new = await load_retention(archive, read.rules, datetime.now(UTC), who)
    if as_json:
        say_json({"outcome": "loaded" if is_new else "unchanged"})
    elif is_new:
        countries = ", ".join(read.rules.countries)
        console.print(f"Times of keeping hold now for {countries}.", soft_wrap=True)
    else:
        console.print("These times hold already; nothing was changed.")


async def show_rules(*, as_json: AsJson = False) -> None:
    """Show how long data is kept in each country, and on what that rests.

    Example: perennial subject retention show
    """
    async with reading(load_settings()) as archive:
        rules = (await kept(archive)).now.rules
    if as_json:
        say_json(rules.model_dump(mode="json") if rules else {"countries": {}})
    elif rules is None:
        console.print(
            "No times are loaded. Begin with: perennial subject retention template", soft_wrap=True
        )
    else:
        _show_rules(rules)


async def show_due(*, as_json: AsJson = False) -> None:
    """List whose data is past its time: who may be erased, and of whom only a part is past it.

    Example: perennial subject retention due
    """
    async with reading(load_settings()) as archive:
        await _refuse_without_rules(archive)
        found = await past_time(archive, datetime.now(UTC).date())
        people = await people_of(archive)
    if as_json:
        say_json({"past_time": found})
        return
    table = Table("whose", "number", "past its time", "may be erased", box=None, pad_edge=False)
    for each in found:
        table.add_row(*_told(each, people))
    if found:
        lay_out(table)
    else:
        console.print("Nobody's data is past its time.")


async def apply_rules(
    *,
    reason: Annotated[str, typer.Option(help="Why; it stays in the ledger.")] = (
        "The time of keeping is over"
    ),
    by: By = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase everybody whose time is over and who is under no hold.

    Who is passed over is named with the reason. Cut short, it goes on where it was.

    Example: perennial subject retention apply --by 1105
    """
    settings = load_settings()
    async with at_work(settings) as office:
        archive = office.archive
        await _refuse_without_rules(archive)
        found = await past_time(archive, datetime.now(UTC).date())
        number = sum(each.on is not None and not each.is_held for each in found)
        if number and not yes:
            question = f"Erase {number} people for good? Nothing brings them back."
            typer.confirm(question, abort=True, err=True)
        who = one(by, await people_of(archive)).id if by else None
        done = await _applied(archive, reason, who, settings.home / "mail")
        left = await scrub(archive) if any(each.erased for each in done) else ()
    _say_applied(done, left, as_json=as_json)


async def _applied(
    archive: Archive, reason: str, by: PersonId | None, mails: Path
) -> list[Applied]:
    nobody = PersonId(archive.organisation)
    wanted = Wanted(nobody, Ground.RETENTION_OVER, reason, datetime.now(UTC), by)
    done: list[Applied] = []
    async for each in apply_retention(archive, wanted):
        done.append(each)
        if each.erased is not None:
            forget_mails(mails, each.marks)
    return done


async def _refuse_without_rules(archive: Archive) -> None:
    if (await kept(archive)).now.rules is None:
        raise NoRetentionRule(
            "No times are loaded. Write a file, from `perennial subject retention template`, and "
            "load it with `perennial subject retention load FILE`."
        )


def _say_applied(done: list[Applied], left: tuple[str, ...], *, as_json: bool) -> None:
    erased = [each.person for each in done if each.erased is not None]
    refused = {str(each.person): each.refused for each in done if each.refused is not None}
    if as_json:
        say_json({"erased": erased, "passed_over": refused, "left": left})
        return
    console.print(f"Erased: {len(erased)}, passed over: {len(refused)}.")
    for person, why in refused.items():
        console.print(f"  {person}: {why}", markup=False, soft_wrap=True)
    for told in left:
        console.print(f"  not cleaned: {told}", markup=False, soft_wrap=True)


def _show_problems(file: Path, problems: Iterable[FileProblem]) -> None:
    for each in problems:
        where = f"{file}:{each.line}:{each.column}"
        console.print(f"{where}: {each.sentence}", markup=False, soft_wrap=True)


def _show_rules(rules: RetentionRules) -> None:
    table = Table("where", "what", "kept for", "after", "because", box=None, pad_edge=False)
    for country, kinds in rules.countries.items():
        for kind in Kind:
            keep = kinds.of(kind)
            after = keep.after.value.replace("_", " ")
            table.add_row(country, KINDS_CALLED[kind], f"{keep.months} months", after, keep.source)
    lay_out(table)


def _told(each: PastTime, people: Organisation) -> tuple[str, str, str, str]:
    found = people.get(each.person)
    kinds = ", ".join(f"{KINDS_CALLED[due.kind]} since {_day(due.on)}" for due in each.kinds)
    may = f"since {_day(each.on)}" if each.on else "not yet, other data is kept longer"
    name, number = (found.display_full_name, found.employee_number) if found else ("", "")
    return name, number, kinds, "no: under hold" if each.is_held else may


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""

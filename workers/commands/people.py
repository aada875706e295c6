"""`perennial people`: who works here, taken from the file of an HR system."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from activities.intake.people_file import check_readable
from activities.intake.people_import import Counts, PeopleImport, import_people
from domain.people_row import Problem, Remark
from gateway.people_changes import tell_reviews
from workers.attach import at_work
from workers.counting import counted
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

PeopleFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV file in UTF-8.", show_default=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be recorded.")]


async def import_file(
    file: PeopleFileArgument, *, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Take the people of a file into the directory, or say everything that is wrong with it.

    The first line names the columns, in the words of HR systems: employee_number,
    display_full_name, work_email, manager_id (the manager's employee number), department,
    job_title, location, time_zone, start_date, employment_status; and, where there are any,
    job_family, level, country, termination_date, employment_type, language, hr_partner_id,
    leave_start, leave_end. Importing a file again records what has changed in it. As long as there
    is any problem nothing is recorded, and the exit code is 1.

    Example: perennial people import people.csv --dry-run
    """
    check_readable(file)
    told = 0
    async with at_work(load_settings()) as office:
        archive = office.archive
        naming_key = await archive.naming_key()
        at = datetime.now(UTC)
        done = await import_people(file, archive.directory, naming_key, at, dry_run=dry_run)
        if not (dry_run or done.reading.problems):
            told = await tell_reviews(archive, office.client, done.before, done.events)
    if as_json:
        say_json(_as_json(file, done, dry_run=dry_run) | {"told": told})
    else:
        _show(file, done, dry_run=dry_run)
        if told:
            console.print(f"Running reviews were told of it {counted(told, 'time')}.")
    if done.reading.problems:
        raise typer.Exit(1)


def _as_json(file: Path, done: PeopleImport, *, dry_run: bool) -> dict[str, object]:
    reading = done.reading
    return {
        "file": str(file),
        "rows": reading.rows,
        **asdict(done.counts),
        "recorded": bool(done.events) and not dry_run,
        "problems": [problem.model_dump() for problem in reading.problems],
        "remarks": [remark.model_dump() for remark in reading.remarks],
    }


def _show(file: Path, done: PeopleImport, *, dry_run: bool) -> None:
    reading = done.reading
    show_findings("Problems", reading.problems)
    show_findings("Remarks", reading.remarks)
    rows = counted(reading.rows, "row")
    if reading.problems:
        found = counted(len(reading.problems), "problem")
        sentence = f"{rows} read from {file}, {found}: nothing was recorded."
    elif dry_run:
        sentence = f"{rows} read from {file}. A dry run, nothing was recorded: it would be"
        sentence += f" {_in_words(done.counts)}."
    else:
        sentence = f"{rows} read from {file}: {_in_words(done.counts)}."
    console.print(sentence, markup=False, soft_wrap=True)


def _in_words(counts: Counts) -> str:
    return ", ".join(f"{number} {what}" for what, number in asdict(counts).items())


def show_findings(title: str, findings: Sequence[Problem] | Sequence[Remark]) -> None:
    """Print what was found in a file, line by line; nothing if there is nothing."""
    if not findings:
        return
    table = Table(title=title, title_justify="left", show_edge=False)
    table.add_column("Line", justify="right")
    table.add_column("Column")
    table.add_column("How to mend it" if title == "Problems" else "Good to know")
    for cells in _cells(findings):
        table.add_row(*map(Text, cells))
    console.print(table)
    console.print()


def _cells(findings: Iterable[Problem | Remark]) -> Iterable[tuple[str, str, str]]:
    for found in findings:
        yield str(found.line or ""), found.column, found.sentence

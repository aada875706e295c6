"""`perennial profiles`: what each role asks for, checked and taken over from a file."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from activities.intake.cycle_file import FileProblem
from activities.intake.profile_template import profile_template
from activities.intake.profiles_file import ProfilesFile, read_profiles_file
from domain.definition.problem import Severity
from domain.errors import ReviewError
from domain.expectations.changes import Changes
from domain.expectations.sheet import profiles_in
from gateway.present import present_here
from gateway.profiles import load_profiles
from workers.attach import at_work
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

ProfilesFileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Role profiles in YAML or CSV.", show_default=False),
]


class ProfilesNotUsable(ReviewError):
    """The file has faults; `perennial profiles check` names them all."""

    code: ClassVar[str] = "profiles_not_usable"


def check_profiles(file: ProfilesFileArgument, *, as_json: AsJson = False) -> None:
    """Say everything that keeps role profiles from being loaded, with line and column.

    The exit code is 1 when there is a fault; a warning alone does not keep profiles from being
    loaded.

    Example: perennial profiles check profiles.yaml
    """
    read = read_profiles_file(file)
    if as_json:
        problems = [asdict(problem) for problem in read.problems]
        say_json({"file": str(file), "usable": read.sheet is not None, "problems": problems})
    else:
        _show_problems(file, read.problems)
        _show_contents(read)
    if read.sheet is None:
        raise typer.Exit(1)


async def load_file(
    file: ProfilesFileArgument,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be recorded.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take the role profiles of a file over: whole, or not at all.

    Families that the file does not name stay as they are; a level that a named family has no more
    is withdrawn. Loading the same file again changes nothing. A cycle that runs keeps the profiles
    as they stood at its launch.

    Example: perennial profiles load profiles.yaml --dry-run
    """
    read = read_profiles_file(file)
    if read.sheet is None:
        raise ProfilesNotUsable(
            f"{file} has {_faults(read.problems)}, and nothing was changed; "
            f"`perennial profiles check {file}` names them all."
        )
    async with at_work(load_settings()) as office:
        at = await present_here(office.archive)
        changes = await load_profiles(office.archive, read.sheet, at, dry_run=dry_run)
    if as_json:
        say_json(_changes_as_json(changes) | {"is_dry_run": dry_run})
    else:
        _show_changes(changes, is_dry=dry_run)


def print_template() -> None:
    """Print a complete set of role profiles to begin with: four families by five levels.

    Example: perennial profiles template > profiles.yaml
    """
    typer.echo(profile_template(), nl=False)


def _show_problems(file: Path, problems: Iterable[FileProblem]) -> None:
    for problem in problems:
        kind = "warning: " if problem.severity is Severity.WARNING else ""
        where = f"{file}:{problem.line}:{problem.column}"
        console.print(f"{where}: {kind}{problem.sentence}", markup=False, soft_wrap=True)


def _faults(problems: Iterable[FileProblem]) -> str:
    count = sum(problem.severity is Severity.ERROR for problem in problems)
    return "1 fault" if count == 1 else f"{count} faults"


def _show_contents(read: ProfilesFile) -> None:
    if read.sheet is None:
        faults = _faults(read.problems)
        console.print(f"{faults}: no role profile can be loaded from this file.", markup=False)
        return
    for profile in profiles_in(read.sheet):
        console.print(f"  {profile.family} {profile.level}: {profile.title}", markup=False)
    values = len(read.sheet.values or ())
    families = len(read.sheet.families)
    console.print(
        f"Job families: {families}, skills: {len(read.sheet.skills)}, values: {values}.",
        markup=False,
    )


def _show_changes(changes: Changes, *, is_dry: bool) -> None:
    if not changes:
        console.print("Everything in the file holds already; nothing was changed.")
        return
    would = "A dry run, nothing was recorded: " if is_dry else ""
    values = (
        "" if changes.values is None else f", values of the organisation: {len(changes.values)}"
    )
    console.print(
        f"{would}profiles published: {len(changes.published)},"
        f" withdrawn: {len(changes.withdrawn)}{values}.",
        markup=False,
    )
    if not is_dry:
        console.print("  next: perennial profiles missing", style="dim")


def _changes_as_json(changes: Changes) -> dict[str, object]:
    return {
        "published": [f"{each.family} {each.level}" for each in changes.published],
        "withdrawn": [f"{each.family} {each.level}" for each in changes.withdrawn],
        "values": None if changes.values is None else len(changes.values),
    }

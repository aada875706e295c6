"""`perennial profiles`: what each role asks for, taken from a file, shown, and who has none."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from activities.intake.cycle_file import FileProblem, read_cycle, source_of
from activities.intake.profile_template import profile_template
from activities.intake.profiles_file import ProfilesFile, read_profiles_file
from domain.cycle.eligibility import left_out
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Severity
from domain.errors import ReviewError
from domain.expectations.changes import Changes
from domain.expectations.lacking import Lacking, lacking_profiles
from domain.expectations.profile import ProfileSet, RoleProfile, family_key, profile_of
from domain.expectations.sheet import profiles_in
from domain.people import Organisation, Person
from domain.views.profile import profile_page
from gateway.profiles import load_profiles, profiles_of_cycle
from storage.archive import Archive
from storage.read_models.cycles import launch_results
from workers.attach import at_work, reading
from workers.commands.finding import people_of, present_here, the_cycle
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.profile_outline import profile_outline
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

ProfilesFileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Role profiles in YAML or CSV.", show_default=False),
]


class ProfilesNotUsable(ReviewError):
    """The file has faults; `perennial profiles check` names them all."""

    code: ClassVar[str] = "profiles_not_usable"


class NoSuchProfile(ReviewError):
    """There is no such role profile."""

    code: ClassVar[str] = "no_such_profile"


class WhichProfile(ReviewError):
    """Say whose profile: FAMILY and LEVEL, or --person."""

    code: ClassVar[str] = "which_profile"


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
            f"{file} has {len(read.problems)} faults, and nothing was changed; "
            f"`perennial profiles check {file}` names them all."
        )
    async with at_work(load_settings()) as office:
        at = await present_here(office.archive)
        changes = await load_profiles(office.archive, read.sheet, at, dry_run=dry_run)
    if as_json:
        say_json(_changes_as_json(changes) | {"is_dry_run": dry_run})
    else:
        _show_changes(changes, is_dry=dry_run)


async def show_profile(
    family: Annotated[
        str | None, typer.Argument(metavar="[FAMILY]", help="Key of a job family.")
    ] = None,
    level: Annotated[
        str | None, typer.Argument(metavar="[LEVEL]", help="One of its levels.")
    ] = None,
    *,
    person: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The profile of this person instead.")
    ] = None,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """Show a role profile, level by level: to do, to have, to be.

    With --cycle it is the profile as it stood when that cycle was launched.

    Example: perennial profiles show engineering L3
    """
    async with reading(load_settings()) as archive:
        profiles = await _profiles(archive, cycle)
        if person is not None:
            found = _of_person(one(person, await people_of(archive)), profiles)
        elif family is not None and level is not None:
            found = _named(family, level, profiles)
        else:
            raise WhichProfile
    page = profile_page(found)
    if as_json:
        say_json(page.model_dump(mode="json"))
    else:
        console.print(profile_outline(page))


async def show_missing(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[CYCLE.yaml]", help="Only those whom this definition would take in."
        ),
    ] = None,
    *,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """List who has no role profile, and what to do about it.

    With a definition it is about those whom a launch would take in today; with --cycle about the
    people of a cycle that was launched, and the profiles as they stood then.

    Example: perennial profiles missing annual-2026.yaml
    """
    definition = _definition(file) if file else None
    async with reading(load_settings()) as archive:
        profiles = await _profiles(archive, cycle)
        everybody = await people_of(archive)
        asked = await _asked_about(archive, everybody, cycle, definition)
    lacking = lacking_profiles(asked, profiles)
    if as_json:
        missing = [{**each.model_dump(mode="json")} for each in lacking]
        say_json({"people": len(asked), "missing": missing})
    else:
        _show_missing(lacking, everybody, len(asked))


def print_template() -> None:
    """Print a complete set of role profiles to begin with: four families by five levels.

    Example: perennial profiles template > profiles.yaml
    """
    typer.echo(profile_template(), nl=False)


async def _profiles(archive: Archive, key: str | None) -> ProfileSet:
    found = await the_cycle(archive, key) if key is not None else None
    return await profiles_of_cycle(archive, found.cycle if found else None)


async def _asked_about(
    archive: Archive, people: Organisation, key: str | None, definition: CycleDefinition | None
) -> list[Person]:
    """Give the people of a cycle, those whom a definition takes in, or everybody at work."""
    if key is not None:
        cycle = await the_cycle(archive, key)
        lines = await launch_results(archive.readers, cycle.cycle)
        return [people[line.person] for line in lines if line.person in people]
    today = (await present_here(archive)).date()
    return [
        person
        for person in people.values()
        if not (left_out(definition, person, today) if definition else person.has_left(today))
    ]


def _definition(file: Path) -> CycleDefinition:
    read = read_cycle(source_of(file))
    if read.definition is None:
        raise ProfilesNotUsable(
            f"{file} has {len(read.problems)} faults; `perennial cycle check {file}` names them."
        )
    return read.definition


def _named(family: str, level: str, profiles: ProfileSet) -> RoleProfile:
    found = profiles.get((family, level))
    if found is not None:
        return found
    levels = profiles.families.get(family_key(family))
    if levels is not None:
        raise NoSuchProfile(f"The family '{family}' has no level '{level}': {', '.join(levels)}.")
    known = ", ".join(profiles.families) or "none; `perennial profiles load` brings some"
    raise NoSuchProfile(f"There is no job family '{family}'; there are: {known}.")


def _of_person(person: Person, profiles: ProfileSet) -> RoleProfile:
    found = profile_of(person, profiles)
    if found is not None:
        return found
    [lacking] = lacking_profiles([person], profiles)
    raise NoSuchProfile(f"{person.display_full_name} has no role profile. {lacking.sentence}")


def _show_problems(file: Path, problems: Iterable[FileProblem]) -> None:
    for problem in problems:
        kind = "warning: " if problem.severity is Severity.WARNING else ""
        where = f"{file}:{problem.line}:{problem.column}"
        console.print(f"{where}: {kind}{problem.sentence}", markup=False, soft_wrap=True)


def _show_contents(read: ProfilesFile) -> None:
    if read.sheet is None:
        faults = sum(problem.severity is Severity.ERROR for problem in read.problems)
        told = "1 fault" if faults == 1 else f"{faults} faults"
        console.print(f"{told}: no role profile can be loaded from this file.", markup=False)
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


def _show_missing(lacking: tuple[Lacking, ...], people: Organisation, asked: int) -> None:
    for each in lacking:
        who = people[each.person]
        console.print(
            f"{who.display_full_name} ({who.employee_number}): {each.sentence}",
            markup=False,
            soft_wrap=True,
        )
    if lacking:
        console.print(f"{len(lacking)} of {asked} people have no role profile.", markup=False)
    else:
        console.print(f"All {asked} people have a role profile.", markup=False)

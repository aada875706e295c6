"""`perennial profiles show` and `missing`: what a role asks for, and whose role is not told."""

from pathlib import Path
from typing import Annotated, ClassVar

import typer

from activities.intake.cycle_file import read_cycle, source_of
from domain.cycle.eligibility import left_out
from domain.definition.cycle import CycleDefinition
from domain.errors import ReviewError
from domain.expectations.lacking import Lacking, lacking_profiles
from domain.expectations.profile import ProfileSet, RoleProfile, family_key, profile_of
from domain.people import Organisation, Person
from domain.views.profile import profile_page
from gateway.present import present_here
from gateway.profiles import profiles_of_cycle
from storage.archive import Archive
from storage.read_models.cycles import launch_results
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle
from workers.commands.people_choice import one
from workers.commands.timeline import CycleOption
from workers.profile_outline import profile_outline
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


class NoSuchProfile(ReviewError):
    """There is no such role profile."""

    code: ClassVar[str] = "no_such_profile"


class DefinitionNotUsable(ReviewError):
    """The definition has faults; `perennial cycle check` names them all."""

    code: ClassVar[str] = "definition_not_usable"


class WhichProfile(ReviewError):
    """Say whose profile: FAMILY and LEVEL, or --person."""

    code: ClassVar[str] = "which_profile"


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
        missing = [each.model_dump(mode="json") for each in lacking]
        say_json({"people": len(asked), "missing": missing})
    else:
        _show_missing(lacking, everybody, len(asked))


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
        raise DefinitionNotUsable(
            f"{file} has faults; `perennial cycle check {file}` names them all."
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

"""`perennial launch`: says what will happen, then starts a cycle for its people."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, ClassVar

import typer
from rich.progress import Progress
from rich.table import Table

from activities.intake.cycle_file import read_cycle, source_of
from domain.cycle.cycle import CycleState, fold
from domain.cycle.eligibility import SENTENCES
from domain.cycle.events import CycleEvent, LaunchResult, PeopleTakenIn
from domain.definition.cycle import CycleDefinition
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.views.telling import ROLES, day_in_words
from gateway.cycle_start import LaunchRequest
from gateway.first_messages import first_messages
from gateway.launch_remarks import launch_remarks
from gateway.launching import Rehearsal, launch, rehearse
from gateway.objectives import above_of
from workers.attach import at_work
from workers.commands.people_choice import chosen
from workers.counting import counted
from workers.office import Office
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

SHOWN = 10
LOOKS_EVERY = 0.3

CycleFileArgument = Annotated[
    Path, typer.Argument(metavar="CYCLE.yaml", help="A cycle definition.", show_default=False)
]
People = Annotated[
    str,
    typer.Option(
        help="Who is reviewed: 'all', employee numbers with commas, or a CSV file that has a"
        " column employee_number."
    ),
]
Owner = Annotated[
    str | None,
    typer.Option("--hr", metavar="NUMBER", help="Who in HR owns what nobody else can."),
]


class DefinitionNotLaunchable(ReviewError):
    """The definition has faults; `perennial cycle check` names them all."""

    code: ClassVar[str] = "definition_not_launchable"


class LaunchDeclined(ReviewError):
    """Nothing was launched."""

    code: ClassVar[str] = "launch_declined"


async def launch_cycle(
    file: CycleFileArgument,
    *,
    people: People = "all",
    hr: Owner = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what will happen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Launch without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a launch will do, then start the reviews of a cycle.

    First comes what will happen: how many reviews, who is left out and why, who has no role
    profile, which steps will be blocked, the calibration groups, the first messages, and what
    the cycle asks for that is not loaded yet. A launch that is killed goes on where it stood;
    launched again, nobody is started twice.

    Example: perennial launch annual-2026.yaml --people all --hr 1105
    """
    definition = _definition(file)
    async with at_work(load_settings()) as office:
        everybody = await office.archive.people()
        request = LaunchRequest(
            definition=definition,
            people=chosen(people, everybody),
            hr_owner=chosen(hr, everybody)[0] if hr else None,
        )
        profiles = await office.archive.profiles.as_of()
        rehearsal = rehearse(office.archive, request, everybody, datetime.now(UTC), profiles)
        remarks = launch_remarks(definition, profiles, await above_of(office.archive))
        if not as_json:
            _show(rehearsal, everybody)
            for remark in remarks:
                console.print(f"  {remark}", style="yellow", markup=False)
        is_launched_now = False
        results: list[LaunchResult] = []
        if not dry_run:
            if not (yes or as_json or typer.confirm("Launch now?", default=False)):
                raise LaunchDeclined
            cycle, is_launched_now = await launch(office.archive, office.client, request)
            state, results = await _followed(office, cycle, len(request.people), quiet=as_json)
            _tell(state, rehearsal, is_launched_now=is_launched_now, quiet=as_json)
    if as_json:
        report = _as_json(rehearsal, is_dry=dry_run, is_launched_now=is_launched_now)
        done = [result.model_dump(mode="json") for result in results]
        say_json(report | {"remarks": remarks, "results": done})


def _definition(file: Path) -> CycleDefinition:
    read = read_cycle(source_of(file))
    if read.definition is None:
        raise DefinitionNotLaunchable(
            f"{file} has {len(read.problems)} faults, and nothing was launched; "
            f"`perennial cycle check {file}` names them all."
        )
    return read.definition


async def _followed(
    office: Office, cycle: CycleId, people: int, *, quiet: bool
) -> tuple[CycleState, list[LaunchResult]]:
    """Show how far the launch is until every person has a result; give the results."""
    with Progress(console=console, disable=quiet, transient=True) as progress:
        task = progress.add_task("Taking people in", total=people)
        while True:
            recorded = await office.archive.journal.read(cycle)
            events = [r.event for r in recorded if isinstance(r.event, CycleEvent)]
            state = fold(events)
            done = state.opened + state.left_out
            progress.update(task, completed=done)
            total = len(state.launch.people) if state.launch else people
            if state.launch is not None and done >= total:
                pages = (event.results for event in events if isinstance(event, PeopleTakenIn))
                return state, [result for page in pages for result in page]
            await asyncio.sleep(LOOKS_EVERY)


def _tell(state: CycleState, rehearsal: Rehearsal, *, is_launched_now: bool, quiet: bool) -> None:
    if quiet:
        return
    key = rehearsal.launch.definition.key
    if is_launched_now:
        console.print(f"[bold]{key}[/bold] is launched; reviews opened: {state.opened}.")
    else:
        console.print(
            f"[bold]{key}[/bold] had been launched before: {state.opened} reviews were opened"
            " then, and nobody was started twice."
        )
    console.print(f"  next: perennial status {key}", style="dim")


def _show(rehearsal: Rehearsal, people: Organisation) -> None:
    """Print what the launch will do."""
    definition = rehearsal.launch.definition
    console.print(f"\n[bold]{definition.title}[/bold] ({definition.key})", highlight=False)
    console.print(
        f"  {counted(len(rehearsal.opened), 'review')},"
        f" {counted(len(rehearsal.left_out), 'person')} left out,"
        f" {counted(len(rehearsal.group_sizes), 'calibration group')}"
    )
    for reason, count in Counter(rehearsal.left_out.values()).items():
        console.print(f"  left out: {count} \u2013 {SENTENCES[reason]}", markup=False)
    _show_without_profile(rehearsal, people)
    _show_blocked(rehearsal, people)
    messages = list(islice(first_messages(rehearsal), SHOWN))
    if messages:
        table = Table(title="The first messages", title_justify="left", box=None)
        for column in ("from", "to", "subject"):
            table.add_column(column)
        for each in messages:
            day = day_in_words(each.at.date())
            table.add_row(day, each.recipient.display_full_name, each.words.subject)
        console.print(table)


def _show_without_profile(rehearsal: Rehearsal, people: Organisation) -> None:
    lacking = sorted(_name(people, each) for each in rehearsal.population.without_profile)
    if not lacking:
        return
    more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
    console.print(
        f"  without a role profile: {len(lacking)} \u2013 {', '.join(lacking[:SHOWN])}{more}",
        markup=False,
    )
    console.print("  next: perennial profiles missing", style="dim")


def _show_blocked(rehearsal: Rehearsal, people: Organisation) -> None:
    if not rehearsal.blocked:
        return
    table = Table(title="Blocked until HR names somebody", title_justify="left", box=None)
    for column in ("review of", "step", "missing"):
        table.add_column(column)
    for seat in rehearsal.blocked[:SHOWN]:
        table.add_row(_name(people, seat.reviewee), seat.step, ROLES[seat.role])
    if len(rehearsal.blocked) > SHOWN:
        table.add_row(f"and {len(rehearsal.blocked) - SHOWN} more", "", "")
    console.print(table)


def _name(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.display_full_name if found else str(person)


def _as_json(rehearsal: Rehearsal, *, is_dry: bool, is_launched_now: bool) -> dict[str, object]:
    return {
        "cycle": rehearsal.launch.definition.key,
        "cycle_id": str(rehearsal.launch.cycle),
        "is_dry_run": is_dry,
        "is_launched_now": is_launched_now,
        "reviews": len(rehearsal.opened),
        "left_out": {str(who): why.value for who, why in rehearsal.left_out.items()},
        "without_profile": sorted(map(str, rehearsal.population.without_profile)),
        "blocked": [
            {"reviewee": str(seat.reviewee), "step": seat.step, "role": seat.role.value}
            for seat in rehearsal.blocked
        ],
        "groups": sorted(rehearsal.group_sizes, reverse=True),
        "first_messages": len(rehearsal.first_notices),
    }

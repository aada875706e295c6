"""`perennial goals tree` and `coverage`: how far things have come, and who works on what."""

from dataclasses import asdict
from typing import Annotated, ClassVar

import typer

from domain.alignment.coverage import coverage
from domain.errors import ReviewError
from domain.people import Organisation
from domain.views.objectives import coverage_lines, tree_lines
from gateway.alignment import placed_goals
from gateway.objectives import known_objective
from storage.archive import Archive
from storage.read_models.cycles import Cycle, all_cycles
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle
from workers.commands.timeline import CycleOption
from workers.objectives_outline import coverage_outline, tree_outline
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


class UnknownDepartment(ReviewError):
    """There is no such department in the directory."""

    code: ClassVar[str] = "unknown_department"


async def show_tree(
    *,
    under: Annotated[
        str | None, typer.Option(metavar="KEY", help="Only this objective and what serves it.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how each progress comes about.")
    ] = False,
    goals: Annotated[bool, typer.Option("--goals", help="List the goals of people, too.")] = False,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """Show the tree of objectives with the progress rolled up from the goals of people.

    Goals and readings are those of the cycle, or else of the latest one.

    Example: perennial goals tree --under products --explain
    """
    async with reading(load_settings()) as archive:
        found = await _cycle_in(archive, cycle)
        placed = await placed_goals(archive, found)
        people = await people_of(archive)
    start = None if under is None else known_objective(placed.tree, under)
    lines = list(tree_lines(placed, people, start, goals=goals))
    if as_json:
        say_json({
            "cycle": found.key if found else None,
            "lines": [asdict(each) for each in lines],
            "orphans": [each.key for each in placed.tree.orphans],
            "circles": [[each.key for each in loop] for loop in placed.tree.loops],
        })  # fmt: skip
        return
    if not lines:
        console.print("There are no objectives yet; `perennial goals load` takes them from a file.")
        return
    console.print(tree_outline(lines, explain=explain))
    caught = sum(len(loop) for loop in placed.tree.loops)
    if caught or placed.tree.orphans:
        console.print(
            f"\n{caught} in circles and {len(placed.tree.orphans)} without the parent they name; "
            "`perennial goals coverage` tells which."
        )


async def show_coverage(
    *,
    department: Annotated[str | None, typer.Option(help="Only this department.")] = None,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """Report which objectives nobody works on, and which goals hang in the air.

    Example: perennial goals coverage --department Manufacturing
    """
    async with reading(load_settings()) as archive:
        found = await _cycle_in(archive, cycle)
        placed = await placed_goals(archive, found)
        people = await people_of(archive)
    chosen = None if department is None else _department(department, people)
    report = coverage(placed, {each.id: each.department for each in people.values()})
    departments = [each for each in report.departments if chosen in (None, each.department)]
    told = coverage_lines(report, people, chosen)
    if as_json:
        say_json({
            "cycle": found.key if found else None,
            "departments": [asdict(each) for each in departments],
            **{name: [asdict(line) for line in lines] for name, lines in told.items()},
        })  # fmt: skip
        return
    console.print(coverage_outline(departments, told))


async def _cycle_in(archive: Archive, key: str | None) -> Cycle | None:
    """Find a cycle by its key; without one the latest that runs, else the latest, if any."""
    if key is not None:
        return await the_cycle(archive, key)
    cycles = await all_cycles(archive.readers, archive.organisation)
    running = [each for each in cycles if each.state == "running"]
    return next(iter(running or cycles), None)


def _department(words: str, people: Organisation) -> str:
    known = sorted({each.department for each in people.values()})
    for name in known:
        if name.casefold() == words.strip().casefold():
            return name
    raise UnknownDepartment(
        f"There is no department '{words}' in the directory; there are: {', '.join(known)}."
    )

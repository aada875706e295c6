"""`perennial goals load`, `set`, `retire`, `measure`: what the organisation wants."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from domain.alignment.objective import OwnReading
from domain.alignment.own_reading import measured_by
from domain.errors import ReviewError
from gateway.objectives import (
    Loaded,
    known_objective,
    load_objectives,
    read_objective,
    retire_objective,
    set_objective,
    tree_of,
)
from gateway.present import present_here
from workers.attach import at_work
from workers.commands.finding import people_of
from workers.commands.people import show_findings
from workers.commands.people_choice import one
from workers.counting import counted
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Key or title of an objective.", show_default=False)
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today.")]


class NothingToSet(ReviewError):
    """Say what to set: at least one of the options, such as --title or --owner."""

    code: ClassVar[str] = "nothing_to_set"


async def load_file(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Objectives in CSV or YAML.", show_default=False),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be recorded.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take the objectives of a file into the tree, or say everything that is wrong with it.

    The columns are title and, where there are any, key, owner, parent, category, measure, unit,
    baseline, target, direction, stretch, band, levels, milestones, start, due and weight. Loading
    a file again records what has changed in it; what it leaves out stays. As long as there is any
    problem nothing is recorded, and the exit code is 1.

    Example: perennial goals load objectives.csv --dry-run
    """
    async with at_work(load_settings()) as office:
        at = await present_here(office.archive)
        loaded = await load_objectives(office.archive, file, at, dry_run=dry_run)
    is_sound = not loaded.reading.problems
    if as_json:
        say_json(_as_json(file, loaded, is_recorded=is_sound and not dry_run))
    else:
        _show_loaded(file, loaded, dry_run=dry_run)
    if not is_sound:
        raise typer.Exit(1)


def _as_json(file: Path, loaded: Loaded, *, is_recorded: bool) -> dict[str, object]:
    return {
        "file": str(file),
        "rows": loaded.reading.rows,
        "added": loaded.added,
        "changed": loaded.changed,
        "unchanged": loaded.unchanged,
        "recorded": bool(loaded.told) and is_recorded,
        "problems": [problem.model_dump() for problem in loaded.reading.problems],
        "remarks": [remark.model_dump() for remark in loaded.reading.remarks],
    }


def _show_loaded(file: Path, loaded: Loaded, *, dry_run: bool) -> None:
    found = loaded.reading
    show_findings("Problems", found.problems)
    show_findings("Remarks", found.remarks)
    read = f"{counted(found.rows, 'objective')} read from {file}"
    counts = f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged"
    if found.problems:
        sentence = f"{read}, {counted(len(found.problems), 'problem')}: nothing was recorded."
    elif dry_run:
        sentence = f"{read}. A dry run, nothing was recorded: it would be {counts}."
    else:
        sentence = f"{read}: {counts}."
    console.print(sentence, markup=False, soft_wrap=True)


async def set_one(
    key: KeyArgument,
    *,
    title: Annotated[str | None, typer.Option(help="The objective in words.")] = None,
    owner: Annotated[str | None, typer.Option(help="Number or address of the owner.")] = None,
    parent: Annotated[str | None, typer.Option(help="Key or title of what it serves.")] = None,
    category: Annotated[str | None, typer.Option(help="Strategy, plan, team, ...")] = None,
    weight: Annotated[str | None, typer.Option(help="What it counts beside its like.")] = None,
    start: Annotated[str | None, typer.Option(help="First day, year-month-day.")] = None,
    due: Annotated[str | None, typer.Option(help="Last day, year-month-day.")] = None,
    measure: Annotated[str | None, typer.Option(help="numeric, milestones or soft.")] = None,
    unit: Annotated[str | None, typer.Option(help="Unit of a number.")] = None,
    baseline: Annotated[str | None, typer.Option(help="Where a number starts.")] = None,
    target: Annotated[str | None, typer.Option(help="Where it is to get.")] = None,
    direction: Annotated[str | None, typer.Option(help="up, down or hold.")] = None,
    stretch: Annotated[str | None, typer.Option(help="A number beyond the target.")] = None,
    band: Annotated[str | None, typer.Option(help="To hold, as in 18..22.")] = None,
    levels: Annotated[str | None, typer.Option(help="Levels in words, with | between.")] = None,
    milestones: Annotated[str | None, typer.Option(help="Day and words, with | between.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add an objective, or change what is given of one; an empty value empties it.

    It may be done at any time of a cycle. Goals that serve the objective keep serving it.

    Example: perennial goals set team-optics --target 97 --due 2026-10-31
    """
    given = {
        "title": title, "owner": owner, "parent": parent, "category": category, "weight": weight,
        "start": start, "due": due, "measure": measure, "unit": unit, "baseline": baseline,
        "target": target, "direction": direction, "stretch": stretch, "band": band,
        "levels": levels, "milestones": milestones,
    }  # fmt: skip
    cells = {column: cell for column, cell in given.items() if cell is not None}
    if not cells:
        raise NothingToSet
    async with at_work(load_settings()) as office:
        archive = office.archive
        done = await set_objective(archive, {"key": key, **cells}, await present_here(archive))
    (objective,) = done.reading.objectives
    outcome = "added" if done.added else "changed" if done.changed else "unchanged"
    if as_json:
        remarks = [remark.model_dump() for remark in done.reading.remarks]
        say_json({"key": objective.key, "outcome": outcome, "remarks": remarks})
        return
    console.print(f"“{objective.title}” ({objective.key}): {outcome}.", markup=False)


async def retire_one(
    key: KeyArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why; kept sealed.", show_default=False)],
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """Retire an objective: nothing new serves it, and it counts no more for what it served.

    What still serves it is told, and stays in the coverage report until it serves another.

    Example: perennial goals retire team-north --reason "The region went to the partner"
    """
    async with at_work(load_settings()) as office:
        archive = office.archive
        at = await present_here(archive)
        day = on.replace(tzinfo=UTC).date() if on else at.date()
        done = await retire_objective(archive, key, reason=reason, on=day, at=at)
    left = [each.key for each in done.left_behind]
    if as_json:
        say_json({"key": done.objective.key, "on": day, "left_behind": left})
        return
    console.print(f"“{done.objective.title}” ({done.objective.key}) is retired.", markup=False)
    if left:
        console.print(f"Still serving it, and in need of another: {', '.join(left)}.", markup=False)


async def measure_one(
    key: KeyArgument,
    value: Annotated[
        str,
        typer.Argument(metavar="VALUE", help="A number, the number of a level, or milestones."),
    ],
    *,
    on: Day = None,
    by: Annotated[str | None, typer.Option(metavar="NUMBER", help="Who read it.")] = None,
    note: Annotated[str, typer.Option(help="Where it comes from; kept sealed.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record how far an objective above has come by its own measure.

    It stands beside the progress of what serves the objective, and is not mixed into it.

    Example: perennial goals measure customers 74.5 --on 2026-06-30 --by 1058
    """
    async with at_work(load_settings()) as office:
        archive = office.archive
        at = await present_here(archive)
        objective = known_objective(await tree_of(archive), key)
        day = on.replace(tzinfo=UTC).date() if on else at.date()
        said = OwnReading(
            measured=measured_by(objective, value, day),
            by=one(by, await people_of(archive)).id if by else None,
            note=note,
        )
        await read_objective(archive, objective.key, said, at)
    if as_json:
        say_json({"key": objective.key, "on": day})
        return
    console.print(f"“{objective.title}” ({objective.key}) was read for {day}.", markup=False)

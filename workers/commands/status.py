"""`perennial status`: how far a cycle is."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from domain.ids import StageId
from domain.people import Organisation
from domain.views.telling import ROLES, day_in_words
from gateway.present import present_of
from storage.archive import Archive
from storage.read_models.cycles import Cycle, launch_results
from storage.read_models.ledger import notices_by_reason
from storage.read_models.progress import (
    BlockedStep,
    Counts,
    ProgressLine,
    blocked_steps,
    by_stage,
    funnel,
    overdue_steps,
    progress,
)
from storage.read_models.ratings import before_and_after, ratings_of_cycle, sessions_of_cycle
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

CycleArgument = Annotated[
    str | None,
    typer.Argument(metavar="[CYCLE]", help="Key of the cycle; needed when there are several."),
]
COLUMNS = ("planned", "open", "overdue", "blocked", "done", "expired")


async def show_status(
    cycle: CycleArgument = None,
    *,
    groups: Annotated[bool, typer.Option("--groups", help="Also by department.")] = False,
    people: Annotated[bool, typer.Option("--people", help="What the launch did for each.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far a cycle is: reviews, steps by stage, blocked steps, ratings, messages.

    Example: perennial status annual-2026 --groups
    """
    async with reading(load_settings()) as archive:
        found = await the_cycle(archive, cycle)
        report = await _report(archive, found)
        everybody = await people_of(archive)
        lines = await progress(archive.readers, found.cycle, present_of(found))
        blocked = await blocked_steps(archive.readers, found.cycle)
        results = await launch_results(archive.readers, found.cycle) if people else []
    if as_json:
        say_json(
            report
            | {"groups": [asdict(line) for line in lines]}
            | ({"people": [asdict(result) for result in results]} if people else {})
        )
        return
    _show(found, report, by_stage(lines), blocked, everybody)
    if groups:
        _show_groups(lines)
    for result in results:
        person = everybody.get(result.person)
        name = person.display_full_name if person else str(result.person)
        console.print(f"  {name}: {result.outcome} {result.reason or ''}", markup=False)


async def _report(archive: Archive, cycle: Cycle) -> dict[str, object]:
    readers, at = archive.readers, present_of(cycle)
    stages = await funnel(readers, cycle.cycle, len(cycle.definition.stages))
    scale = cycle.definition.rating_scale
    levels = [level.value for level in scale.levels] if scale else []
    ratings = await ratings_of_cycle(readers, cycle.cycle)
    sessions = await sessions_of_cycle(readers, cycle.cycle)
    notices = await notices_by_reason(readers, cycle.cycle)
    return {
        "cycle": cycle.key,
        "state": cycle.state,
        "at": at.isoformat(),
        "reviews": asdict(stages),
        "stages": {
            stage: asdict(counts)
            for stage, counts in by_stage(await progress(readers, cycle.cycle, at)).items()
        },
        "overdue": len(await overdue_steps(readers, cycle.cycle, at)),
        "blocked": len(await blocked_steps(readers, cycle.cycle)),
        "ratings": [asdict(counts) for counts in before_and_after(ratings, levels)],
        "moved": sum(rating.is_moved for rating in ratings),
        "sessions": [
            {"session": str(s.session), "state": s.state, "reviews": s.reviews, "moves": s.moves}
            for s in sessions
        ],
        "notices": [asdict(count) for count in notices],
    }


def _show(
    cycle: Cycle,
    report: dict[str, object],
    stages: dict[StageId, Counts],
    blocked: Iterable[BlockedStep],
    people: Organisation,
) -> None:
    console.print(
        f"\n[bold]{cycle.title}[/bold] ({cycle.key}), {cycle.state};"
        f" it is {day_in_words(present_of(cycle).date())} there"
    )
    reviews = report["reviews"]
    if isinstance(reviews, dict):
        console.print(
            f"  {reviews['reviews']} reviews, {reviews['completed']} completed,"
            f" {reviews['cancelled']} cancelled"
        )
    table = Table(box=None)
    table.add_column("stage")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for stage in cycle.definition.stages:
        if stage.id in stages:
            table.add_row(stage.title, *_numbers(stages[stage.id]))
    console.print(table)
    for step in blocked:
        reviewee = people.get(step.reviewee)
        name = reviewee.display_full_name if reviewee else "somebody erased"
        console.print(
            f"  blocked since {day_in_words(step.since.date())}: {step.step} in the review of"
            f" {name}, no {ROLES[step.role]}",
            markup=False,
        )


def _numbers(counts: Counts) -> list[str]:
    values = asdict(counts)
    return [str(values[column] or "\u00b7") for column in COLUMNS]


def _show_groups(lines: Iterable[ProgressLine]) -> None:
    table = Table(title="By department", title_justify="left", box=None)
    table.add_column("department")
    table.add_column("stage")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for line in lines:
        table.add_row(line.department, line.stage, *_numbers(line.counts))
    console.print(table)

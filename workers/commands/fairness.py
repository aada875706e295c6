"""`perennial fairness`: how raters and groups compare, and what the panel moved."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, ClassVar, Final

import typer
from rich.table import Table

from domain.definition.rating import RatingScale
from domain.errors import ReviewError
from domain.fairness import SMALLEST, Grouping, Rated, RaterLine, by_rater, level_shifts
from domain.group_fairness import CAVEAT, GroupLine, by_group, favourable_level
from domain.people import Organisation
from gateway.looked_at import About, What, note_seen_at_shell
from storage.read_models.people import ERASED
from storage.read_models.ratings import rated_of_cycle
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle
from workers.commands.timeline import CycleOption
from workers.counting import counted
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

WITHHELD: Final = "too few"


class By(StrEnum):
    """Whom to compare: raters, or groups of those reviewed."""

    MANAGER = "manager"
    DEPARTMENT = "department"
    LOCATION = "location"
    LEVEL = "level"
    EMPLOYMENT_TYPE = "employment_type"


class NoRatings(ReviewError):
    """This cycle has no rating scale, so there is nothing to compare."""

    code: ClassVar[str] = "no_ratings"


class NotOnTheScale(ReviewError):
    """That level is not on the rating scale."""

    code: ClassVar[str] = "not_on_the_scale"


async def show_fairness(
    *,
    cycle: CycleOption = None,
    by: Annotated[By, typer.Option("--by", help="Whom to compare.")] = By.MANAGER,
    smallest: Annotated[
        int, typer.Option("--smallest", min=2, help="Of fewer ratings no figures are given.")
    ] = SMALLEST,
    at_least: Annotated[
        int | None,
        typer.Option("--at-least", metavar="LEVEL", help="From which level on is favourable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the ratings of a cycle: level and spread of each rater, or groups of people.

    Ratings as managers proposed them are told apart from those the panel settled. Of groups the
    share rated favourably is held against the highest such share, by the four-fifths rule and by z.
    This shows ratings by name of the rater: it is meant for people in HR only.

    Example: perennial fairness --cycle annual-2026 --by department
    """
    async with reading(load_settings()) as archive:
        found = await the_cycle(archive, cycle)
        rated = await rated_of_cycle(archive.readers, found.cycle)
        people = await people_of(archive)
        await note_seen_at_shell(archive, None, What.FAIRNESS, About(cycle=found.cycle))
    scale = found.definition.rating_scale
    if scale is None:
        raise NoRatings
    favourable = _favourable(scale, at_least)
    raters: tuple[RaterLine, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    if by is By.MANAGER:
        raters = by_rater(rated, smallest)
    else:
        groups = by_group(rated, Grouping(by.value), favourable, smallest)
    if as_json:
        about = {"cycle": found.key, "by": by.value, "smallest": smallest}
        levels = {"favourable": favourable, "levels": _levels(rated, scale)}
        compared = {"raters": [_named(line, people) for line in raters], "groups": groups}
        say_json(about | levels | compared | {"caveat": CAVEAT})
        return
    console.print(f"\n[bold]{found.title}[/bold] ({found.key}): {counted(len(rated), 'rating')}")
    _show_levels(rated, scale)
    if by is By.MANAGER:
        _show_raters(raters, people)
    else:
        _show_groups(groups, by, favourable)
        console.print(CAVEAT, style="dim", soft_wrap=True)
    console.print(f"'{WITHHELD}': fewer than {smallest} ratings say nothing reliable.", style="dim")


def _favourable(scale: RatingScale, at_least: int | None) -> int:
    if at_least is None:
        return favourable_level(scale)
    if at_least not in {level.value for level in scale.levels}:
        known = ", ".join(str(level.value) for level in scale.levels)
        raise NotOnTheScale(f"{at_least} is no level of the rating scale; it has {known}.")
    return at_least


def _levels(rated: Sequence[Rated], scale: RatingScale) -> list[dict[str, int]]:
    return [asdict(each) for each in level_shifts(rated, [lv.value for lv in scale.levels])]


def _named(line: RaterLine, people: Organisation) -> dict[str, object]:
    return {"name": _name(line, people)} | asdict(line)


def _name(line: RaterLine, people: Organisation) -> str:
    found = people.get(line.rater) if line.rater else None
    return found.display_full_name if found else ERASED


def _show_levels(rated: Sequence[Rated], scale: RatingScale) -> None:
    table = _table("level", "", "proposed", "in the end")
    for level in level_shifts(rated, [each.value for each in scale.levels]):
        label = next(each.label for each in scale.levels if each.value == level.level)
        table.add_row(str(level.level), label, str(level.proposed), str(level.final))
    console.print(table)


def _show_raters(lines: Sequence[RaterLine], people: Organisation) -> None:
    table = _table("rater", "ratings", "mean", "spread", "to all", "moved %", "by")
    for line in lines:
        figures = line.figures
        cells = (
            (
                figures.given.mean,
                figures.given.deviation,
                f"{figures.difference:+}",
                figures.moved,
                "" if figures.moved_by is None else f"{figures.moved_by:+}",
            )
            if figures
            else (WITHHELD,)
        )
        table.add_row(_name(line, people), str(line.ratings), *map(str, cells))
    console.print(table)


def _show_groups(lines: Sequence[GroupLine], by: By, favourable: int) -> None:
    heading = by.value.replace("_", " ")
    table = _table(
        heading,
        "ratings",
        "proposed",
        "final",
        "spread",
        "to all",
        f"{favourable}+ %",
        "ratio",
        "z",
    )
    for line in lines:
        figures = line.figures
        cells = (
            (
                figures.proposed.mean,
                figures.final.mean,
                figures.final.deviation,
                f"{figures.difference:+}",
                figures.favourable,
                "" if figures.ratio is None else figures.ratio,
                "" if figures.z is None else f"{figures.z:+}",
            )
            if figures
            else (WITHHELD,)
        )
        is_low = figures is not None and figures.is_below_four_fifths
        style = "yellow" if is_low else None
        table.add_row(line.name, str(line.ratings), *map(str, cells), style=style)
    console.print(table)


def _table(first: str, *others: str) -> Table:
    table = Table(box=None)
    table.add_column(first)
    for column in others:
        table.add_column(column, justify="right")
    return table

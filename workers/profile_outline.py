"""A role profile on a terminal: to do, to have level by level, to be."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.views.profile import HaveLine, ProfilePage


def profile_outline(page: ProfilePage) -> Group:
    """Lay a profile out; the level of a skill that is expected is marked with an arrow."""
    return Group(*_parts(page))


def _parts(page: ProfilePage) -> Iterator[RenderableType]:
    yield Text(f"{page.title} ({page.family}, {page.level})", style="bold")
    yield Text(page.purpose)
    yield Text("\nTo do", style="bold")
    yield _lines((line.title, line.expected) for line in page.to_do)
    yield Text("\nTo have", style="bold")
    for skill in page.to_have:
        yield Text(f"  {skill.title}: {skill.comparison}")
        yield _levels(skill)
    yield Text("\nTo be", style="bold")
    yield _lines(
        (line.title, f"Looks like: {line.looks_like}\nNot like: {line.not_like}")
        for line in page.to_be
    )


def _lines(told: Iterator[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(ratio=1)
    table.add_column(ratio=3)
    for title, words in told:
        table.add_row(Text(title), Text(words))
    return table


def _levels(skill: HaveLine) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1))
    for each in skill.levels:
        style = "bold" if each.is_expected else "dim"
        mark = "   \u2192" if each.is_expected else "    "
        table.add_row(mark, Text(str(each.level), style), Text(each.picture, style))
    return table

"""The tree of objectives and its coverage on a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.alignment.arithmetic import number
from domain.alignment.coverage import DepartmentCoverage
from domain.alignment.goals_below import Standing
from domain.views.objectives import HEADINGS, CoverageLine, TreeLine
from workers.counting import counted

_SHOWN_AT_MOST = 40
_DEEPEST_INDENT = 16


def tree_outline(lines: Iterable[TreeLine], *, explain: bool) -> RenderableType:
    """Lay the tree out, a line for each objective; with the arithmetic below it if asked."""
    if explain:
        return Group(*(part for line in lines for part in _explained(line)))
    table = Table(box=None, pad_edge=False)
    table.add_column("objective", ratio=4)
    table.add_column("key")
    table.add_column("owner", ratio=1)
    table.add_column("weight", justify="right")
    table.add_column("progress", justify="right")
    for line in lines:
        cells = (_title(line), line.key or "", line.owner, number(line.weight), _made(line))
        table.add_row(*(Text(cell) for cell in cells), style=_style(line))
    return table


def _explained(line: TreeLine) -> Iterator[RenderableType]:
    """Say an objective in a sentence, and below it, indented, how its progress comes about."""
    indent = 2 * min(line.depth, _DEEPEST_INDENT)
    key = f" ({line.key})" if line.key else ""
    told = f"{_title(line).strip()}{key}, {line.owner}, weight {number(line.weight)}: {_made(line)}"
    yield Padding(Text(told, style=_style(line)), (0, 0, 0, indent))
    yield Padding(Text(line.arithmetic, style="dim"), (0, 0, 0, indent + 4))


def _made(line: TreeLine) -> str:
    return "-" if line.progress is None else f"{number(line.progress)} %"


def _style(line: TreeLine) -> str:
    if line.is_retired:
        return "dim"
    return "bold" if line.depth == 0 else ""


def _title(line: TreeLine) -> str:
    title = f"{'  ' * min(line.depth, _DEEPEST_INDENT)}{line.title}"
    if line.is_retired:
        title += " (retired)"
    if line.goals:
        title += f" [{counted(line.goals, 'goal')}]"
    return title


def coverage_outline(
    departments: Sequence[DepartmentCoverage], told: Mapping[str, Sequence[CoverageLine]]
) -> Group:
    """Lay a coverage report out: the departments in numbers, then what it points at."""
    return Group(_departments(departments), *_findings(told))


def _departments(departments: Sequence[DepartmentCoverage]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("department")
    columns = ("objectives", "untouched", "goals", "aligned", "serve none", "retired", "unknown")
    for column in columns:
        table.add_column(column, justify="right")
    for one in departments:
        standing = [one.standing[each] for each in Standing]
        figures = (one.objectives, one.untouched, one.goals, *standing)
        table.add_row(Text(one.department or "(nobody's)"), *map(str, figures))
    return table


def _findings(told: Mapping[str, Sequence[CoverageLine]]) -> Iterator[RenderableType]:
    for name, heading in HEADINGS.items():
        lines = told[name]
        if not lines:
            continue
        yield Text(f"\n{heading}: {len(lines)}", style="bold")
        for line in lines[:_SHOWN_AT_MOST]:
            parts = (line.what, line.who, line.why)
            yield Text("  " + " - ".join(part for part in parts if part))
        if len(lines) > _SHOWN_AT_MOST:
            yield Text(f"  and {len(lines) - _SHOWN_AT_MOST} more; --json lists them all.")

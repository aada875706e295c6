"""`perennial cycle`: definitions of cycles, checked and published, and templates to begin with."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, ClassVar, Final

import typer

from activities.intake.cycle_file import CycleFile, FileProblem, read_cycle, source_of
from activities.intake.cycle_template import template_names, template_summary, template_text
from domain.definition.problem import Severity
from domain.definition.schema import schema_text
from domain.errors import ReviewError
from workers.cycle_outline import outline, outline_as_json
from workers.terminal import AsJson, console, say_json

_LINE_ENDS: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_WIDEST: Final = 96

CycleFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A cycle definition in YAML.", show_default=False)
]


class FileInTheWay(ReviewError):
    """There is a file of that name already."""

    code: ClassVar[str] = "file_in_the_way"


def check_cycle(file: CycleFileArgument, *, as_json: AsJson = False) -> None:
    """Say everything that keeps a definition from being launched, with line and column.

    A definition without a fault is shown as a table of its stages and steps. The exit code is 1
    when there is a fault; a warning alone does not keep a cycle from being launched.

    Example: perennial cycle check annual-2026.yaml
    """
    source = source_of(file)
    cycle = read_cycle(source)
    if as_json:
        say_json(_as_json(file, cycle))
    else:
        _show(file, cycle, _LINE_ENDS.split(source.decode("utf-8", errors="replace")))
    if cycle.definition is None:
        raise typer.Exit(1)


def print_schema() -> None:
    """Print the JSON schema of definitions, for editors that check while one writes.

    Example: perennial cycle schema > cycle-definition.schema.json
    """
    typer.echo(schema_text(), nl=False)


def show_templates(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Print this one.", show_default=False)
    ] = None,
    *,
    copy_to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there instead of printing it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the definitions that come with Perennial, or print or copy one of them.

    Example: perennial cycle templates annual-six-stage --copy-to annual-2026.yaml
    """
    if name is None:
        _list_templates(as_json=as_json)
        return
    text = template_text(name)
    if copy_to is not None:
        _copy(text, copy_to)
        text = f"Wrote {copy_to}; change it, then: perennial cycle check {copy_to}\n"
    if as_json:
        say_json({"name": name, "text": text} if copy_to is None else {"written": str(copy_to)})
    else:
        typer.echo(text, nl=False)


def _list_templates(*, as_json: bool) -> None:
    summaries = {name: template_summary(name) for name in template_names()}
    if as_json:
        say_json([{"name": name, "summary": said} for name, said in summaries.items()])
        return
    widest = max(map(len, summaries))
    for name, said in summaries.items():
        console.print(f"{name:<{widest}}  {said}", markup=False, soft_wrap=True)


def _copy(text: str, target: Path) -> None:
    try:
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise FileInTheWay(
            f"The file {target} is there already; choose another name or remove it first."
        ) from None
    except OSError as error:
        raise FileInTheWay(f"The file {target} cannot be written: {error.strerror}.") from None


def _as_json(file: Path, cycle: CycleFile) -> dict[str, object]:
    definition = cycle.definition
    return {
        "file": str(file),
        "usable": definition is not None,
        "problems": [asdict(problem) for problem in cycle.problems],
        "cycle": None if definition is None else outline_as_json(definition),
    }


def _show(file: Path, cycle: CycleFile, lines: list[str]) -> None:
    for problem in cycle.problems:
        _show_problem(file, problem, lines)
    if cycle.definition is not None:
        console.print(outline(cycle.definition))
        return
    count = sum(problem.severity is Severity.ERROR for problem in cycle.problems)
    faults = "1 fault" if count == 1 else f"{count} faults"
    console.print(f"{faults}: no cycle can be launched with this file.", markup=False)


def _show_problem(file: Path, problem: FileProblem, lines: list[str]) -> None:
    kind = "warning: " if problem.severity is Severity.WARNING else ""
    where = f"{file}:{problem.line}:{problem.column}"
    console.print(f"{where}: {kind}{problem.sentence}", markup=False, soft_wrap=True)
    if problem.line <= len(lines):
        line, column = _around(lines[problem.line - 1], problem.column)
        console.print(f"    {line}\n    {' ' * column}^", markup=False, soft_wrap=True)


def _around(line: str, column: int) -> tuple[str, int]:
    """Give the part of a line that fits the screen, and how far in the place stands."""
    printable = "".join(each if each.isprintable() else " " for each in line)
    start = max(0, column - _WIDEST // 2) if len(printable) > _WIDEST else 0
    return printable[start : start + _WIDEST].rstrip(), column - 1 - start

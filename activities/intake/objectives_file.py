"""Reads objectives above from a file: CSV like the people file, or YAML with the same columns."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Final

from pydantic import JsonValue

from activities.intake.expected import meant
from activities.intake.people_file import rows_of
from activities.intake.yaml_tree import YamlTree, decoded_yaml, short
from domain.alignment.columns import LISTS, OPTIONAL, REQUIRED, is_known
from domain.alignment.entry import Line, ObjectiveRules
from domain.alignment.loading import Reading, check_objectives
from domain.errors import ReviewError
from domain.people_columns import column_of
from domain.people_import import Row
from domain.people_row import Problem, Remark, unfit

LARGEST_YAML: Final = 1024 * 1024
_COLUMNS: Final = (*REQUIRED, *OPTIONAL)
_LIST: Final = "objectives"


class ObjectivesFileUnreadable(ReviewError):
    """The file of objectives cannot be opened."""

    code: ClassVar[str] = "objectives_file_unreadable"


def read_objectives_file(path: Path, rules: ObjectiveRules) -> Reading:
    """Read and check a file of objectives; wrong content is told, never raised.

    A file whose name ends in .yaml or .yml is YAML, everything else CSV.

    Raises:
        ObjectivesFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        if path.suffix.casefold() in {".yaml", ".yml"}:
            with path.open("rb") as stream:
                return read_objectives_yaml(stream.read(LARGEST_YAML + 1), rules)
        with path.open("rb") as stream:
            return _read_rows(rows_of(stream, is_known), rules)
    except OSError as error:
        said = error.strerror or str(error)
        raise ObjectivesFileUnreadable(f"The file {path} cannot be read: {said}.") from None


def _read_rows(rows: Iterable[Row | Problem], rules: ObjectiveRules) -> Reading:
    filled = (row for row in rows if isinstance(row, Problem) or any(map(str.strip, row.cells)))
    header = next(filled, None)
    if isinstance(header, Problem):
        return Reading(0, (), (header,), ())
    if header is None:
        sentence = "The file is empty: give it a first line that names the columns."
        return Reading(0, (), (_problem(1, sentence),), ())
    columns = [column_of(cell) for cell in header.cells]
    problems = tuple(_header_problems(header, columns))
    if problems:
        return Reading(0, (), problems, ())
    remarks = [
        Remark(
            line=header.line,
            column=column,
            sentence=f"The column {cell.strip()} is not known and was not read.",
        )
        for cell, column in zip(header.cells, columns, strict=True)
        if column and not is_known(column)
    ]
    return check_objectives(_lines(filled, columns), rules, remarks)


def _header_problems(header: Row, columns: Sequence[str]) -> Iterator[Problem]:
    for cell in header.cells:
        if (sentence := unfit(" ".join(cell.split()))) is not None:
            yield _problem(header.line, sentence)
            return
    for column in dict.fromkeys(one for one in columns if is_known(one)):
        if columns.count(column) > 1:
            sentence = f"The column {column} is there twice: remove one of them."
            yield _problem(header.line, sentence, column)
    for column in REQUIRED:
        if column not in columns:
            yield _problem(header.line, f"The first line does not name {column}: add it.")


def _lines(rows: Iterable[Row | Problem], columns: Sequence[str]) -> Iterator[Line | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif len(row.cells) != len(columns):
            yield _problem(
                row.line,
                f"The line has {len(row.cells)} values for {len(columns)} columns: look for a "
                "missing or a surplus separator, and put values that hold one in quotation marks.",
            )
        else:
            named = zip(columns, row.cells, strict=True)
            yield Line(row.line, {column: cell for column, cell in named if is_known(column)})


def read_objectives_yaml(source: bytes, rules: ObjectiveRules) -> Reading:
    """Read and check objectives in YAML: a list `objectives`, each with the columns of the CSV.

    Whatever the file holds, nothing is raised.
    """
    if len(source) > LARGEST_YAML:
        sentence = f"The file is larger than {LARGEST_YAML // 1024} KiB: save it as CSV."
        return Reading(0, (), (_problem(1, sentence),), ())
    tree = decoded_yaml(source)
    problems = [
        _problem(odd.mark.line, odd.sentence, _column_in(odd.path)) for odd in tree.oddities
    ]
    listed = tree.value.get(_LIST) if isinstance(tree.value, dict) else tree.value
    if not isinstance(listed, list):
        sentence = f"The file holds no list of objectives: begin it with '{_LIST}:'."
        return Reading(0, (), tuple(problems) or (_problem(1, sentence),), ())
    start: tuple[str | int, ...] = (_LIST,) if isinstance(tree.value, dict) else ()
    lines = [
        line for number, item in enumerate(listed) for line in _items(item, (*start, number), tree)
    ]
    return check_objectives([*problems, *lines], rules)


def _column_in(path: Sequence[str | int]) -> str:
    return next((part for part in reversed(path) if isinstance(part, str) and part != _LIST), "")


def _items(
    item: JsonValue, path: tuple[str | int, ...], tree: YamlTree
) -> Iterator[Line | Problem]:
    begins = tree.place_of(path).line
    if not isinstance(item, dict):
        yield _problem(
            begins, "An objective is a group of named values, such as title: and parent:."
        )
        return
    places = {column: tree.name_of((*path, column)).line for column in item}
    cells: dict[str, str | tuple[str, ...]] = {}
    for name, value in item.items():
        if not is_known(name):
            guess = meant(name, _COLUMNS)
            hint = f"did you mean {guess}?" if guess else f"there are {', '.join(_COLUMNS)}."
            yield _problem(
                places[name], f"“{short(name)}” is not part of an objective: {hint}", name
            )
            continue
        cell = _cell(name, value)
        if cell is None:
            yield _problem(places[name], f"This is not a single value: write {name} plainly.", name)
        else:
            cells[name] = cell
    yield Line(min(places.values(), default=begins), cells, places)


def _cell(name: str, value: JsonValue) -> str | tuple[str, ...] | None:
    """Write a value as the cell of a CSV file holds it; None of what no cell can hold."""
    match value:
        case list() if name in LISTS:
            texts = [_text(each) for each in value]
            return None if None in texts else tuple(text for text in texts if text)
        case _:
            return None if isinstance(value, dict | list) else _text(value)


def _text(value: JsonValue) -> str | None:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{Decimal(str(value)):f}"
        case {"due": str(due), "title": str(title), **rest} if not rest:
            return f"{due} {title}"
        case dict() | list():
            return None
        case _:
            return str(value)


def _problem(line: int, sentence: str, column: str = "") -> Problem:
    return Problem(line=line, column=column, sentence=sentence)

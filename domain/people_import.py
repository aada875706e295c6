"""A people file as a whole: either everybody in it, or everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.people import Person
from domain.people_checks import problems_between, remarks_about
from domain.people_columns import column_of, is_known, missing, repeated
from domain.people_entry import Entry, ImportRules, read_entry
from domain.people_row import Problem, Remark, RowCheck, unfit


@dataclass(frozen=True)
class Row:
    """One line of the file in cells; the first one is the header. Lines count from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a file came to: `people` to import, and nobody as long as there is any problem."""

    rows: int
    people: tuple[Person, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def check_people(lines: Iterable[Row | Problem], rules: ImportRules) -> Reading:
    """Check a whole file, line by line and then between the lines.

    Args:
        lines: the header, then the people; a problem stands for what could not be cut in cells.
        rules: what the file is checked against.
    """
    problems: list[Problem] = []
    rows = _rows(lines, problems)
    header = next(rows, None)
    if header is None:
        if not problems:
            sentence = "The file is empty: give it a first line that names the columns."
            problems.append(Problem(line=1, column="", sentence=sentence))
        return Reading(rows=0, people=(), problems=tuple(problems), remarks=())
    columns = tuple(column_of(cell) for cell in header.cells)
    problems.extend(_header_problems(header, columns))
    if problems:
        return Reading(rows=0, people=(), problems=tuple(problems), remarks=())
    remarks = tuple(_header_remarks(header, columns))
    return _check_rows(rows, columns, rules, problems, remarks)


def _check_rows(
    rows: Iterable[Row],
    columns: Sequence[str],
    rules: ImportRules,
    problems: list[Problem],
    remarks: tuple[Remark, ...],
) -> Reading:
    named = frozenset(columns)
    entries: list[Entry] = []
    others: set[str] = set()
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - told after the loop
        cells = {one: cell for one, cell in zip(columns, row.cells, strict=False) if is_known(one)}
        if len(row.cells) != len(columns):
            problems.append(_wrong_count(row, len(columns)))
            others.add(cells.get("employee_number", "").strip())
            continue
        check = RowCheck(row.line, cells)
        entry = read_entry(check, named, rules)
        problems.extend(check.problems)
        if entry is not None:
            entries.append(entry)
    problems.extend(problems_between(entries, others, rules.known))
    if not count and not problems:
        sentence = "The file names columns but holds nobody: add a line for each person."
        problems.append(Problem(line=1, column="", sentence=sentence))
    if problems:
        problems.sort(key=lambda problem: problem.line)
        return Reading(rows=count, people=(), problems=tuple(problems), remarks=remarks)
    people = tuple(entry.person for entry in entries if entry.person is not None)
    remarks = (*remarks, *remarks_about(entries, rules.known))
    return Reading(rows=count, people=people, problems=(), remarks=remarks)


def _rows(lines: Iterable[Row | Problem], problems: list[Problem]) -> Iterator[Row]:
    for line in lines:
        if isinstance(line, Problem):
            problems.append(line)
        elif any(cell.strip() for cell in line.cells):
            yield line


def _header_problems(header: Row, columns: Sequence[str]) -> Iterator[Problem]:
    for cell in header.cells:
        if (sentence := unfit(" ".join(cell.split()))) is not None:
            yield Problem(line=header.line, column="", sentence=sentence)
            return
    for column in repeated(columns):
        sentence = f"The column {column} is there twice: remove one of them."
        yield Problem(line=header.line, column=column, sentence=sentence)
    if lacking := missing(columns):
        sentence = f"The first line does not name {', '.join(lacking)}: add what is missing."
        yield Problem(line=header.line, column="", sentence=sentence)


def _header_remarks(header: Row, columns: Sequence[str]) -> Iterator[Remark]:
    for cell, column in zip(header.cells, columns, strict=True):
        if column and not is_known(column):
            sentence = f"The column {cell.strip()} is not known and was not read."
            yield Remark(line=header.line, column=column, sentence=sentence)


def _wrong_count(row: Row, expected: int) -> Problem:
    return Problem(
        line=row.line,
        column="",
        sentence=f"The line has {len(row.cells)} values for {expected} columns: look for a missing "
        "or a surplus separator, and put values that hold one in quotation marks.",
    )

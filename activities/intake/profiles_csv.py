"""Reads role profiles from a table: one record a line, as if the same were written in YAML."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Final

from pydantic import JsonValue

from activities.intake.people_file import rows_of
from activities.intake.yaml_tree import Mark, Oddity, YamlTree, short
from domain.definition.problem import Path, listed
from domain.people_columns import column_of
from domain.people_import import Row
from domain.people_row import Problem

COLUMNS: Final = ("record", "family", "level", "id", "title", "text", "not_like", "expected")
"""The columns of the table, in the order in which they are written about."""

_Json = dict[str, JsonValue]
_CANNOT_BE_READ: Final = "The letters cannot be read: save the file as CSV in UTF-8."


@dataclass(frozen=True)
class _Record:
    """A line of the table: what kind of record it is, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fields(self, **columns: str) -> _Json:
        """Give fields of the same meaning; a cell that is empty is a field that is not there."""
        return {field: self[column] for field, column in columns.items() if self[column]}


def read_table(source: bytes) -> YamlTree:
    """Read a whole table; whatever is wrong with it is an oddity with its line."""
    table = _Table()
    rows = rows_of(BufferedReader(BytesIO(source)), COLUMNS.__contains__)
    for record in _records(rows, table.tree):
        table.take(record)
    table.tree.value = table.value or None
    return table.tree


def _records(rows: Iterator[Row | Problem], tree: YamlTree) -> Iterator[_Record]:
    columns: tuple[str, ...] = ()
    for row in rows:
        if isinstance(row, Problem):
            tree.oddities.append(Oddity(Mark(row.line), (), row.sentence))
        elif any("\udc80" <= letter <= "\udcff" for cell in row.cells for letter in cell):
            tree.oddities.append(Oddity(Mark(row.line), (), _CANNOT_BE_READ))
        elif not columns:
            columns = tuple(column_of(cell) for cell in row.cells)
            if sentence := _header_fault(columns):
                tree.oddities.append(Oddity(Mark(row.line), (), sentence))
                return
        elif any(cell.strip() for cell in row.cells):
            cells = (" ".join(cell.split()) for cell in row.cells)
            yield _Record(row.line, dict(zip(columns, cells, strict=False)))


def _header_fault(columns: tuple[str, ...]) -> str | None:
    if unknown := [column for column in columns if column not in COLUMNS]:
        return f"There is no column '{short(unknown[0])}'; use {listed(COLUMNS)}."
    if lacking := tuple(column for column in COLUMNS if column not in columns):
        return f"The first line does not name {listed(lacking)}; add what is missing."
    return None


class _Table:
    """Puts records where YAML would have them, and remembers their lines."""

    def __init__(self) -> None:
        self.tree = YamlTree()
        self.value: _Json = {}
        self._takes: Mapping[str, Callable[[_Record], None]] = {
            "skill_levels": self._skill_levels,
            "value": self._value,
            "skill": self._skill,
            "picture": self._picture,
            "family": self._family,
            "behaviour": self._behaviour,
            "profile": self._profile,
            "accountability": self._accountability,
            "expected": self._expected,
        }

    def take(self, record: _Record) -> None:
        take = self._takes.get(record["record"].casefold())
        if take is None:
            kinds = listed(tuple(self._takes), "or")
            self._odd(record, f"'{short(record['record'])}' is no record; write {kinds}.")
        else:
            take(record)

    def _skill_levels(self, record: _Record) -> None:
        path: Path = ("skill_levels",)
        self._place(path, record)
        self.value["skill_levels"] = [_number(each) for each in record["level"].split()]

    def _value(self, record: _Record) -> None:
        self._add(record, self.value, (), "values", _behaviour_in(record))

    def _skill(self, record: _Record) -> None:
        self._fill(record, ("skills", record["id"]), record.fields(title="title"))

    def _picture(self, record: _Record) -> None:
        path: Path = ("skills", record["id"], "levels")
        self._set(record, path, record["level"], record["text"] or None)

    def _family(self, record: _Record) -> None:
        levels: list[JsonValue] = list(record["level"].split())
        path: Path = ("families", record["family"])
        self._fill(record, path, {**record.fields(title="title"), "levels": levels})
        for index in range(len(levels)):
            self._place((*path, "levels", index), record)

    def _behaviour(self, record: _Record) -> None:
        path: Path = ("families", record["family"])
        self._add(record, self._group(record, path), path, "behaviours", _behaviour_in(record))

    def _profile(self, record: _Record) -> None:
        self._fill(record, _profile_of(record), record.fields(title="title", purpose="text"))

    def _accountability(self, record: _Record) -> None:
        path = _profile_of(record)
        told = record.fields(id="id", title="title", expected="text")
        self._add(record, self._group(record, path), path, "accountabilities", told)

    def _expected(self, record: _Record) -> None:
        path: Path = (*_profile_of(record), "skills")
        self._set(record, path, record["id"], _number(record["expected"]))

    def _group(self, record: _Record, path: Path) -> _Json:
        """Find the group at a path, or begin it and all around it."""
        group = self.value
        for depth, part in enumerate(path, start=1):
            self._place(path[:depth], record)
            inner = group.setdefault(str(part), {})
            group = inner if isinstance(inner, dict) else {}
        return group

    def _fill(self, record: _Record, path: Path, told: _Json) -> None:
        """Say what a group is, once."""
        group = self._group(record, path)
        if any(field in group for field in told):
            self._odd(record, f"'{short(str(path[-1]))}' is given twice; keep one.")
            return
        group.update(told)
        self.tree.names[path] = self.tree.places[path] = Mark(record.line)
        for field in told:
            self._place((*path, field), record)

    def _set(self, record: _Record, path: Path, name: str, told: JsonValue) -> None:
        group = self._group(record, path)
        if name in group:
            self._odd(record, f"'{short(name)}' is given twice here; keep one.")
            return
        group[name] = told
        self._place((*path, name), record)

    def _add(self, record: _Record, group: _Json, path: Path, field: str, told: JsonValue) -> None:
        entries = group.setdefault(field, [])
        if isinstance(entries, list):
            entries.append(told)
            self._place((*path, field), record)
            self._place((*path, field, len(entries) - 1), record)

    def _place(self, path: Path, record: _Record) -> None:
        self.tree.places.setdefault(path, Mark(record.line))

    def _odd(self, record: _Record, sentence: str) -> None:
        self.tree.oddities.append(Oddity(Mark(record.line), (), sentence))


def _profile_of(record: _Record) -> Path:
    return ("families", record["family"], "profiles", record["level"])


def _behaviour_in(record: _Record) -> JsonValue:
    return record.fields(id="id", title="title", looks_like="text", not_like="not_like")


def _number(cell: str) -> JsonValue:
    return int(cell) if cell.isascii() and cell.isdecimal() else cell

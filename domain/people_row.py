"""One line of a people file: its values checked, each with a sentence that says how to mend it."""

import re
from collections.abc import Mapping
from datetime import date
from unicodedata import category, normalize

from domain.countries import COUNTRIES
from domain.people import EmploymentStatus, Leave
from domain.people_columns import NAME, NAME_PARTS
from domain.value import Value

LONGEST_VALUE = 200
_INVISIBLE = ("Cc", "Cf", "Cs")
_JOINERS = "\u200c\u200d"  # some scripts cannot be written without them
_CANNOT_BE_READ = "The letters cannot be read: save the file as CSV in UTF-8."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"[^@\s<>(),;:\"\\]{1,64}@[^@\s<>(),;:\"\\.]+(\.[^@\s<>(),;:\"\\.]+)+")
_COUNTRY = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_STATUSES = ", ".join(status.value for status in EmploymentStatus)


class Problem(Value):
    """Why a file cannot be imported: where, and how to mend it. Lines count from 1."""

    line: int
    column: str
    sentence: str


class Remark(Value):
    """What HR should know about a file that can be imported; no line where it is about all."""

    line: int | None
    column: str
    sentence: str


class RowCheck:
    """Reads the values of one line, and gathers what is wrong with them in `problems`.

    Each reading method returns None where there is no value to go on with.
    """

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self.problems: list[Problem] = []
        self._unreadable: set[str] = set()
        self._values = {column: self._clean(column, cell) for column, cell in cells.items()}

    def problem(self, column: str, sentence: str) -> None:
        """Note what is wrong in a column of this line."""
        self.problems.append(Problem(line=self.line, column=column, sentence=sentence))

    def optional(self, column: str) -> str | None:
        """Return the value, if there is one."""
        return self._values.get(column) or None

    def required(self, column: str) -> str | None:
        """Return the value; an empty one is a problem."""
        value = self.optional(column)
        if value is None and column not in self._unreadable:
            self.problem(column, f"The value is missing: fill in {column}.")
        return value

    def name(self) -> str | None:
        """Return the full name, made of the first and the last name if need be."""
        if NAME in self._values:
            full = self.optional(NAME)
            if full is not None or NAME in self._unreadable:
                return full
        parts = (self.optional(part) for part in NAME_PARTS)
        return " ".join(part for part in parts if part) or self.required(NAME)

    def address(self, column: str) -> str | None:
        """Return a mail address."""
        value = self.required(column)
        if value is None or _ADDRESS.fullmatch(value):
            return value
        self.problem(column, f"“{value}” is not a mail address: write it as name@example.com.")
        return None

    def day(self, column: str) -> date | None:
        """Return a date, if there is one."""
        value = self.optional(column)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.problem(
            column,
            f"“{value}” is not a date: write year-month-day, for example 2026-01-31.",
        )
        return None

    def required_day(self, column: str) -> date | None:
        """Return a date; an empty value is a problem."""
        return self.day(column) if self.required(column) else None

    def status(self, column: str) -> EmploymentStatus | None:
        """Return the employment status."""
        value = self.required(column)
        if value is None:
            return None
        try:
            return EmploymentStatus(value.casefold())
        except ValueError:
            self.problem(column, f"“{value}” is not an employment status: use {_STATUSES}.")
            return None

    def zone(self, column: str, zones: Mapping[str, str]) -> str | None:
        """Return a time zone; `zones` maps names and bare cities in lower case to full names."""
        value = self.required(column)
        if value is None or zones.get(value.casefold()) == value:
            return value
        near = zones.get(value.casefold().replace(" ", "_"))
        hint = f"did you mean {near}?" if near else "use a name such as Europe/Berlin."
        self.problem(column, f"“{value}” is not a time zone: {hint}")
        return None

    def country(self, column: str) -> str | None:
        """Return a country, perhaps with its region, if there is one."""
        value = self.optional(column)
        if value is None:
            return None
        found = _COUNTRY.fullmatch(value.upper())
        if found and found[1] in COUNTRIES:
            return value.upper()
        self.problem(
            column,
            f"“{value}” is not a country: use its two letters, such as DE, or DE-BE with a region.",
        )
        return None

    def language(self, column: str) -> str | None:
        """Return a language tag, if there is one."""
        value = self.optional(column)
        if value is None or _LANGUAGE.fullmatch(value):
            return value
        self.problem(column, f"“{value}” is not a language: use a tag such as en or pt-BR.")
        return None

    def leaves(self, start_column: str, end_column: str) -> tuple[Leave, ...]:
        """Return the leave, which needs both its days."""
        start, end = self.day(start_column), self.day(end_column)
        given = [column for column in (start_column, end_column) if self.optional(column)]
        if len(given) == 1:
            lacking = end_column if given[0] == start_column else start_column
            self.problem(lacking, f"A leave has two days: fill in {lacking} or empty {given[0]}.")
        if start is None or end is None:
            return ()
        if end < start:
            self.problem(end_column, f"The leave ends before it starts: mend {end_column}.")
            return ()
        return (Leave(start=start, end=end),)

    def _clean(self, column: str, cell: str) -> str:
        value = normalize("NFC", " ".join(cell.split()))
        sentence = unfit(value)
        if sentence is None:
            return value
        self._unreadable.add(column)
        self.problem(column, sentence)
        return ""


def unfit(value: str) -> str | None:
    """Say why nobody can work with a value, whatever the column; None if one can."""
    if len(value) > LONGEST_VALUE:
        return f"The value is longer than {LONGEST_VALUE} letters: shorten it."
    if value.isprintable():
        return _CANNOT_BE_READ if "\ufffd" in value else None
    if any("\udc80" <= letter <= "\udcff" for letter in value):
        return _CANNOT_BE_READ
    if any(category(letter) in _INVISIBLE and letter not in _JOINERS for letter in value):
        return "The value holds an invisible character: type it anew."
    return None

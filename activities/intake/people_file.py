"""Reads a people file: CSV in UTF-8, with or without a mark in front, comma or semicolon."""

import csv
from collections.abc import Callable, Iterator
from functools import cache
from io import BufferedReader, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import ClassVar, Final
from zoneinfo import available_timezones

from domain.errors import ReviewError
from domain.people_columns import column_of, is_known
from domain.people_entry import ImportRules
from domain.people_import import Reading, Row, check_people
from domain.people_row import Problem

LONGEST_LINE: Final = 1_000_000
SEPARATORS: Final = (",", ";")
_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "a spreadsheet"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)


class PeopleFileUnreadable(ReviewError):
    """The people file cannot be opened."""

    code: ClassVar[str] = "people_file_unreadable"


class _LineTooLong(Exception):
    pass


@cache
def time_zones() -> frozenset[str]:
    """Name every time zone this machine knows."""
    return frozenset(available_timezones())


def check_readable(path: Path) -> None:
    """Find out early whether a file can be read at all.

    Raises:
        PeopleFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(path, error) from None


def read_people_file(path: Path, rules: ImportRules) -> Reading:
    """Read and check a people file line by line; wrong content is told, never raised.

    Raises:
        PeopleFileUnreadable: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as stream:
            return check_people(rows_of(stream), rules)
    except OSError as error:
        raise _unreadable(path, error) from None


def rows_of(
    stream: BufferedReader, is_known: Callable[[str], bool] = is_known
) -> Iterator[Row | Problem]:
    """Cut a stream in rows of cells, or say why that cannot be done.

    A row has the number of its first line, however many lines its quoted values run over. Bytes
    that are not UTF-8 become lone surrogates, which the check of each value names by column. The
    separator is the one that makes most columns of which `is_known` knows the name.
    """
    for mark, what in _OTHER_FORMATS:
        if stream.peek(len(mark)).startswith(mark):
            yield _problem(1, f"The file is {what}: save it as CSV in UTF-8.")
            return
    text = TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    lines = _lines(text)
    read = 0
    try:
        for line in lines:
            if line.strip():
                yield from _cut(line, lines, read, is_known)
                return
            read += 1
    except _LineTooLong:
        yield _problem(read + 1, _TOO_LONG)
    finally:
        text.detach()


_TOO_LONG: Final = f"The line is longer than {LONGEST_LINE:,} letters: is this a CSV file?"


def _cut(
    header: str, rest: Iterator[str], read: int, is_known: Callable[[str], bool]
) -> Iterator[Row | Problem]:
    separator = max(SEPARATORS, key=lambda one: _columns_known(header, one, is_known))
    reader = csv.reader(chain((header,), rest), delimiter=separator, strict=True)
    while True:
        line = read + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _LineTooLong:
            yield _problem(read + reader.line_num + 1, _TOO_LONG)
            return
        except csv.Error as error:
            sentence, goes_on = _mend_quotes(error)
            yield _problem(line, sentence)
            if not goes_on:
                return
        else:
            yield Row(line=line, cells=tuple(cells))


def _lines(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise _LineTooLong
        yield line


def _columns_known(header: str, separator: str, is_known: Callable[[str], bool]) -> int:
    cells = next(csv.reader((header,), delimiter=separator), [])
    return sum(is_known(column_of(cell)) for cell in cells)


def _mend_quotes(error: csv.Error) -> tuple[str, bool]:
    """Say how to mend what the reader stumbled over, and whether the next line makes sense."""
    if "expected after" in str(error):
        return "A quotation mark stands inside a quoted value: double it, or remove it.", True
    return "A quotation mark that opens here is not closed: close it, or remove it.", False


def _unreadable(path: Path, error: OSError) -> PeopleFileUnreadable:
    return PeopleFileUnreadable(f"The file {path} cannot be read: {error.strerror or error}.")


def _problem(line: int, sentence: str) -> Problem:
    return Problem(line=line, column="", sentence=sentence)

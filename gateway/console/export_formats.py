"""Writes an export as a workbook, as CSV or as Parquet; a text is never taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import ClassVar, Final

import xlsxwriter

from domain.errors import ReviewError
from gateway.console.export_columns import Cell, Column

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARK: Final = "\ufeff"
_LINES_AT_A_TIME: Final = 500
_MOMENT: Final = "yyyy-mm-dd hh:mm"

Row = Sequence[Cell]


class NoParquet(ReviewError):
    """Parquet needs the extra "analytics", which is not installed here; choose XLSX or CSV."""

    code: ClassVar[str] = "no_parquet"


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a CSV in portions: UTF-8 with a byte order mark, RFC 4180, moments as ISO 8601.

    A text that a sheet would run as a formula gets an apostrophe before it.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow([column.title for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_as_text(cell) for cell in row])
        if number % _LINES_AT_A_TIME == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    words = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return words.encode()


def _as_text(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case int():
            return cell
        case str():
            return harmless(cell)
        case _:
            return cell.isoformat(sep=" ", timespec="minutes")


def harmless(text: str) -> str:
    """Give a text as a sheet shows it and never runs it, whatever it begins with."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def write_workbook(path: Path, title: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write a workbook of one sheet: a frozen header with filters, moments as moments."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet("Reviews")
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        head.set_text_wrap()
        moment = book.add_format({"num_format": _MOMENT, "align": "left"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, head)
        sheet.freeze_panes(1, 2)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, (last, place), cell, moment)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    where: tuple[int, int],
    cell: Cell,
    moment: xlsxwriter.format.Format,
) -> None:
    match cell:
        case None:
            return
        case int():
            sheet.write_number(*where, cell)
        case str():
            sheet.write_string(*where, cell)
        case _:
            sheet.write_datetime(*where, cell, moment)


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write a Parquet file, compressed; numbers and moments keep their types.

    Raises:
        NoParquet: what writes it is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoParquet from None
    types = {"text": "VARCHAR", "number": "BIGINT", "moment": "TIMESTAMP"}
    held = ", ".join(f'"{column.title}" {types[column.type]}' for column in columns)
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE reviews ({held})")
        whole = ", ".join(f"unnest(?::{types[column.type]}[])" for column in columns)
        for few in _portions(rows):
            # A column at a time: a statement a row would take minutes.
            given = [list(column) for column in zip(*few, strict=True)]
            database.execute(f"INSERT INTO reviews SELECT {whole}", given)
        database.table("reviews").write_parquet(str(path), compression="zstd")


def _portions(rows: Iterable[Row]) -> Iterator[list[list[Cell]]]:
    held: list[list[Cell]] = []
    for row in rows:
        held.append(list(row))
        if len(held) == _LINES_AT_A_TIME:
            yield held
            held = []
    if held:
        yield held

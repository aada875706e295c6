"""Reads a people file as it was sent: CSV, or the first sheet of a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BufferedReader, BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from activities.intake.people_file import rows_of
from domain.people_import import Row
from domain.people_row import Problem

LARGEST_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes a spreadsheet may unpack to: a small file can be made to fill a machine."""

MOST_ROWS: Final = 200_000
_ZIP: Final = b"PK\x03\x04"
_PROTECTED: Final = b"\xd0\xcf\x11\xe0"

NOT_READABLE: Final = (
    "The spreadsheet cannot be read: save it as .xlsx without a password, or as CSV in UTF-8."
)
TOO_LARGE: Final = "The spreadsheet is too large to be one of people: save it as CSV in UTF-8."

Cell = object
"""What a spreadsheet holds: text, a number, a date, true or false, or nothing."""


def people_rows(content: bytes) -> Iterator[Row | Problem]:
    """Cut a file in rows of cells, whatever of the two it is, or say why that cannot be done.

    Lines count from 1, in a spreadsheet as its rows do. Dates come out as 2026-01-31.
    """
    if content.startswith((_ZIP, _PROTECTED)):
        yield from _rows_of_sheet(content)
    else:
        yield from rows_of(BufferedReader(BytesIO(content)))


def _rows_of_sheet(content: bytes) -> Iterator[Row | Problem]:
    trouble = _trouble_with(content)
    if trouble is not None:
        yield Problem(line=1, column="", sentence=trouble)
        return
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_height > MOST_ROWS:
                yield Problem(line=1, column="", sentence=TOO_LARGE)
                return
            cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError):
        yield Problem(line=1, column="", sentence=NOT_READABLE)
        return
    width = _width(cells)
    for line, row in enumerate(cells, start=1):
        yield Row(line=line, cells=tuple(_text(cell) for cell in row[:width]))


def _trouble_with(content: bytes) -> str | None:
    """Look how large it would be before unpacking it."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, OSError, ValueError):
        return NOT_READABLE
    return TOO_LARGE if size > LARGEST_UNPACKED else None


def _width(rows: Sequence[Sequence[Cell]]) -> int:
    """Tell how many columns the header names; a sheet may go on, empty, to the right of it."""
    header = next((row for row in rows if any(_text(cell) for cell in row)), [])
    named = [place for place, cell in enumerate(header, start=1) if _text(cell)]
    return max(named, default=0)


def _text(cell: Cell) -> str:
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()

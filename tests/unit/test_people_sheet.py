"""A people file as HR sends it: text or a spreadsheet, whole or broken."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from activities.intake import people_sheet
from activities.intake.people_sheet import NOT_READABLE, TOO_LARGE, people_rows
from domain.people_import import Row
from domain.people_row import Problem
from tests.invented_people import file_of, line


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
    return target.getvalue()


def test_cells_come_out_as_text_with_days_and_numbers_as_hr_writes_them() -> None:
    cells = ["007", 12, 1.5, date(2026, 1, 31), datetime(2026, 2, 1), True, " Ana ", ""]  # noqa: DTZ001 - sheets have no zones
    header = [f"column {number}" for number in range(len(cells))]
    rows = list(people_rows(sheet([header, cells])))
    told = ("007", "12", "1.5", "2026-01-31", "2026-02-01", "true", "Ana", "")
    assert rows[1] == Row(line=2, cells=told)


def test_lines_are_counted_as_the_spreadsheet_shows_them() -> None:
    rows = [row for row in people_rows(sheet([[], ["a", "b"], [], ["1"]])) if isinstance(row, Row)]
    assert [(row.line, row.cells) for row in rows if any(row.cells)] == [
        (2, ("a", "b")),
        (4, ("1", "")),
    ]


def test_text_is_read_as_ever() -> None:
    rows = list(people_rows(file_of([line("1")])))
    assert [row.line for row in rows] == [1, 2]


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 with a password"])
def test_what_cannot_be_opened_is_told_and_not_raised(content: bytes) -> None:
    assert list(people_rows(content)) == [Problem(line=1, column="", sentence=NOT_READABLE)]


def test_what_would_fill_the_machine_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_sheet, "LARGEST_UNPACKED", 1_000_000)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert list(people_rows(target.getvalue())) == [Problem(line=1, column="", sentence=TOO_LARGE)]

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from gateway.console.export_columns import Column
from gateway.console.export_formats import csv_lines, write_parquet, write_workbook
from storage.views import views_of_cycle
from tests.gateway.house import House, post

DUE = datetime.fromisoformat("2026-01-30 17:00")
COLUMNS = [
    Column("Name", "text", lambda line: line.name),
    Column("Open", "number", lambda line: line.open),
    Column("Due", "moment", lambda line: line.due),
]
EVIL = ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "\uff1d1"]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula_in_a_csv(text: str) -> None:
    _, line, _ = b"".join(csv_lines(COLUMNS, [(text, 1, DUE)])).decode("utf-8-sig").split("\r\n")
    assert line.strip('"').startswith("'")


def test_a_csv_is_quoted_as_it_should_be_and_has_moments_as_moments() -> None:
    whole = b"".join(csv_lines(COLUMNS, [('A "b", c', 2, DUE), ("d", 0, None)]))
    assert whole.startswith(b"\xef\xbb\xbf")
    assert whole.decode("utf-8-sig") == (
        'Name,Open,Due\r\n"A ""b"", c",2,2026-01-30 17:00\r\nd,0,\r\n'
    )


def test_a_workbook_holds_texts_as_texts_and_moments_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, "Year", COLUMNS, [(text, 1, DUE) for text in EVIL])
    with ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert 't="inlineStr"' in sheet
    assert "46052.708" in sheet


def test_a_parquet_file_keeps_numbers_and_moments(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "reviews.parquet"
    write_parquet(path, COLUMNS, [("=1+1", 3, DUE), (None, 0, None)])
    found = duckdb.read_parquet(str(path)).fetchall()
    assert found == [("=1+1", 3, DUE), (None, 0, None)]


async def test_an_export_holds_every_review_but_ones_own_and_is_recorded(house: House) -> None:
    place = f"/hr/cycles/{house.launched.id}/export"
    async with house.visitor("3") as client:
        file = await post(client, place, {"what": "results", "as": "csv"})
        book = await post(client, place, {"what": "status", "as": "xlsx"})
        none = await post(client, place, {"what": "packets"})
    async with house.visitor("10") as client:
        foreign = await post(client, place, {"what": "status", "as": "csv"}, "/work")
    lines = file.content.decode("utf-8-sig").splitlines()
    numbers = {line.split(",")[0] for line in lines[1:]}
    assert ("101" in numbers, "3" in numbers) == (True, False)
    assert ZipFile(BytesIO(book.content)).namelist()
    assert "no document to give" in none.text
    assert foreign.status_code == 404
    views = await views_of_cycle(house.front.archive.hosts, house.launched.id, 10)
    assert [each.view.what for each in views] == ["export: status, xlsx", "export: results, csv"]
    assert {each.view.viewer for each in views} == {house.person("3")}

"""A reward export on disk: readable by its owner, harmless in a spreadsheet, read back whole."""

import csv
import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import CycleId
from domain.rewards.apart import Apart
from domain.rewards.export import Manifest, RewardExport
from domain.rewards.line import ApartLine, RewardLine, fingerprint_of
from gateway.reward_file import (
    RewardFileNotWritten,
    RewardFileUnreadable,
    UnknownFileKind,
    harmless,
    manifest_of,
    plain,
    read_export,
    write_export,
)

WICKED = '=HYPERLINK("http://x.example","1")'
LINES = (
    RewardLine(
        review="r1",
        person="p1",
        employee_number="007",
        name=WICKED,
        final=4,
        recommendation="-2 is possible; ask, first",
        band="3 to 4 %",
        proposed=3,
        calibrated=4,
        reason_code="evidence",
        why="rated 3, calibrated to 4 (evidence)",
        signed_how="acknowledged",
        signed_by="007",
        signed_at="2026-12-01T09:00:00+00:00",
        signed_sha256="a" * 64,
        log_position=9,
    ),
)
APART = (
    ApartLine(
        review="r2",
        person="p2",
        employee_number="8",
        name="Ysolde Carmichael",
        reason=Apart.NOT_SIGNED,
        sentence="The review is not signed yet.",
    ),
)
EXPORT = RewardExport(
    manifest=Manifest(
        cycle="annual-2026",
        cycle_id=CycleId(UUID(int=1)),
        definition_sha256="b" * 64,
        log_position=10,
        lines=1,
        apart=1,
        lines_sha256=fingerprint_of(LINES),
    ),
    lines=LINES,
    apart=APART,
)


@pytest.mark.parametrize("name", ["rewards.csv", "rewards.json", "REWARDS.CSV"])
def test_an_export_is_read_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    write_export(EXPORT, tmp_path / name)
    assert read_export(tmp_path / name) == EXPORT


@pytest.mark.parametrize("name", ["rewards.csv", "rewards.json"])
def test_nobody_but_its_owner_may_open_an_export(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("an older one", encoding="utf-8")
    path.chmod(0o644)
    written = write_export(EXPORT, path)
    assert sorted(tmp_path.iterdir()) == sorted(written)
    assert [each.stat().st_mode & 0o777 for each in written] == [0o600] * len(written)


def test_a_spreadsheet_finds_no_formula_in_an_export(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    write_export(EXPORT, path)
    with path.open(encoding="utf-8-sig", newline="") as text:
        cells = [cell for row in csv.reader(text) for cell in row]
    assert f"'{WICKED}" in cells
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == []


def test_who_is_listed_apart_is_not_among_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    write_export(EXPORT, path)
    assert "Carmichael" not in path.read_text("utf-8")
    [apart] = json.loads(manifest_of(path).read_text("utf-8"))["apart"]
    assert (apart["name"], apart["reason"]) == ("Ysolde Carmichael", "not_signed")


def test_a_spreadsheet_may_have_saved_it_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    write_export(EXPORT, path)
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, delimiter=";").writerows(rows)
    assert read_export(path) == EXPORT


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    write_export(EXPORT, path)
    path.write_text(path.read_text("utf-8").replace('"4"', '"four"'), encoding="utf-8")
    with pytest.raises(RewardFileUnreadable, match=r"line 2 cannot be read .*final"):
        read_export(path)


@pytest.mark.parametrize(
    "name, text", [("x.json", "no json"), ("x.json", "{}"), ("x.csv", "a,b\n1,2\n")]
)
def test_what_is_no_export_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    manifest_of(path).write_text("{}", encoding="utf-8")
    with pytest.raises(RewardFileUnreadable, match="is not a reward export"):
        read_export(path)


def test_a_table_without_its_manifest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    write_export(EXPORT, path)
    manifest_of(path).unlink()
    with pytest.raises(RewardFileUnreadable, match=r"manifest\.json cannot be read"):
        read_export(path)


def test_only_the_two_kinds_of_files_are_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownFileKind, match=r"\.csv or \.json"):
        write_export(EXPORT, tmp_path / "rewards.xlsx")
    with pytest.raises(RewardFileNotWritten, match="could not be written"):
        write_export(EXPORT, tmp_path / "nowhere" / "rewards.csv")
    assert list(tmp_path.iterdir()) == []


@given(st.text())
def test_no_cell_is_a_formula_and_every_cell_is_read_back(cell: str) -> None:
    safe = harmless(cell)
    assert safe.lstrip(" ")[:1] not in tuple("=+-@\t\r\n")
    assert plain(safe) == cell


@given(st.sampled_from("=+-@"), st.text())
def test_whatever_starts_like_a_formula_is_made_harmless(sign: str, rest: str) -> None:
    assert harmless(sign + rest) == f"'{sign}{rest}"

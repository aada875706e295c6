"""Operators replace the master key by commands, and nothing of it is ever printed."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from storage.archive import Archive
from storage.errors import MasterKeyStillNeeded, MasterKeyUnusable
from storage.master_key_file import make_master_key, put_new_key_first, read_master_keys
from tests.played_cycle import ORGANISATION
from workers.commands.keys import (
    KeysUrlNotNamed,
    NewMasterKeyNeeded,
    NothingToRetire,
    move,
    rotate_keys,
    show_keys,
)
from workers.master_keys import master_keys
from workers.settings import Settings


@pytest.fixture
def key_file(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key file of an installation on this test's database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", database)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    path = tmp_path / "keys" / "master.key"
    make_master_key(path)
    return path


async def employ(database: str, count: int = 3) -> None:
    """Give some people keys."""
    async with Archive.open(database, master_keys(Settings()), ORGANISATION) as archive:
        await archive.keys.ensure([uuid4() for _ in range(count)])


def said(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    return json.loads(capsys.readouterr().out)


async def test_the_master_key_is_replaced_and_the_old_one_goes(
    key_file: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await employ(database)
    (old,) = read_master_keys(key_file)
    await rotate_keys(as_json=True)
    new = said(capsys)
    assert new["rewrapped"] == 3
    assert [each.id for each in read_master_keys(key_file)] == [new["master_key"], old.id]
    await show_keys(as_json=True)
    masters = {each["id"]: each for each in said(capsys)["masters"]}
    assert (masters[old.id]["wraps"], masters[new["master_key"]]["wraps"]) == (0, 3)
    await rotate_keys(retire=True, as_json=True)
    assert said(capsys) == {"removed": [old.id], "remove_yourself": []}
    assert [each.id for each in read_master_keys(key_file)] == [new["master_key"]]
    with pytest.raises(NothingToRetire):
        await rotate_keys(retire=True)


async def test_a_prepared_key_wraps_nothing_until_the_rotation(
    key_file: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await employ(database)
    await rotate_keys(prepare=True, as_json=True)
    prepared = said(capsys)["master_key"]
    await employ(database)
    with pytest.raises(MasterKeyStillNeeded):
        await rotate_keys(retire=True)
    await rotate_keys(as_json=True)
    assert said(capsys) == {"master_key": prepared, "rewrapped": 6}
    assert len(read_master_keys(key_file)) == 2


async def test_a_rotation_that_was_cut_short_makes_no_third_key(
    key_file: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await employ(database)
    # As it is when the process died after it wrote the file.
    begun = put_new_key_first(key_file)
    await rotate_keys(as_json=True)
    assert said(capsys)["master_key"] == begun.id
    assert len(read_master_keys(key_file)) == 2


async def test_without_the_key_that_wraps_the_file_is_left_alone(
    key_file: Path, database: str
) -> None:
    await employ(database)
    key_file.unlink()
    make_master_key(key_file)
    before = key_file.read_text()
    with pytest.raises(MasterKeyUnusable, match="Bring the key file"):
        await rotate_keys()
    assert key_file.read_text() == before


async def test_a_key_from_the_environment_takes_over_and_is_replaced_there(
    key_file: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await employ(database)
    (old,) = read_master_keys(key_file)
    monkeypatch.setenv("PERENNIAL_MASTER_KEY", b64encode(b"e" * 32).decode())
    await rotate_keys(as_json=True)
    assert said(capsys)["rewrapped"] == 3
    with pytest.raises(NewMasterKeyNeeded, match="PERENNIAL_MASTER_KEY"):
        await rotate_keys()
    await rotate_keys(retire=True, as_json=True)
    assert said(capsys)["removed"] == [old.id]
    assert not key_file.exists()
    await employ(database)


async def test_no_key_is_ever_printed(
    key_file: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await employ(database)
    await show_keys()
    await rotate_keys()
    await show_keys()
    await rotate_keys(retire=True)
    printed = capsys.readouterr().out
    assert "wraps 3 keys" in printed
    for line in key_file.read_text().split():
        assert line not in printed


async def test_what_is_to_be_typed_next_is_not_broken_at_the_width_of_a_terminal(
    key_file: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await employ(database)
    await rotate_keys(prepare=True)
    (told,) = capsys.readouterr().out.splitlines()
    assert told.endswith("Bring the file to every machine, then run `perennial keys rotate`.")


async def test_a_move_needs_a_place(key_file: Path) -> None:
    with pytest.raises(KeysUrlNotNamed):
        await move()


async def test_keys_are_moved_by_hand(
    key_file: Path,
    database: str,
    empty_database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await employ(database)
    monkeypatch.setenv("PERENNIAL_KEYS_URL", empty_database)
    await move(as_json=True)
    assert said(capsys) == {"keys": 3, "erased": 0}
    await show_keys(as_json=True)
    shown = said(capsys)
    assert (shown["place"], shown["masters"][0]["wraps"]) == ("own database", 3)
    await rotate_keys(as_json=True)
    assert said(capsys)["rewrapped"] == 3

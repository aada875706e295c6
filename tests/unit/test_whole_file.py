"""Small files are there whole or as they were before."""

from pathlib import Path

import pytest

from storage.whole_file import make_file, put_file


def test_a_file_that_is_there_is_not_made_anew(tmp_path: Path) -> None:
    """Of two programs that make a key, both go on with the same one."""
    key = tmp_path / "keys" / "master.key"
    make_file(key, "first")
    make_file(key, "second")
    assert key.read_text() == "first"
    assert key.stat().st_mode & 0o777 == 0o600
    assert list(key.parent.iterdir()) == [key]


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    """Neither half of the new text nor a draft of it is left."""
    file = tmp_path / "checkpoint.txt"
    put_file(file, "before", mode=0o644)
    with pytest.raises(UnicodeEncodeError):
        put_file(file, "after \ud800")
    assert file.read_text() == "before"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [file]


def test_a_draft_that_cannot_take_its_name_is_gone(tmp_path: Path) -> None:
    """Somebody made a folder where the file should be."""
    (tmp_path / "export.json").mkdir()
    with pytest.raises(OSError, match=r"export\.json"):
        put_file(tmp_path / "export.json", "lines")
    assert [each.name for each in tmp_path.iterdir()] == ["export.json"]

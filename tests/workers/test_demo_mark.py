"""A folder is known to hold a demonstration, and no other folder is ever emptied."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from workers.demo.mark import Mark, NotADemo, clear, read_mark, write_mark
from workers.embedded.home import Home, HomeInUse

MARK = Mark(state="playing", begun=datetime(2026, 11, 2, 9, tzinfo=UTC), seed=7)


@pytest.fixture
def played(tmp_path: Path) -> Path:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "000001.eml").write_text("kept")
    write_mark(tmp_path, MARK)
    return tmp_path


def test_a_new_folder_holds_no_demonstration(tmp_path: Path) -> None:
    assert read_mark(tmp_path) is None
    assert read_mark(tmp_path / "absent") is None


def test_what_was_played_is_found_again(played: Path) -> None:
    assert read_mark(played) == MARK


def test_a_fresh_start_empties_the_folder_of_a_demonstration(played: Path) -> None:
    clear(played)
    assert {part.name for part in played.iterdir()} <= {"lock"}


def test_the_installation_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    for attempt in (read_mark, clear):
        with pytest.raises(NotADemo, match="left alone"):
            attempt(tmp_path)
    assert (tmp_path / "postgres").is_dir()


def test_a_mark_that_cannot_be_read_protects_the_folder(played: Path) -> None:
    (played / "demo.json").write_text("{")
    with pytest.raises(NotADemo):
        clear(played)
    assert (played / "mail" / "000001.eml").exists()


def test_a_demonstration_that_is_being_played_is_not_emptied(played: Path) -> None:
    with Home(played), pytest.raises(HomeInUse):
        clear(played)
    assert (played / "mail" / "000001.eml").exists()


def test_a_link_in_the_folder_is_removed_and_not_followed(
    played: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "precious").write_text("kept")
    (played / "link").symlink_to(elsewhere)
    clear(played)
    assert (elsewhere / "precious").exists()

"""The home folder belongs to one program at a time."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from workers.addresses import Addresses
from workers.embedded.home import Home, HomeInUse, HomeUnusable

ADDRESSES = Addresses(
    postgres_url=SecretStr("postgresql://u:hunter2@127.0.0.1:1/x"),
    temporal_address="127.0.0.1:2",
    temporal_ui_url=None,
    temporal_metrics_url=None,
    smtp_host="127.0.0.1",
    smtp_port=3,
)


def test_a_second_program_in_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    with Home(tmp_path), pytest.raises(HomeInUse, match=f"process {os.getpid()}"), Home(tmp_path):
        pass


def test_a_folder_that_was_left_can_be_taken_again(tmp_path: Path) -> None:
    with Home(tmp_path):
        pass
    with Home(tmp_path):
        pass


def test_other_commands_find_the_servers_of_a_running_program(tmp_path: Path) -> None:
    with Home(tmp_path) as home:
        home.publish(ADDRESSES)
        found = Home(tmp_path).published()
    assert found is not None
    assert found.postgres_url.get_secret_value() == "postgresql://u:hunter2@127.0.0.1:1/x"


def test_nobody_is_found_after_the_program_has_ended(tmp_path: Path) -> None:
    with Home(tmp_path) as home:
        home.publish(ADDRESSES)
    assert Home(tmp_path).published() is None


def test_nobody_is_found_after_the_program_was_killed(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("4711")
    (tmp_path / "addresses.json").write_text(ADDRESSES.model_dump_json())
    assert Home(tmp_path).published() is None


def test_nobody_is_found_where_nothing_ever_ran(tmp_path: Path) -> None:
    assert Home(tmp_path / "never").published() is None


def test_the_published_password_is_for_its_owner_only(tmp_path: Path) -> None:
    with Home(tmp_path) as home:
        home.publish(ADDRESSES)
        assert (tmp_path / "addresses.json").stat().st_mode & 0o077 == 0
    assert "hunter2" not in repr(ADDRESSES)


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnusable, match="cannot be used"), Home(tmp_path / "file" / "home"):
        pass

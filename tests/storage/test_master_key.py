"""The master key: where it comes from, and what it refuses."""

from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest

from storage.errors import MasterKeyUnusable
from storage.master_key import MasterKey
from storage.master_key_file import (
    make_master_key,
    put_new_key_first,
    read_master_keys,
    remove_keys,
)

SECRET = bytes(range(32))


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    make_master_key(path)
    made = path.read_text()
    make_master_key(path)
    assert path.read_text() == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*path.parent.iterdir()] == [path]


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyUnusable, match="cannot be read"):
        read_master_keys(tmp_path / "master.key")


def test_a_key_file_everybody_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_master_key(path)
    path.chmod(0o604)
    with pytest.raises(MasterKeyUnusable, match="chmod 600"):
        read_master_keys(path)


def test_a_new_key_comes_first_and_the_old_ones_stay_until_they_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_master_key(path)
    (old,) = read_master_keys(path)
    new = put_new_key_first(path)
    assert [each.id for each in read_master_keys(path)] == [new.id, old.id]
    remove_keys(path, {old.id})
    assert [each.id for each in read_master_keys(path)] == [new.id]
    with pytest.raises(MasterKeyUnusable, match="No master key would be left"):
        remove_keys(path, {new.id})
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_in_which_one_line_is_no_key_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_master_key(path)
    damaged = path.read_text() + "AAAA\n"
    path.write_text(damaged)
    for refused in (read_master_keys, put_new_key_first):
        with pytest.raises(MasterKeyUnusable):
            refused(path)
    assert path.read_text() == damaged


@pytest.mark.parametrize("text", [SECRET.hex(), f" {SECRET.hex()}\n", b64encode(SECRET).decode()])
def test_a_key_can_be_a_setting(text: str) -> None:
    assert MasterKey.from_text(text).id == MasterKey(SECRET).id


@pytest.mark.parametrize("text", ["", "short", "z" * 64, b64encode(b"x" * 31).decode(), "ü" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(MasterKeyUnusable):
        MasterKey.from_text(text)


def test_a_wrapped_key_opens_for_its_person_only() -> None:
    master, person = MasterKey(SECRET), uuid4()
    wrapped = master.wrap(person, b"data key")
    assert master.unwrap(person, wrapped) == b"data key"
    with pytest.raises(MasterKeyUnusable):
        master.unwrap(uuid4(), wrapped)
    with pytest.raises(MasterKeyUnusable):
        MasterKey(b"x" * 32).unwrap(person, wrapped)


def test_a_master_key_does_not_show_itself() -> None:
    master = MasterKey(SECRET)
    assert SECRET.hex() not in repr(master) + master.id
    assert not hasattr(master, "__dict__")

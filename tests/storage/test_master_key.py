"""The master key: where it comes from, and what it refuses."""

from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest

from storage.errors import MasterKeyUnusable
from storage.master_key import MasterKey

SECRET = bytes(range(32))


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    made = MasterKey.from_file(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterKey.from_file(path, create=True).id == made.id
    assert [*path.parent.iterdir()] == [path]


def test_a_missing_key_file_is_refused_unless_it_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyUnusable, match="cannot be read"):
        MasterKey.from_file(tmp_path / "master.key")


def test_a_key_file_everybody_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    MasterKey.from_file(path, create=True)
    path.chmod(0o604)
    with pytest.raises(MasterKeyUnusable, match="chmod 600"):
        MasterKey.from_file(path, create=True)


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

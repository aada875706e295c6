"""The keys of an installation: made once, kept to their owner, never guessed."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from activities.codec import KeyUnreadable, new_key
from storage.errors import MasterKeyUnusable
from storage.link_tokens import LinkSigner, TokenForged
from workers.keys import KeyMissing, make_keys, read_keys, rotate_link_keys
from workers.settings import Settings


def test_the_first_start_makes_keys_that_only_their_owner_can_read(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    make_keys(settings)
    for path in (settings.master_key_path, settings.codec_key_path, settings.link_key_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "codec.keys",
        "link.keys",
        "master.key",
    ]


def test_a_second_start_finds_the_same_keys(tmp_path: Path) -> None:
    first, second = make_keys(Settings(home=tmp_path)), make_keys(Settings(home=tmp_path))
    assert first.master.ids == second.master.ids
    assert first.codec.sealing_id == second.codec.sealing_id


def test_two_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as crowd:
        made = list(
            crowd.map(lambda _: make_keys(Settings(home=tmp_path)).master.newest.id, range(8))
        )
    assert len(set(made)) == 1


def test_a_key_file_that_is_named_is_never_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, master_key_file=tmp_path / "misspelt.key")
    with pytest.raises(KeyMissing, match=r"misspelt\.key is not there"):
        make_keys(settings)


def test_payload_keys_may_come_from_the_environment(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, codec_keys=SecretStr(new_key()))
    make_keys(settings)
    assert not settings.codec_key_path.exists()


def test_link_keys_may_come_from_the_environment(tmp_path: Path) -> None:
    key = new_key()
    settings = Settings(home=tmp_path, link_keys=SecretStr(key))
    token = make_keys(settings).links.sign(UUID(int=1))
    assert not settings.link_key_path.exists()
    assert LinkSigner.parse(key).read(token) == UUID(int=1)


def test_a_damaged_master_key_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    make_keys(settings)
    settings.master_key_path.write_text("AAAA\n")
    with pytest.raises(MasterKeyUnusable, match=r"has 32 bytes, this one has 3\. .*master\.key"):
        read_keys(settings)


def test_a_damaged_master_key_in_the_environment_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, master_key=SecretStr("AAAA"))
    with pytest.raises(MasterKeyUnusable, match=r"this one has 3\. .* PERENNIAL_MASTER_KEY"):
        read_keys(settings)


@pytest.mark.parametrize("name", ["codec.keys", "link.keys"])
def test_keys_that_everybody_can_read_are_refused(tmp_path: Path, name: str) -> None:
    settings, path = Settings(home=tmp_path), tmp_path / "keys" / name
    make_keys(settings)
    path.chmod(0o604)
    with pytest.raises(KeyUnreadable, match=rf"Everybody here .* `chmod 600 .*{name}`"):
        read_keys(settings)
    path.chmod(0o640)
    assert read_keys(settings).codec.sealing_id


def test_keys_do_not_show_in_a_traceback(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.master_key_path.exists() is False
    keys = make_keys(settings)
    assert settings.master_key_path.read_text().strip() not in repr(keys) + repr(keys.master)


def test_a_link_key_is_replaced_in_steps(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    token = make_keys(settings).links.sign(UUID(int=1))
    assert rotate_link_keys(settings, keep=1) == 2
    again = read_keys(settings).links
    assert again.read(token) == UUID(int=1)
    assert again.sign(UUID(int=1)) != token
    assert stat.S_IMODE(settings.link_key_path.stat().st_mode) == 0o600
    assert rotate_link_keys(settings, keep=0) == 1
    with pytest.raises(TokenForged):
        read_keys(settings).links.read(token)


def test_link_keys_of_the_environment_are_left_to_it(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="PERENNIAL_LINK_KEYS"):
        rotate_link_keys(Settings(home=tmp_path, link_keys=SecretStr(new_key())), keep=1)

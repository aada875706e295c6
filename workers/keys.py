"""The keys of an installation: for people's words, for what Temporal keeps, for links."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from activities.codec import Keyring, KeyUnreadable, new_key
from storage.key_wrapper import MasterKeys
from storage.link_tokens import LinkSigner
from workers.master_keys import KeyMissing, make_master_key_at_home, master_keys
from workers.settings import Settings

__all__ = ["KeyMissing", "Keys", "make_keys", "read_keys", "rotate_link_keys"]


@dataclass(frozen=True, repr=False)
class Keys:
    """What opens an installation's data.

    `master` wraps the keys of people, `codec` seals payloads, `links` signs links.
    """

    master: MasterKeys
    codec: Keyring
    links: LinkSigner


def make_keys(settings: Settings) -> Keys:
    """Make the keys that are kept at home, the first time, and read all of them.

    A key file that the settings name is never made: a typing error in its path must not give an
    installation a second key.

    Raises:
        KeyMissing: a file that the settings name is absent.
        KeyUnreadable: a file does not hold keys.
        MasterKeyUnusable: the master key does not hold what it should, or everybody can read it.
    """
    make_master_key_at_home(settings)
    if settings.codec_key_file is None and settings.codec_keys is None:
        _make(settings.codec_key_path)
    if settings.link_key_file is None and settings.link_keys is None:
        _make(settings.link_key_path)
    return read_keys(settings)


def read_keys(settings: Settings) -> Keys:
    """Read the keys.

    Raises:
        KeyMissing: a file is absent.
        KeyUnreadable: a file does not hold keys.
        MasterKeyUnusable: the master key does not hold what it should, or everybody can read it.
    """
    master = master_keys(settings)
    codec = _given(settings.codec_keys, settings.codec_key_path)
    links = _given(settings.link_keys, settings.link_key_path)
    return Keys(master, Keyring.parse(codec), LinkSigner.parse(links))


def rotate_link_keys(settings: Settings, keep: int) -> int:
    """Put a new key before `keep` of the keys that sign links; tell how many there are now.

    Raises:
        KeyMissing: the keys do not lie in a file that could be changed.
        LinkKeysUnreadable: the file does not hold keys.
    """
    if settings.link_keys is not None:
        raise KeyMissing(
            "The link keys come from PERENNIAL_LINK_KEYS. Put a new key before the others there."
        )
    path = settings.link_key_path
    if settings.link_key_file is None:
        _make(path)
    old = _read(path).split()
    LinkSigner.parse(" ".join(old))
    keys = [new_key(), *old[:keep]]
    draft = _draft(path, "\n".join(keys))
    draft.replace(path)
    return len(keys)


def _given(keys: SecretStr | None, path: Path) -> str:
    return keys.get_secret_value() if keys is not None else _read(path)


def _make(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, new_key())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, text: str) -> Path:
    """Write a file whole under another name: a process that is killed here leaves no half key."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
    return Path(name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeyMissing(f"The key file {path} is not there.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnreadable(f"The key file {path} cannot be read: {error}.") from None

"""The keys of an installation: for people's words, for what Temporal keeps, for links."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from activities.codec import Keyring, KeyUnreadable, new_key
from storage.key_wrapper import MasterKeys
from storage.link_tokens import LinkSigner
from storage.master_key_file import READABLE_BY_OTHERS
from storage.whole_file import make_file, put_file
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
        KeyUnreadable: a file does not hold keys, or everybody can read it.
        MasterKeyUnusable: the master key does not hold what it should, or everybody can read it.
    """
    make_master_key_at_home(settings)
    if settings.codec_key_file is None and settings.codec_keys is None:
        make_file(settings.codec_key_path, new_key() + "\n")
    if settings.link_key_file is None and settings.link_keys is None:
        make_file(settings.link_key_path, new_key() + "\n")
    return read_keys(settings)


def read_keys(settings: Settings) -> Keys:
    """Read the keys.

    Raises:
        KeyMissing: a file is absent.
        KeyUnreadable: a file does not hold keys, or everybody can read it.
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
        KeyUnreadable: everybody can read the file.
        LinkKeysUnreadable: the file does not hold keys.
    """
    if settings.link_keys is not None:
        raise KeyMissing(
            "The link keys come from PERENNIAL_LINK_KEYS. Put a new key before the others there."
        )
    path = settings.link_key_path
    if settings.link_key_file is None:
        make_file(path, new_key() + "\n")
    old = _read(path).split()
    LinkSigner.parse(" ".join(old))
    keys = [new_key(), *old[:keep]]
    put_file(path, "\n".join(keys) + "\n")
    return len(keys)


def _given(keys: SecretStr | None, path: Path) -> str:
    return keys.get_secret_value() if keys is not None else _read(path)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & READABLE_BY_OTHERS:
                raise KeyUnreadable(
                    f"Everybody here can read the key file {path}. Run `chmod 600 {path}`."
                )
            return file.read()
    except FileNotFoundError:
        raise KeyMissing(f"The key file {path} is not there.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnreadable(f"The key file {path} cannot be read: {error}.") from None

"""The two keys of an installation: one for people's words, one for what Temporal keeps."""

import base64
import binascii
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from activities.codec import KEY_BYTES, Keyring, KeyUnreadable, new_key
from domain.errors import ReviewError
from workers.settings import Settings


class KeyMissing(ReviewError):
    """A key file that the settings name is not there."""

    code: ClassVar[str] = "key_missing"


@dataclass(frozen=True, repr=False)
class Keys:
    """What opens an installation's data: `master` has 32 bytes, `codec` seals payloads."""

    master: bytes
    codec: Keyring


def make_keys(settings: Settings) -> Keys:
    """Make the keys that are kept at home, the first time, and read all of them.

    A key file that the settings name is never made: a typing error in its path must not give an
    installation a second key.

    Raises:
        KeyMissing: a file that the settings name is absent.
        KeyUnreadable: a file does not hold keys.
    """
    if settings.master_key_file is None:
        _make(settings.master_key_path)
    if settings.codec_key_file is None and settings.codec_keys is None:
        _make(settings.codec_key_path)
    return read_keys(settings)


def read_keys(settings: Settings) -> Keys:
    """Read the keys.

    Raises:
        KeyMissing: a file is absent.
        KeyUnreadable: a file does not hold keys.
    """
    master = _decode(settings.master_key_path)
    if settings.codec_keys is not None:
        return Keys(master, Keyring.parse(settings.codec_keys.get_secret_value()))
    return Keys(master, Keyring.parse(_read(settings.codec_key_path)))


def _make(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole under another name first: a process that is killed here leaves no half key.
    handle, name = tempfile.mkstemp(dir=path.parent)
    draft = Path(name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeyMissing(f"The key file {path} is not there.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnreadable(f"The key file {path} cannot be read: {error}.") from None


def _decode(path: Path) -> bytes:
    try:
        key = base64.b64decode(_read(path).strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(f"The key file {path} does not hold one key of {KEY_BYTES} bytes.")
    return key

"""The file of master keys: one a line, the one that is to wrap first, whole at any moment."""

import base64
import os
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from storage.errors import MasterKeyUnusable
from storage.master_key import KEY_BYTES, MasterKey
from storage.whole_file import draft_of, make_file, take_place

READABLE_BY_OTHERS: Final = 0o007


def read_master_keys(path: Path) -> tuple[MasterKey, ...]:
    """Read the keys of a file, the one that is to wrap first.

    Raises:
        MasterKeyUnusable: there is no such file, everybody can read it, or it does not hold keys.
    """
    return _keys(path, _lines(path))


def make_master_key(path: Path) -> None:
    """Make a file with a first key, unless there is one; of two programs that try, one does it."""
    make_file(path, _written([_new_key()]))


def put_new_key_first(path: Path) -> MasterKey:
    """Put a new key before those that are there; who reads meanwhile sees the old or the new file.

    Raises:
        MasterKeyUnusable: as `read_master_keys`.
    """
    lines = _lines(path)
    _keys(path, lines)
    key = _new_key()
    _replace(path, [key, *lines])
    return MasterKey.from_text(key)


def remove_keys(path: Path, ids: Collection[str]) -> None:
    """Take keys out of the file by their ids; at least one other key stays.

    Raises:
        MasterKeyUnusable: as `read_master_keys`, or no key would be left.
    """
    lines = _lines(path)
    keys = zip(_keys(path, lines), lines, strict=True)
    left = [line for key, line in keys if key.id not in ids]
    if not left:
        raise MasterKeyUnusable(f"No master key would be left in {path}. Nothing was removed.")
    _replace(path, left)


def _lines(path: Path) -> list[str]:
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & READABLE_BY_OTHERS:
                raise MasterKeyUnusable(
                    f"Everybody here can read the master key. Run `chmod 600 {path}`."
                )
            return file.read().split()
    except (OSError, UnicodeDecodeError):
        raise MasterKeyUnusable(f"The master key cannot be read from {path}.") from None


def _keys(path: Path, lines: Sequence[str]) -> tuple[MasterKey, ...]:
    try:
        return MasterKey.several("\n".join(lines))
    except MasterKeyUnusable as refusal:
        raise MasterKeyUnusable(
            f"{refusal} Look into the key file {path}, or bring it from where its copy is kept."
        ) from None


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _replace(path: Path, lines: Sequence[str]) -> None:
    was, draft = path.stat(), draft_of(path, _written(lines))
    if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(draft, was.st_uid, was.st_gid)
    draft.chmod(was.st_mode & 0o777)
    take_place(draft, path)


def _written(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"

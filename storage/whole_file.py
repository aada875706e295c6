"""Writes small files whole or not at all: who is killed, or loses power, leaves no half of one."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600


def make_file(path: Path, text: str) -> None:
    """Make a file that only its owner reads, unless there is one; of two who try, one does it.

    Folders above it are made where they are missing, as private.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = draft_of(path, text)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        _keep_names(path.parent)
    finally:
        draft.unlink()


def put_file(path: Path, text: str, *, mode: int = PRIVATE) -> None:
    """Put a file in its place, over one that is there; who reads meanwhile sees the old or new."""
    draft = draft_of(path, text)
    draft.chmod(mode)
    take_place(draft, path)


def draft_of(path: Path, text: str) -> Path:
    """Write a text to the disk beside a file, under a name of no meaning, for its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft


def take_place(draft: Path, path: Path) -> None:
    """Give a draft its name, which is there after a loss of power as well; or remove the draft."""
    try:
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network shares cannot be asked for that; the file itself is on the disk.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)

"""Checkpoints outside of the database: a file each, named by how many events it stands over."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from domain.proof.note import Note, NoteUnreadable
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import CheckpointUnreadable
from storage.proof.marks import Published
from storage.whole_file import put_file

SUFFIX: Final = ".txt"
READABLE: Final = 0o644
_DIGITS: Final = 12


def publish(checkpoints: Iterable[Checkpoint], folder: Path) -> list[Path]:
    """Write each checkpoint into a file of its own, unless there is one of that size.

    A file that is there is never written over: it may be the only one that tells the truth.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for each in checkpoints:
        path = folder / f"{each.size:0{_DIGITS}d}{SUFFIX}"
        if not path.exists():
            put_file(path, each.note, mode=READABLE)
            written.append(path)
    return written


def published_up_to(folder: Path) -> int:
    """Tell over how many events the last checkpoint stands that lies in a folder; 0 for none."""
    sizes = (path.stem for path in folder.glob(f"*{SUFFIX}"))
    return max((int(size) for size in sizes if size.isdecimal()), default=0)


def read_published(place: Path) -> list[Published]:
    """Read a file with a checkpoint, or all files of a folder that hold one.

    Raises:
        CheckpointUnreadable: a file cannot be read, or is no checkpoint, or there is none.
    """
    files = sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else [place]
    if not files:
        raise CheckpointUnreadable(f"No checkpoint lies in {place}: they are files in {SUFFIX}.")
    return [Published(path.name, _note(path)) for path in files]


def _note(path: Path) -> Note:
    try:
        return Note.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CheckpointUnreadable(f"The checkpoint {path} cannot be read.") from None
    except NoteUnreadable:
        raise CheckpointUnreadable(
            f"{path} is no checkpoint, or was changed: a checkpoint is five lines, the last of "
            "them a signature. Take the file as it was published; nothing was checked."
        ) from None

"""How far a rebuild of what runs has come, in a file of the home folder."""

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from activities.rebuilding.progress import Progress
from storage.whole_file import put_file


class ProgressFile:
    """Keeps the progress of a rebuild until it has finished; holds ids and positions only."""

    def __init__(self, home: Path) -> None:
        """Name the folder; nothing is written yet."""
        self._file = home / "rebuild.json"

    def read(self) -> Progress | None:
        """Give what an interrupted rebuild left; what cannot be read is as good as nothing."""
        with suppress(OSError, ValidationError):
            return Progress.model_validate_json(self._file.read_text(encoding="utf-8"))
        return None

    def write(self, progress: Progress) -> None:
        """Keep it: a process that is killed here leaves the file as it was before."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        put_file(self._file, progress.model_dump_json() + "\n")

    def forget(self) -> None:
        """Take the file away."""
        self._file.unlink(missing_ok=True)

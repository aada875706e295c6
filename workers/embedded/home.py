"""The folder where an embedded installation lives; one program at a time may own it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, ClassVar, Self

from pydantic import ValidationError

from domain.errors import ReviewError
from workers.addresses import Addresses


class HomeInUse(ReviewError):
    """Another program of Perennial uses this folder."""

    code: ClassVar[str] = "home_in_use"


class HomeUnusable(ReviewError):
    """The folder for Perennial's data cannot be written."""

    code: ClassVar[str] = "home_unusable"


class Home:
    """Holds the folder while it is open, and tells others where the servers in it listen."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made or held yet."""
        self._folder = folder.absolute()
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the folder for this program.

        Raises:
            HomeInUse: another program has it.
            HomeUnusable: it cannot be made or written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / "lock").open("a+")
        except OSError as error:
            raise HomeUnusable(f"The folder {self._folder} cannot be used: {error}.") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise HomeInUse(
                f"The folder {self._folder} is used by another Perennial (process {holder}). "
                "Stop that one, or name another folder in PERENNIAL_HOME."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        return self

    def __exit__(self, *_: object) -> None:
        """Let the folder go."""
        self._addresses_file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def publish(self, addresses: Addresses) -> None:
        """Tell other commands of the same folder where the servers are."""
        draft = self._addresses_file.with_suffix(".part")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(addresses.model_dump_json())
        draft.rename(self._addresses_file)

    def published(self) -> Addresses | None:
        """Where the servers are that a running program holds here, or None."""
        with suppress(OSError, ValidationError):
            if self._is_held():
                return Addresses.model_validate_json(self._addresses_file.read_text())
        return None

    @property
    def _addresses_file(self) -> Path:
        return self._folder / "addresses.json"

    def _is_held(self) -> bool:
        with (self._folder / "lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

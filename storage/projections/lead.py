"""Whether the projector of a process leads: of many on one database, one does."""

from collections.abc import Iterator
from contextlib import contextmanager


class Lead:
    """Held by one projector at a time; whoever does not hold it stands by."""

    def __init__(self, installation: str = "?") -> None:
        """Begin by standing by; whose projector it is can be seen by others on the database."""
        self.installation = installation
        self._is_held = False

    @property
    def is_held(self) -> bool:
        """Whether the projector leads now."""
        return self._is_held

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Lead while the block lasts."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

"""How fields are called in a form: `goals.0.title`, and their elements `f.goals.0.title`."""

import re
from collections.abc import Mapping
from typing import Final

from gateway.site.posted import Posted

MORE: Final = "_more"
"""Name of the buttons that ask for another row; their value is the path of the rows."""

_LONGEST: Final = 300
_DEEPEST: Final = 8
_PLACE: Final = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)


def below(path: str, *parts: str | int) -> str:
    """Name something below a path."""
    return ".".join((path, *map(str, parts)))


def element(name: str) -> str:
    """Name the element of a field, so that a page can lead to it and no other has its name."""
    return f"f.{name}"


class Sent:
    """A form that was sent, looked up by name, with the places of its rows."""

    def __init__(self, posted: Posted) -> None:
        """Read it once; names that no form of ours has are left out."""
        self._values: dict[str, list[str]] = {}
        self._places: dict[str, set[int]] = {}
        for name, value in posted.values:
            if len(name) <= _LONGEST and name.count(".") <= _DEEPEST:
                self._values.setdefault(name, []).append(value)
        for name in self._values:
            self._note_places(name.split("."))

    def _note_places(self, parts: list[str]) -> None:
        for depth, part in enumerate(parts):
            if depth and _PLACE.fullmatch(part):
                self._places.setdefault(".".join(parts[:depth]), set()).add(int(part))

    def one(self, *path: str | int) -> str:
        """Give what was written in a field; "" if it was not sent."""
        found = self._values.get(".".join(map(str, path)))
        return found[-1] if found else ""

    def word(self, *path: str | int) -> str:
        """Give likewise what was picked or written, without blanks around it."""
        return self.one(*path).strip()

    def all(self, *path: str | int) -> list[str]:
        """Give everything that was picked in a field."""
        return list(self._values.get(".".join(map(str, path)), ()))

    def rows(self, path: str) -> list[int]:
        """Give the places of the rows below a path, in order."""
        return sorted(self._places.get(path, ()))

    def rows_by_path(self) -> Mapping[str, int]:
        """Count the rows below every path that has some."""
        return {path: len(places) for path, places in self._places.items()}


def more_rows(posted: Posted) -> dict[str, int]:
    """Give how many rows the page shows at least when it is drawn again, by path.

    As many as were sent, and one more where a button asked for it.
    """
    sent = Sent(posted)
    wanted = dict(sent.rows_by_path())
    for path in sent.all(MORE):
        wanted[path] = wanted.get(path, 0) + 1
    return wanted

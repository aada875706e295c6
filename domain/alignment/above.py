"""What a goal may serve: the objectives above it, as far as checking a goal needs them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Above:
    """The names by which a goal may call the objectives above it: their keys, and their titles.

    Names are folded; ask through `refusal`, which folds what it is asked for.

    Attributes:
        open: names of objectives a goal may serve.
        retired: names of objectives that were given up or are done; nothing new serves them.
    """

    open: frozenset[str]
    retired: frozenset[str] = frozenset()

    @classmethod
    def named(cls, names: Iterable[str], retired: Iterable[str] = ()) -> Self:
        """Take names as people write them; a name that is open somewhere counts as open."""
        standing = frozenset(map(folded, names))
        return cls(standing, frozenset(map(folded, retired)) - standing)

    def refusal(self, name: str) -> str | None:
        """Say why a goal cannot serve what is called so, in a sentence; None if it can."""
        known = folded(name)
        if known in self.open:
            return None
        shown = _shortened(name)
        if known in self.retired:
            return (
                f"The objective '{shown}' is retired; name the objective that took its place, "
                "or say why this goal serves none."
            )
        return (
            f"'{shown}' is not an objective of this organisation; name one by its key or title, "
            "or say why this goal serves none."
        )

    def refusals(self, names: Iterable[str]) -> Iterator[str]:
        """Say it of every name that cannot be served, each once."""
        for name in dict.fromkeys(names):
            refusal = self.refusal(name)
            if refusal is not None:
                yield refusal


def folded(name: str) -> str:
    """Return a name as names are compared: capitals and runs of blanks do not matter."""
    return " ".join(name.split()).casefold()


def _shortened(name: str) -> str:
    longest = 80
    written = " ".join(name.split())
    return written if len(written) <= longest else f"{written[: longest - 1]}…"

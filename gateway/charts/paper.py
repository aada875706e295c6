"""What every chart has: a sheet of so many units, marks on an axis, and the same in a table."""

from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360.0
"""Units a chart is wide. As wide as the narrowest phone, so that its letters stay legible there."""

LETTER: Final = 6.4
"""Units a letter of a label takes, on average; labels are cut by it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, in units along it, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows, in words and numbers; the first cell of a row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shortened(words: str, units: float) -> str:
    """Cut a label to the room it has; what is cut shows by an ellipsis."""
    letters = max(1, int(units / LETTER))
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "\u2026"


def placed(units: float) -> float:
    """Round to a tenth of a unit: nobody sees more, and pages stay small."""
    return round(units, 1)


def share(part: int, whole: int) -> int:
    """Give a part in whole per cent; 100 only when nothing is missing, 0 only when nothing is."""
    if whole <= 0 or part <= 0:
        return 0
    if part >= whole:
        return 100
    return min(99, max(1, round(100 * part / whole)))

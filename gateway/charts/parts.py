"""Parts of a whole as one bar that lies: how many steps are done, open, overdue, blocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.charts.paper import WIDTH, Box, Table, placed

BAR: Final = 18.0
LEAST: Final = 3.0
"""Units that even the smallest part gets: one blocked step of ten thousand must be seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole; `kind` names how it is drawn."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as drawn."""

    kind: str
    label: str
    count: int
    box: Box


@dataclass(frozen=True, slots=True)
class PartsChart:
    """The pieces of a bar from left to right, which together fill its width."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    table: Table


def parts_chart(parts: Sequence[Part]) -> PartsChart:
    """Draw the parts there are, in their order; a part of nothing is left out."""
    there = [part for part in parts if part.count > 0]
    widths = list(_widths([part.count for part in there]))
    pieces, left = [], 0.0
    for part, width in zip(there, widths, strict=True):
        box = Box(placed(left), 0.0, placed(width), BAR)
        pieces.append(Piece(part.kind, part.label, part.count, box))
        left += width
    table = Table(("Steps", "number"), tuple((part.label, str(part.count)) for part in parts))
    return PartsChart(WIDTH, BAR, tuple(pieces), table)


def _widths(counts: Sequence[int]) -> Iterable[float]:
    """Share the width out by count, after each has got the least there is."""
    whole = sum(counts)
    left = WIDTH - LEAST * len(counts)
    for count in counts:
        yield LEAST + left * count / whole

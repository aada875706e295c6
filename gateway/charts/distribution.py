"""How ratings are spread over the levels: before the panel met, now, and as the guideline says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.charts.paper import WIDTH, Box, Table, placed, shortened

HEAD: Final = 16.0
PLOT: Final = 150.0
FOOT: Final = 36.0
INSIDE: Final = 0.78
"""What of the room of a level its two columns take."""


@dataclass(frozen=True, slots=True)
class LevelShare:
    """A level of the scale: how many people stood there before, how many do, and should."""

    value: int
    label: str
    before: int
    after: int
    guideline: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the number above it."""

    box: Box
    number: str
    number_y: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return placed(self.box.x + self.box.width / 2)


@dataclass(frozen=True, slots=True)
class Level:
    """A level as drawn; `guide` is the height of the guideline, from `left` to `right`."""

    value: str
    label: str
    middle: float
    left: float
    right: float
    before: Column
    after: Column
    guide: float | None


@dataclass(frozen=True, slots=True)
class DistributionChart:
    """The levels side by side, lowest first; columns stand on `base`."""

    width: float
    height: float
    base: float
    levels: tuple[Level, ...]
    table: Table

    @property
    def has_guideline(self) -> bool:
        """Whether there is a guideline to compare with."""
        return any(level.guide is not None for level in self.levels)


def distribution_chart(levels: Sequence[LevelShare]) -> DistributionChart:
    """Draw two columns for each level, before and after, and a mark for the guideline."""
    most = max((max(one.before, one.after, one.guideline or 0) for one in levels), default=0)
    room = WIDTH / max(1, len(levels))
    base = HEAD + PLOT
    return DistributionChart(
        width=WIDTH,
        height=placed(base + FOOT),
        base=placed(base),
        levels=tuple(_level(one, most, n * room, room) for n, one in enumerate(levels)),
        table=_table(levels),
    )


def _level(one: LevelShare, most: int, left: float, room: float) -> Level:
    inside = room * INSIDE
    start = left + (room - inside) / 2
    base = HEAD + PLOT
    guide = None if one.guideline is None else placed(base - _height(one.guideline, most))
    return Level(
        value=str(one.value),
        label=shortened(one.label, room),
        middle=placed(left + room / 2),
        left=placed(start),
        right=placed(start + inside),
        before=_column(one.before, most, start, inside / 2),
        after=_column(one.after, most, start + inside / 2, inside / 2),
        guide=guide,
    )


def _column(people: int, most: int, left: float, width: float) -> Column:
    height = _height(people, most)
    top = HEAD + PLOT - height
    box = Box(placed(left), placed(top), placed(width - 1), placed(height))
    return Column(box, str(people), placed(top - 4))


def _height(people: int, most: int) -> float:
    return PLOT * people / most if most else 0.0


def _table(levels: Sequence[LevelShare]) -> Table:
    has_guide = any(one.guideline is not None for one in levels)
    head = ("Level", "before the panel", "now", *(("guideline",) if has_guide else ()))
    rows = tuple(
        (
            f"{one.value} {one.label}",
            str(one.before),
            str(one.after),
            *((str(one.guideline if one.guideline is not None else ""),) if has_guide else ()),
        )
        for one in levels
    )
    return Table(head, rows)

"""Bars that lie, one below the other: what is open with each manager, how much of it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.charts.paper import WIDTH, Box, Table, placed, shortened

ROW: Final = 36.0
BAR: Final = 14.0
BASE_LINE: Final = 13.0
NUMBERS: Final = 130.0
"""Units that the numbers at the end of a row take."""


@dataclass(frozen=True, slots=True)
class Load:
    """What lies with somebody: `overdue` is part of `open`. `href` leads to what it is."""

    label: str
    open: int
    overdue: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as drawn: the whole bar, and the part of it that is overdue, in front."""

    label: str
    told: str
    label_y: float
    whole: Box
    late: Box | None
    href: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows one below the other; `others` tells in words what has no row of its own."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    others: str
    table: Table


def bar_chart(loads: Sequence[Load], who: str = "Manager", others: str = "") -> BarChart:
    """Draw the loads in the order they come in, all to the scale of the largest."""
    most = max((load.open for load in loads), default=0)
    return BarChart(
        width=WIDTH,
        height=placed(len(loads) * ROW),
        bars=tuple(_bar(load, most, n * ROW) for n, load in enumerate(loads)),
        others=others,
        table=Table(
            (who, "open", "overdue"),
            tuple((load.label, str(load.open), str(load.overdue)) for load in loads),
        ),
    )


def _bar(load: Load, most: int, top: float) -> Bar:
    unit = WIDTH / most if most else 0.0
    bar_top = placed(top + BASE_LINE + 5)
    late = Box(0.0, bar_top, placed(load.overdue * unit), BAR) if load.overdue else None
    return Bar(
        label=shortened(load.label, WIDTH - NUMBERS),
        told=f"{load.open:,} open, {load.overdue:,} overdue"
        if load.overdue
        else f"{load.open:,} open",
        label_y=placed(top + BASE_LINE),
        whole=Box(0.0, bar_top, placed(load.open * unit), BAR),
        late=late,
        href=load.href,
    )

"""How far each stage came, day by day: one band a stage, filled as its steps are done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from gateway.charts.paper import WIDTH, Table, Tick, placed, share

HEAD: Final = 18.0
BAND: Final = 26.0
GAP: Final = 6.0
FOOT: Final = 20.0
MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Course:
    """A stage: how many steps it has, and how many of them were done on which day."""

    label: str
    steps: int
    done: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Band:
    """A stage as drawn: `outline` is the path of its area, which rises to `top` when all is done.

    `label` stands at `label_y`, above the band; `base` is where nothing is done.
    """

    label: str
    told: str
    label_y: float
    top: float
    base: float
    outline: str
    percent: int


@dataclass(frozen=True, slots=True)
class AreaChart:
    """Bands one below the other over the same days; `today` is where the present stands."""

    width: float
    height: float
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    table: Table


def area_chart(
    courses: Sequence[Course], begins: date, ends: date, today: date | None = None
) -> AreaChart:
    """Draw what was done of each stage over the days of a cycle.

    Args:
        courses: the stages in their order; what was done outside of the days counts at their edge.
        begins: the first day drawn.
        ends: the last day drawn.
        today: the present; nothing is drawn after it.
    """
    days = _Days(begins, max(ends, begins + timedelta(days=1)))
    until = min(today, days.last) if today else days.last
    bands = tuple(_band(course, days, until, n) for n, course in enumerate(courses))
    ticks = _ticks(days)
    is_shown = today is not None and days.first <= today <= days.last
    return AreaChart(
        width=WIDTH,
        height=placed(len(courses) * (HEAD + BAND + GAP) + FOOT),
        bands=bands,
        ticks=ticks,
        today=days.x(today) if today is not None and is_shown else None,
        table=_table(courses, days, until),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    first: date
    last: date

    def x(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        return placed((inside - self.first).days / (self.last - self.first).days * WIDTH)


def _band(course: Course, days: _Days, until: date, place: int) -> Band:
    top = place * (HEAD + BAND + GAP) + HEAD
    base = top + BAND
    done = sum(course.done.values())
    return Band(
        label=course.label,
        told=f"{done:,} of {course.steps:,}",
        label_y=placed(top - 5),
        top=placed(top),
        base=placed(base),
        outline=_outline(course, days, until, base),
        percent=share(done, course.steps),
    )


def _outline(course: Course, days: _Days, until: date, base: float) -> str:
    """Climb by a stair on each day something was done, and go down again at the present."""
    done = sorted(course.done.items())
    if not course.steps or not done:
        return ""
    stairs = zip((day for day, _ in done), accumulate(count for _, count in done), strict=True)
    path = [f"M{days.x(done[0][0])} {placed(base)}"]
    for day, reached in stairs:
        height = placed(base - BAND * min(1.0, reached / course.steps))
        path.append(f"H{days.x(day)}V{height}")
    path.append(f"H{max(days.x(until), days.x(done[-1][0]))}V{placed(base)}Z")
    return "".join(path)


def _months(days: _Days) -> list[date]:
    """Give the first day of every month there is."""
    months = []
    month = days.first.replace(day=1)
    while month <= days.last:
        if month >= days.first:
            months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months


def _ticks(days: _Days) -> tuple[Tick, ...]:
    """Mark months, as many as there is room for; a short cycle has its first and last day."""
    months = _months(days)
    apart = -(-len(months) // MOST_TICKS)
    marked = months[:: max(1, apart)]
    if len(marked) < 2:  # noqa: PLR2004 - an axis needs two marks
        return tuple(Tick(days.x(day), f"{day.day} {day:%b}") for day in (days.first, days.last))
    return tuple(Tick(days.x(month), f"{month:%b}") for month in marked)


def _table(courses: Iterable[Course], days: _Days, until: date) -> Table:
    ends = [month for month in _months(days) if days.first < month <= until]
    head = ("Stage", *(f"before {month.day} {month:%b %Y}" for month in ends), "now", "steps")
    rows = tuple(
        (
            course.label,
            *(str(sum(n for day, n in course.done.items() if day < month)) for month in ends),
            str(sum(course.done.values())),
            str(course.steps),
        )
        for course in courses
    )
    return Table(head, rows)

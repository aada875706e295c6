"""What the charts of a cycle show: counted things, measured for the paper they are drawn on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from domain.definition.rating import RatingScale
from domain.distribution import quota
from domain.fairness import SMALLEST
from domain.ids import StageId
from gateway.charts.areas import AreaChart, Course, area_chart
from gateway.charts.bars import BarChart, Load, bar_chart
from gateway.charts.distribution import DistributionChart, LevelShare, distribution_chart
from gateway.charts.paper import share
from gateway.charts.parts import Part, PartsChart, parts_chart
from storage.read_models.console_progress import (
    DoneOn,
    GroupLine,
    RatedAlike,
    Workload,
)
from storage.read_models.cycles import Cycle
from storage.read_models.people import ERASED
from storage.read_models.progress import Counts

MOST_LOADS: Final = 15


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stage, a group or all of it stands, as a bar and in numbers."""

    name: str
    counts: Counts
    bar: PartsChart
    href: str = ""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return steps_of(self.counts)

    @property
    def percent(self) -> int:
        """How much of it is over."""
        return share(self.counts.done + self.counts.expired, self.steps)


def people_page(cycle: Cycle, **choice: str) -> str:
    """Give the address of the people of a cycle, cut down to some of them."""
    return f"/hr/cycles/{cycle.cycle}/people?{urlencode(choice)}"


def course_chart(
    cycle: Cycle, lines: Sequence[GroupLine], done: Iterable[DoneOn], now: datetime
) -> AreaChart:
    """Draw how far each stage came, day by day; `now` is in the zone of the reader."""
    stages = by_stage(lines)
    days: dict[StageId, dict[date, int]] = {}
    for each in done:
        days.setdefault(each.stage, {})[each.day] = each.steps
    definition = cycle.definition
    courses = [
        Course(stage.title, steps_of(stages.get(stage.id, Counts())), days.get(stage.id, {}))
        for stage in definition.stages
    ]
    return area_chart(courses, definition.begins, definition.ends, now.date())


def load_chart(cycle: Cycle, work: Sequence[Workload]) -> BarChart | None:
    """Draw the managers with most overdue, and the others as one."""
    if not work:
        return None
    shown = [
        Load(
            each.name or ERASED,
            each.open,
            each.overdue,
            people_page(cycle, manager=str(each.person)),
        )
        for each in work[:MOST_LOADS]
    ]
    rest = work[MOST_LOADS:]
    return bar_chart(shown, others=_others(rest))


def _others(rest: Sequence[Workload]) -> str:
    if not rest:
        return ""
    open_, overdue = sum(each.open for each in rest), sum(each.overdue for each in rest)
    managers = "1 other manager" if len(rest) == 1 else f"{len(rest)} other managers"
    return f"{managers}: {open_} open, {overdue} overdue"


def rating_chart(cycle: Cycle, rated: Sequence[RatedAlike]) -> tuple[DistributionChart | None, str]:
    """Draw how ratings are spread, unless so few have one that somebody's could be told from it."""
    scale = cycle.definition.rating_scale
    people = sum(each.reviews for each in rated)
    if scale is None or not people:
        return None, ""
    if people < SMALLEST:
        return None, f"Ratings are shown once at least {SMALLEST} people have one."
    return distribution_chart(_levels(cycle, scale, rated, people)), ""


def _levels(
    cycle: Cycle, scale: RatingScale, rated: Sequence[RatedAlike], people: int
) -> list[LevelShare]:
    rules = cycle.definition.calibration
    guide = quota(rules.guideline, people) if rules is not None and rules.guideline else {}
    return [
        LevelShare(
            level.value,
            level.label,
            before=sum(each.reviews for each in rated if each.proposed == level.value),
            after=sum(each.reviews for each in rated if each.final == level.value),
            guideline=guide.get(level.value, 0) if guide else None,
        )
        for level in scale.levels
    ]


def by_stage(lines: Iterable[GroupLine]) -> dict[StageId, Counts]:
    """Add the groups of each stage up."""
    stages: dict[StageId, Counts] = {}
    for line in lines:
        stages[line.stage] = stages.get(line.stage, Counts()).plus(line.counts)
    return stages


def total_of(counts: Iterable[Counts]) -> Counts:
    """Add everything up."""
    whole = Counts()
    for each in counts:
        whole = whole.plus(each)
    return whole


def steps_of(counts: Counts) -> int:
    """Count all steps, wherever they stand."""
    return counts.planned + counts.open + counts.blocked + counts.done + counts.expired


def standing_of(name: str, counts: Counts, href: str = "") -> Standing:
    """Draw how something stands."""
    bar = parts_chart(
        [
            Part("done", "done", counts.done),
            Part("expired", "expired", counts.expired),
            Part("open", "open", counts.open - counts.overdue),
            Part("late", "overdue", counts.overdue),
            Part("blocked", "blocked", counts.blocked),
            Part("planned", "to come", counts.planned),
        ]
    )
    return Standing(name, counts, bar, href)

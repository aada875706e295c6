"""A cycle at a glance, as HR looks at it: how far, who is waited for, how ratings are spread."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.ids import PersonId
from gateway.charts.areas import AreaChart
from gateway.charts.bars import BarChart
from gateway.charts.distribution import DistributionChart
from gateway.cycle_figures import (
    Standing,
    by_stage,
    course_chart,
    load_chart,
    people_page,
    rating_chart,
    standing_of,
    total_of,
)
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.console_needs import Needs, ReviewCounts, reviews_by_state, what_needs_hr
from storage.read_models.console_progress import (
    GroupedBy,
    GroupLine,
    RatedAlike,
    done_by_day,
    spread_of_ratings,
    standing,
    workloads,
)
from storage.read_models.cycles import Cycle
from storage.read_models.people import names_of
from storage.read_models.progress import Counts

MOST_GROUPS: Final = 30
NOT_SAID: Final = "not said"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: whose people, told apart by what, in which zone, with ratings or not."""

    by: GroupedBy
    unit: PersonId | None
    zone: ZoneInfo
    with_ratings: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of a cycle shows.

    Attributes:
        more_groups: how many groups are not listed.
        ratings: None where they may not be seen, or nobody has rated.
        withheld: why there are no ratings although there could be.
    """

    at: datetime
    counts: ReviewCounts
    needs: Needs
    whole: Standing
    stages: tuple[Standing, ...]
    groups: tuple[Standing, ...]
    more_groups: int
    course: AreaChart
    loads: BarChart | None
    ratings: DistributionChart | None
    withheld: str


async def overview(archive: Archive, cycle: Cycle, at: datetime, asked: Asked) -> Overview:
    """Look at a cycle as it stands at that moment of its time."""
    pool, unit = archive.readers, asked.unit
    lines, done, work, counts, needs, rated = await asyncio.gather(
        standing(pool, cycle.cycle, at, by=asked.by, unit=unit),
        done_by_day(pool, cycle.cycle, asked.zone.key, unit=unit),
        workloads(pool, cycle.cycle, at, unit=unit),
        reviews_by_state(pool, cycle.cycle, unit=unit),
        what_needs_hr(pool, cycle.cycle, at, unit=unit),
        _ratings(archive, cycle, asked),
    )
    groups, more_groups = await _groups(archive, cycle, lines, asked.by)
    ratings, withheld = rating_chart(cycle, rated)
    return Overview(
        at=at,
        counts=counts,
        needs=needs,
        whole=standing_of("All steps", total_of(by_stage(lines).values())),
        stages=_stages(cycle, lines),
        groups=groups,
        more_groups=more_groups,
        course=course_chart(cycle, lines, done, at.astimezone(asked.zone)),
        loads=load_chart(cycle, work),
        ratings=ratings,
        withheld=withheld,
    )


def _stages(cycle: Cycle, lines: Sequence[GroupLine]) -> tuple[Standing, ...]:
    found = by_stage(lines)
    return tuple(
        standing_of(stage.title, found.get(stage.id, Counts()), people_page(cycle, stage=stage.id))
        for stage in cycle.definition.stages
    )


async def _groups(
    archive: Archive, cycle: Cycle, lines: Sequence[GroupLine], by: GroupedBy
) -> tuple[tuple[Standing, ...], int]:
    """Add the stages of each group up, where most is overdue first; say how many are not shown."""
    found: dict[str, Counts] = {}
    for line in lines:
        found[line.group] = found.get(line.group, Counts()).plus(line.counts)
    in_order = sorted(found, key=lambda name: (-found[name].overdue, -found[name].open, name))
    shown = in_order[:MOST_GROUPS]
    names = await _names(archive, shown, by)
    groups = tuple(
        standing_of(names.get(group, group) or NOT_SAID, found[group], _href(cycle, by, group))
        for group in shown
    )
    return groups, len(in_order) - len(shown)


async def _names(archive: Archive, groups: Collection[str], by: GroupedBy) -> Mapping[str, str]:
    if by is not GroupedBy.MANAGER:
        return {}
    named = await names_of(archive.readers, [_person(group) for group in groups if group])
    return {group: named.name_of(_person(group)) if group else NOT_SAID for group in groups}


def _href(cycle: Cycle, by: GroupedBy, group: str) -> str:
    """Lead to the people of a group, where the list of people can be cut by it."""
    match by:
        case GroupedBy.DEPARTMENT if group:
            return people_page(cycle, department=group)
        case GroupedBy.MANAGER if group:
            return people_page(cycle, manager=group)
        case _:
            return ""


async def _ratings(archive: Archive, cycle: Cycle, asked: Asked) -> list[RatedAlike]:
    if not asked.with_ratings or cycle.definition.rating_scale is None:
        return []
    with acting_as_process():  # it counts, and is the same for all who may see it
        return await spread_of_ratings(archive.readers, cycle.cycle, unit=asked.unit)


def _person(group: str) -> PersonId:
    return PersonId(UUID(group))

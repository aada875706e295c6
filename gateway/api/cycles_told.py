"""Cycles, how far they are, and their people, as programs are told of them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.ids import CycleId, PersonId, ReviewId
from gateway.api.shapes import Shape
from gateway.console.home import CycleLine
from gateway.cycle_figures import Standing
from gateway.cycle_overview import Overview
from storage.read_models.console_people import PersonLine


class Needs(Shape):
    """What in a cycle needs HR: how many of each."""

    overdue: int
    blocked: int
    more_time: int
    failed: int = Field(description="Messages that could not be delivered.")


class Reviews(Shape):
    """How many reviews a cycle has, and how they stand."""

    reviews: int
    completed: int
    cancelled: int
    paused: int


class CycleShown(Shape):
    """A cycle, as far as the person looks after it."""

    cycle: CycleId
    key: str
    title: str
    state: Literal["running", "closed"]
    percent: int = Field(description="How much of all stages of all reviews is over.")
    reviews: Reviews
    needs: Needs


class Counts(Shape):
    """How many steps are planned, open, blocked, overdue, done, ended without being done."""

    planned: int
    open: int
    blocked: int
    overdue: int
    done: int
    expired: int


class GroupShown(Shape):
    """How a stage, a group or all of it stands."""

    name: str
    steps: int
    percent: int
    counts: Counts


class Tally(Shape):
    """What a chart of the console shows, as the table beside it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Progress(Shape):
    """How far a cycle is.

    `ratings` is there for a token of the scope `ratings:read`; `withheld` says why it is not
    although it could be.
    """

    at: datetime
    reviews: Reviews
    needs: Needs
    whole: GroupShown
    stages: tuple[GroupShown, ...]
    groups: tuple[GroupShown, ...]
    more_groups: int
    course: Tally
    workload: Tally | None
    ratings: Tally | None
    withheld: str


class PersonInCycle(Shape):
    """A review of a cycle: whose, how far, and its most urgent step."""

    review: ReviewId
    reviewee: PersonId
    name: str
    department: str | None
    manager: PersonId | None
    manager_name: str | None
    stage: str | None
    state: Literal["open", "completed", "cancelled"]
    is_paused: bool
    step: str | None
    step_state: Literal["open", "blocked"] | None
    due: datetime | None
    assignee: PersonId | None
    with_whom: str | None
    open: int
    overdue: int
    blocked: int


def cycle_told(line: CycleLine) -> CycleShown:
    """Tell of a cycle in a list."""
    cycle = line.scope.cycle
    return CycleShown(
        cycle=cycle.cycle,
        key=cycle.key,
        title=cycle.title,
        state=cycle.state,
        percent=line.percent,
        reviews=Reviews.model_validate(line.counts),
        needs=Needs.model_validate(line.needs),
    )


def person_told(line: PersonLine) -> PersonInCycle:
    """Tell of a review in a list."""
    return PersonInCycle.model_validate(line)


def progress_told(seen: Overview) -> Progress:
    """Tell how far a cycle is."""
    return Progress(
        at=seen.at,
        reviews=Reviews.model_validate(seen.counts),
        needs=Needs.model_validate(seen.needs),
        whole=_group(seen.whole),
        stages=tuple(map(_group, seen.stages)),
        groups=tuple(map(_group, seen.groups)),
        more_groups=seen.more_groups,
        course=Tally.model_validate(seen.course.table),
        workload=Tally.model_validate(seen.loads.table) if seen.loads else None,
        ratings=Tally.model_validate(seen.ratings.table) if seen.ratings else None,
        withheld=seen.withheld,
    )


def _group(standing: Standing) -> GroupShown:
    return GroupShown.model_validate(standing)

"""When everybody acts: drawn from the seed, the same for who foresees it and for who plays it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from domain.definition.cycle import Step
from domain.ids import ReviewId
from domain.people import Person
from domain.tempo import Segment, Tempo
from workers.load.habits import Window, habit_of, moment
from workers.load.process import Process

CUTS: Final = 48
BY_WORK: Final = 0.5
"""Half of the real time goes by what there is to do, half by the days that pass.

So the busiest moment of a cycle is at most twice as busy as the average of the load, however few
minutes a cycle of many people passes in.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A review: of whom, and who leads them."""

    review: ReviewId
    reviewee: Person
    manager: Person


def actor_of(process: Process, case: Case, step: Step) -> Person:
    """Say who does a step."""
    return case.manager if process.is_of_manager(step) else case.reviewee


def chance_of(seed: int, about: str, person: Person, step: Step, round_: int = 1) -> Random:
    """Give dice that fall the same way for the same thing, whatever ids there are."""
    told = (seed, about, person.employee_number, step.id, round_)
    return Random(":".join(map(str, told)))  # noqa: S311 - a play, no secret


def acts_at(process: Process, case: Case, step: Step, opened: datetime, seed: int) -> datetime:
    """Say at which moment of the cycle's time somebody does a step that opened then."""
    actor = actor_of(process, case, step)
    habit = habit_of(chance_of(seed, "habit", actor, step))
    window, chance = (
        Window(opened, process.due(step, opened)),
        chance_of(seed, "at", case.reviewee, step),
    )
    return moment(habit, window, ZoneInfo(actor.time_zone), chance)


def foreseen(process: Process, cases: Sequence[Case], seed: int) -> list[datetime]:
    """Give the moments at which steps will be done, in order, if nothing is sent back."""
    moments = []
    for case in cases:
        opened = process.opens
        for step in process.steps:
            opened = acts_at(process, case, step, opened, seed)
            moments.append(opened)
    return sorted(moments)


def tempo_for(
    process: Process, begins: datetime, minutes: float, moments: Sequence[datetime]
) -> Tempo:
    """Let the cycle stand at its first morning until `begins`, then pass in so many minutes.

    Days on which much is done pass slower than others. What is late after that goes on at the
    average pace.
    """
    start, end = process.opens, moments[-1] + timedelta(days=1)
    whole = end - start
    edges = [start + whole * (place / CUTS) for place in range(CUTS + 1)]
    segments, real = [], begins
    for one, after in pairwise(edges):
        done = bisect_right(moments, after) - bisect_right(moments, one)
        share = BY_WORK * done / len(moments) + (1 - BY_WORK) / CUTS
        seconds = timedelta(minutes=minutes) * share
        segments.append(Segment(real=real, virtual=one, rate=(after - one) / seconds))
        real += seconds
    average = whole / timedelta(minutes=minutes)
    return Tempo(segments=(*segments, Segment(real=real, virtual=end, rate=average)))

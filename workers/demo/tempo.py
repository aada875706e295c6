"""How fast the year of the demonstration passes: quiet months at a run, busy weeks at a walk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from domain.definition.cycle import CycleDefinition
from domain.definition.timetable import PlannedStep, timetable
from domain.definition.words import Role
from domain.tempo import Tempo

CURTAIN_UP: Final = time(8, 0, tzinfo=UTC)
CURTAIN_DOWN: Final = time(6, 0, tzinfo=UTC)  # of the day after; then it is night in San Francisco
LATECOMERS: Final = timedelta(days=14)
"""For how long after its last due date a stage still keeps people busy."""

_QUIET: Final = 0.005
"""The work of a day on which nothing is due, in steps of a seat; looking on takes time, too."""
_LATE_PART: Final = 0.3
_PEER: Final = 0.5
_RARE: Final = 0.4


class Busy(NamedTuple):
    """So much is to be done, by one reviewee and those around, from a day until before another."""

    begins: date
    ends: date
    work: float

    @property
    def a_day(self) -> float:
        """Give the work of one of its days."""
        return self.work / max((self.ends - self.begins).days, 1)


def begins_at(definition: CycleDefinition) -> datetime:
    """Say at which moment of the cycle's time the curtain rises."""
    return datetime.combine(definition.begins, CURTAIN_UP)


def ends_at(definition: CycleDefinition) -> datetime:
    """Say at which moment of the cycle's time the year is over."""
    return datetime.combine(definition.ends + timedelta(days=1), CURTAIN_DOWN)


def demo_tempo(definition: CycleDefinition, real_start: datetime, seconds: float) -> Tempo:
    """Spread the year of a cycle over so many real seconds, by the work there is to do.

    From its end on the cycle runs at the pace of real time, so that one can go on by hand.
    """
    start, end = begins_at(definition), ends_at(definition)
    spans = list(_busy(definition))
    cuts = sorted({day for span in spans for day in (span.begins, span.ends)})
    instants = [datetime.combine(day, time(0, 0), UTC) for day in cuts]
    edges = [start, *(at for at in instants if start < at < end), end]
    works = [_work(spans, one, after) for one, after in pairwise(edges)]
    whole = sum(works)
    stretches = [
        (until, seconds * work / whole) for until, work in zip(edges[1:], works, strict=True)
    ]
    return Tempo.accelerated(real_start, start, stretches)


def _busy(definition: CycleDefinition) -> Iterator[Busy]:
    """Give each stage twice: until its last due date, and until the latecomers are done."""
    planned = timetable(definition)
    for stage in definition.stages:
        steps = [each for each in planned if each.stage == stage.id]
        work = sum(_seats(definition, each) for each in steps)
        opens, due = min(each.opens for each in steps), max(each.due for each in steps)
        if due > opens:
            yield Busy(opens, due, work * (1 - _LATE_PART))
        yield Busy(due, due + LATECOMERS, work * _LATE_PART)


def _seats(definition: CycleDefinition, planned: PlannedStep) -> float:
    """Weigh a step; one that others wait for weighs more than those of peers side by side."""
    role = definition.step(planned.step).role
    if role is Role.PEER:
        return _PEER * (definition.peers.minimum + definition.peers.count) / 2
    return _RARE if planned.is_conditional or role is Role.PANEL else 1.0


def _work(spans: list[Busy], begins: datetime, ends: datetime) -> float:
    middle = (begins + (ends - begins) / 2).date()
    a_day = _QUIET + sum(span.a_day for span in spans if span.begins <= middle < span.ends)
    return a_day * ((ends - begins) / timedelta(days=1))

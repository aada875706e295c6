"""Whether an objective is off track, and why: a rule, not a judgement of anybody."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.attainment import ALL_OF_IT, NONE_OF_IT, attainment
from domain.measures import Measure, MilestoneMeasure, NumericMeasure
from domain.progress.reading import Confidence, Reading

BEHIND_BY: Final = Fraction(25, 100)
"""How far attainment may stay behind the time that has passed."""


class OffTrack(StrEnum):
    """Why an objective is off track."""

    BEHIND = "behind"
    LOW_CONFIDENCE = "low_confidence"
    OBSTACLE = "obstacle"


def off_track(measure: Measure, reading: Reading, begins: date, ends: date) -> tuple[OffTrack, ...]:
    """Give every reason why an objective is off track by its latest reading; empty when it is not.

    It is behind when, on the day of the reading, attainment stays more than 25 points behind what
    is expected by then: the share of the days from `begins` to `ends` that have passed, or all of
    it for a band that is to be held and for milestones, of which only those due are counted. What
    was not measured is not behind.
    """
    return tuple(_reasons(measure, reading, begins, ends))


def _reasons(measure: Measure, reading: Reading, begins: date, ends: date) -> Iterator[OffTrack]:
    attained = attainment(measure, reading)
    if attained is not None:
        expected = _expected(measure, time_passed(reading.on, begins, ends))
        if expected - attained > BEHIND_BY:
            yield OffTrack.BEHIND
    if reading.confidence is Confidence.LOW:
        yield OffTrack.LOW_CONFIDENCE
    if reading.obstacle:
        yield OffTrack.OBSTACLE


def _expected(measure: Measure, passed: Fraction) -> Fraction:
    is_held = isinstance(measure, NumericMeasure) and measure.direction == "hold"
    return ALL_OF_IT if is_held or isinstance(measure, MilestoneMeasure) else passed


def time_passed(on: date, begins: date, ends: date) -> Fraction:
    """Give the share of the days from the first to the last that have passed, from 0 to 1."""
    days = (ends - begins).days
    if days <= 0:
        return ALL_OF_IT if on >= ends else NONE_OF_IT
    return min(ALL_OF_IT, max(NONE_OF_IT, Fraction((on - begins).days, days)))

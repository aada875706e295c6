"""How an objective came along, as the geometry of a small picture: readings against the time.

The picture never stands alone: the readings stand beside it in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.attainment import in_per_cent, suggested_level, way_made
from domain.definition.cycle import CycleDefinition
from domain.goals import Goal
from domain.ids import PersonId
from domain.progress.picture import GoalPicture, Picture
from domain.progress.reading import Reading
from domain.progress.standing import Earlier
from domain.views.telling import day_in_words
from domain.views.telling_goals import (
    WHY_OFF_TRACK,
    attained_in_words,
    measure_in_words,
    number_in_words,
    reading_in_words,
    serves_in_words,
)

WIDTH: Final = 320
HEIGHT: Final = 96
_LEFT: Final = 52
_RIGHT: Final = 8
_TOP: Final = 10
_BOTTOM: Final = 22
_MOST: Final = Fraction(3, 2)
"""Beyond half as much again, and below as much behind the baseline, a reading lies on the edge."""


@dataclass(frozen=True)
class Mark:
    """A reading in the picture, in units of the picture, and what it said."""

    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Marks:
    """The picture of an objective; `line` joins the readings, `pace` is the time that passes."""

    marks: tuple[Mark, ...]
    line: str
    pace: str
    target_y: float
    baseline_y: float
    left: int
    right: int
    begins: str
    ends: str
    summary: str


@dataclass(frozen=True)
class ReadingLine:
    """A reading in words, who recorded it, and what is in the way."""

    on: date
    stands: str
    confidence: str
    evidence: str
    obstacle: str
    by: PersonId


@dataclass(frozen=True)
class GoalShown:
    """An objective with its picture and every word beside it."""

    goal: Goal
    weight: str
    measure: str
    attained: str
    suggests: str
    off_track: str
    marks: Marks | None
    readings: tuple[ReadingLine, ...]
    earlier: tuple[Earlier, ...]
    added_because: str


def goals_shown(picture: Picture, definition: CycleDefinition) -> tuple[GoalShown, ...]:
    """Lay the objectives of a review out."""
    return tuple(_shown(each, definition) for each in picture.goals)


def together(picture: Picture) -> str:
    """Say how far all of them came, over what was measured; empty before anything was."""
    if picture.attained is None:
        return ""
    weight = number_in_words(picture.measured)
    return f"Over the {weight} % that were measured, {in_per_cent(picture.attained)} is attained."


def _shown(told: GoalPicture, definition: CycleDefinition) -> GoalShown:
    goal = told.goal
    latest = next((r.reading for r in reversed(told.readings) if not r.reading.is_missing), None)
    return GoalShown(
        goal=goal,
        weight=number_in_words(goal.weight),
        measure=_begun(f"{measure_in_words(goal.measure)}; {serves_in_words(goal)}"),
        attained=_begun(attained_in_words(goal.measure, latest, told.attained, told.raw)),
        suggests=_suggests(told, definition),
        off_track=", ".join(WHY_OFF_TRACK[each] for each in told.off_track),
        marks=marks(told, definition.begins, definition.ends),
        readings=tuple(
            ReadingLine(
                on=each.reading.on,
                stands=reading_in_words(goal.measure, each.reading),
                confidence=each.reading.confidence,
                evidence=each.reading.evidence,
                obstacle=each.reading.obstacle,
                by=each.by,
            )
            for each in told.readings
        ),
        earlier=told.earlier,
        added_because=told.added_because,
    )


def _suggests(told: GoalPicture, definition: CycleDefinition) -> str:
    level = suggested_level(told.attained, definition.goals.bands)
    if level is None:
        return ""
    scale = definition.rating_scale
    label = next((each.label for each in scale.levels if each.value == level), "") if scale else ""
    return f"suggests level {level} ({label})" if label else f"suggests level {level}"


def _begun(words: str) -> str:
    """Begin a sentence with a capital and end it with one full stop."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def marks(told: GoalPicture, begins: date, ends: date) -> Marks | None:
    """Draw the readings of an objective over the days of a cycle; None while nothing is measured.

    The way made by each reading stands over its day: 0 is the baseline, 1 the target.
    """
    shares = list(_shares(told))
    if not shares:
        return None
    frame = _Frame(begins, ends, [share for _, share in shares])
    drawn = tuple(
        Mark(
            frame.x(reading.on),
            frame.y(share),
            f"{day_in_words(reading.on)}: {reading_in_words(told.goal.measure, reading)}",
        )
        for reading, share in shares
    )
    first, last = drawn[0], drawn[-1]
    return Marks(
        marks=drawn,
        line=" ".join(f"{mark.x},{mark.y}" for mark in drawn),
        pace=f"{frame.x(begins)},{frame.y(Fraction(0))} {frame.x(ends)},{frame.y(Fraction(1))}",
        target_y=frame.y(Fraction(1)),
        baseline_y=frame.y(Fraction(0)),
        left=_LEFT,
        right=WIDTH - _RIGHT,
        begins=day_in_words(begins),
        ends=day_in_words(ends),
        summary=first.title if first is last else f"From {first.title}. To {last.title}.",
    )


def _shares(told: GoalPicture) -> Iterator[tuple[Reading, Fraction]]:
    for kept in told.readings:
        made = way_made(told.goal.measure, kept.reading)
        if made is not None:
            yield kept.reading, made


class _Frame:
    """Where a day and a share lie in the picture."""

    def __init__(self, begins: date, ends: date, shares: list[Fraction]) -> None:
        self._begins, self._days = begins, max((ends - begins).days, 1)
        self._most = max(Fraction(1), *map(_kept, shares)) + Fraction(1, 20)
        self._least = min(Fraction(0), *map(_kept, shares)) - Fraction(1, 20)

    def x(self, on: date) -> float:
        share = min(max(Fraction((on - self._begins).days, self._days), Fraction(0)), Fraction(1))
        return _round(_LEFT + share * (WIDTH - _LEFT - _RIGHT))

    def y(self, share: Fraction) -> float:
        part = (self._most - _kept(share)) / (self._most - self._least)
        return _round(_TOP + part * (HEIGHT - _TOP - _BOTTOM))


def _kept(share: Fraction) -> Fraction:
    return min(max(share, -_MOST + 1), _MOST)


def _round(place: Fraction) -> float:
    return float(round(Decimal(place.numerator) / Decimal(place.denominator), 1))

"""The objectives of a person at a glance: readings, what is attained, and what is off track."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from domain.attainment import NONE_OF_IT, counted, way_made
from domain.definition.cycle import CycleDefinition
from domain.goals import Goal
from domain.ids import PersonId
from domain.progress.off_track import OffTrack, off_track
from domain.progress.reading import Reading
from domain.progress.standing import Earlier, Standing, StandingGoal


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading, who recorded it, and when (the cycle's time)."""

    reading: Reading
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class GoalPicture:
    """One objective: as it stands, its earlier versions, and its readings, oldest first.

    Attributes:
        attained: by the latest reading that measured something; None without one.
        raw: likewise, below 0 where it fell behind the baseline.
        counted: what of it enters the total.
        off_track: why it is off track by the latest reading.
    """

    goal: Goal
    earlier: tuple[Earlier, ...]
    added_at: datetime | None
    added_because: str
    readings: tuple[KeptReading, ...]
    attained: Fraction | None
    raw: Fraction | None
    counted: Fraction | None
    off_track: tuple[OffTrack, ...]

    @property
    def latest(self) -> Reading | None:
        """Give the latest reading."""
        return self.readings[-1].reading if self.readings else None


@dataclass(frozen=True, slots=True)
class Picture:
    """All objectives of a review.

    Attributes:
        goals: those people work on, in their order.
        standing: what was agreed, dropped, and waits for agreement.
        attained: the weighted mean of what counts, over objectives that were measured.
        measured: the sum of the weights of those.
    """

    goals: tuple[GoalPicture, ...]
    standing: Standing
    attained: Fraction | None
    measured: Decimal

    @property
    def is_off_track(self) -> bool:
        """Whether any objective is off track."""
        return any(each.off_track for each in self.goals)


def picture(
    definition: CycleDefinition, standing: Standing, readings: Iterable[KeptReading]
) -> Picture:
    """Lay the readings beside the objectives that stand; those of dropped ones are left out."""
    ordered = sorted(readings, key=lambda each: (each.reading.on, each.at))
    agreed = {each.goal.id: each for each in standing.goals}
    goals = tuple(
        _goal(definition, agreed.get(goal.id, StandingGoal(goal)), ordered)
        for goal in standing.in_force
    )
    return Picture(goals, standing, *_weighted(goals))


def _goal(
    definition: CycleDefinition, standing: StandingGoal, ordered: Sequence[KeptReading]
) -> GoalPicture:
    goal = standing.goal
    readings = tuple(each for each in ordered if _is_of(each, standing))
    measured, made = _measured(goal, readings)
    begins = standing.added_at.date() if standing.added_at else definition.begins
    return GoalPicture(
        goal=goal,
        earlier=standing.earlier,
        added_at=standing.added_at,
        added_because=standing.added_because,
        readings=readings,
        attained=None if made is None else max(NONE_OF_IT, made),
        raw=made,
        counted=counted(goal.measure, measured),
        off_track=_off_track(goal, readings, measured, begins, definition.ends),
    )


def _is_of(read: KeptReading, standing: StandingGoal) -> bool:
    """Whether it was read of this objective, not of one dropped before that had the same id."""
    is_later = standing.added_at is None or read.at >= standing.added_at
    return is_later and read.reading.goal == standing.goal.id


def _measured(
    goal: Goal, readings: Sequence[KeptReading]
) -> tuple[Reading | None, Fraction | None]:
    """Give the latest reading that measured something, and the raw share by it."""
    for each in reversed(readings):
        made = way_made(goal.measure, each.reading)
        if made is not None:
            return each.reading, made
    return None, None


def _off_track(
    goal: Goal,
    readings: Sequence[KeptReading],
    measured: Reading | None,
    begins: date,
    ends: date,
) -> tuple[OffTrack, ...]:
    """Judge what was measured last, and what was last said of confidence and obstacles."""
    if not readings:
        return ()
    latest = readings[-1].reading
    said = off_track(goal.measure, latest, begins, ends)
    if measured is None or measured is latest:
        return said
    was_behind = OffTrack.BEHIND in off_track(goal.measure, measured, begins, ends)
    return (OffTrack.BEHIND, *said) if was_behind else said


def _weighted(goals: Sequence[GoalPicture]) -> tuple[Fraction | None, Decimal]:
    measured = [(each.goal.weight, each.counted) for each in goals if each.counted is not None]
    weights = sum((weight for weight, _ in measured), Decimal(0))
    if not weights:
        return None, weights
    total = sum((Fraction(weight) * share for weight, share in measured), Fraction(0))
    return total / Fraction(weights), weights

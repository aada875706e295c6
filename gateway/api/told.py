"""What the API tells of reviews: words by step, objectives, ratings, what happened."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from domain.history import EarlierReview
from domain.progress.picture import Picture
from gateway.api.shapes import Shape
from gateway.chapters import Chapter
from gateway.goal_marks import GoalShown, together
from gateway.rating_seen import RatingSeen
from storage.read_models.people import Names
from storage.read_models.timeline import TimelineEntry


class Answer(Shape):
    """A question and what was answered, line by line; `question` is "" for a reason alone."""

    question: str
    lines: tuple[str, ...]


class ChapterTold(Shape):
    """What one person, or several without names, handed in on a step.

    `at` is null where nobody may know when it was.
    """

    step: str
    title: str
    role: str
    by: str
    at: datetime | None
    said: tuple[Answer, ...]


class ReadingTold(Shape):
    """How far an objective had come on a day."""

    on: date
    stands: str
    confidence: str
    evidence: str
    obstacle: str
    by: str


class GoalTold(Shape):
    """An objective, how it is measured, how far it has come, and its readings, oldest first."""

    id: str
    title: str
    weight: str
    measure: str
    attained: str
    suggests: str
    off_track: str
    readings: tuple[ReadingTold, ...]


class LevelTold(Shape):
    """A level of the rating scale."""

    value: int
    label: str


class RatingTold(Shape):
    """How a rating came about, and which level stands."""

    proposed: LevelTold | None
    calibrated: LevelTold | None
    amended: LevelTold | None
    final: LevelTold


class Happened(Shape):
    """One thing that happened, when, and in a sentence."""

    position: int
    at: datetime
    type: str
    sentence: str


class EarlierGoalTold(Shape):
    """An objective of the last cycle and how far it came, in per cent of the way."""

    title: str
    weight: Decimal
    attained: Decimal | None


class EarlierTold(Shape):
    """The last cycle of the person; `withheld` names what the reader will see later."""

    cycle: str
    goals: tuple[EarlierGoalTold, ...]
    rating: int | None
    level: str | None
    strengths: str | None
    withheld: tuple[str, ...]


class Goals(Shape):
    """The objectives of a review, and how far all of them came together."""

    goals: tuple[GoalTold, ...]
    together: str = Field(description='"" before anything was measured.')


def goals_told(picture: Picture, shown: Iterable[GoalShown], names: Names) -> Goals:
    """Tell objectives with their readings."""
    goals = tuple(
        GoalTold(
            id=each.goal.id,
            title=each.goal.title,
            weight=each.weight,
            measure=each.measure,
            attained=each.attained,
            suggests=each.suggests,
            off_track=each.off_track,
            readings=tuple(
                ReadingTold(
                    on=reading.on,
                    stands=reading.stands,
                    confidence=reading.confidence,
                    evidence=reading.evidence,
                    obstacle=reading.obstacle,
                    by=names.name_of(reading.by),
                )
                for reading in each.readings
            ),
        )
        for each in shown
    )
    return Goals(goals=goals, together=together(picture))


def chapters_told(chapters: Iterable[Chapter]) -> tuple[ChapterTold, ...]:
    """Tell what was written."""
    return tuple(ChapterTold.model_validate(each) for each in chapters)


def rating_told(rating: RatingSeen | None) -> RatingTold | None:
    """Tell a rating, if the reader may know it."""
    return RatingTold.model_validate(rating) if rating else None


def happened(entries: Iterable[TimelineEntry]) -> tuple[Happened, ...]:
    """Tell what happened, in the order given."""
    return tuple(Happened.model_validate(each) for each in entries)


def earlier_told(earlier: EarlierReview | None) -> EarlierTold | None:
    """Tell the last cycle, if the reader may know of it."""
    return EarlierTold.model_validate(earlier) if earlier else None

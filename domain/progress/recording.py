"""Takes a reading of an objective, or refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import JsonValue

from domain.answers import NotAnAnswer, date_of, is_blank, shown
from domain.goals import Goal
from domain.ids import PersonId, ReviewId
from domain.progress.events import ReadingRecorded
from domain.progress.reading import NotThisMeasure, Reading, read_reading
from domain.progress.refusals import (
    NotYoursToRead,
    ReadingBeforeTheCycle,
    ReadingInTheFuture,
    ReadingNotAccepted,
    ReadingOfAnotherKind,
    ReviewIsOver,
    UnknownGoal,
)
from domain.stamping import Command

SEALED: Final = "reading"
"""What the sealed part of ReadingRecorded calls the reading."""


class RecordReading(Command):
    """Take down how far an objective has come; `told` is as in one line of the mid-year form."""

    request: str
    by: PersonId
    goal: str
    told: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class UnderReview:
    """What one has to know of a review to take a reading.

    `takers` may record one: the reviewee and whoever manages them. `today` is the day of the
    cycle's time where the reviewee lives, `begins` the first day of the cycle.
    """

    review: ReviewId
    takers: frozenset[PersonId]
    goals: Sequence[Goal]
    begins: date
    today: date
    is_over: bool = False


def decide(
    earlier: Sequence[ReadingRecorded], asked: RecordReading, about: UnderReview
) -> tuple[ReadingRecorded, Reading] | None:
    """Give the event and the reading to be sealed beside it; None when it is recorded already.

    Raises:
        NotYoursToRead, ReviewIsOver, UnknownGoal, ReadingInTheFuture, ReadingBeforeTheCycle,
        ReadingOfAnotherKind, ReadingNotAccepted: says why; nothing follows then.
    """
    if any(event.request == asked.request for event in earlier):
        return None
    if asked.by not in about.takers:
        raise NotYoursToRead
    if about.is_over:
        raise ReviewIsOver
    reading = _reading(asked, _goal(asked.goal, about.goals), about)
    event = ReadingRecorded(at=asked.at, review=about.review, by=asked.by, request=asked.request)
    return event, reading


def _goal(named: str, goals: Sequence[Goal]) -> Goal:
    for goal in goals:
        if goal.id == named.strip():
            return goal
    known = ", ".join(goal.id for goal in goals)
    there = f"there are: {known}" if known else "none has been set yet"
    raise UnknownGoal(f"There is no objective '{shown(named)}'; {there}.")


def _reading(asked: RecordReading, goal: Goal, about: UnderReview) -> Reading:
    try:
        _check_day(asked.told.get("on"), about)
        reading = read_reading(asked.told, goal, about.today)
    except NotThisMeasure as misfit:
        raise ReadingOfAnotherKind(str(misfit)) from None
    except NotAnAnswer as refused:
        raise ReadingNotAccepted(" ".join(refused.sentences)) from None
    if reading.is_missing:
        raise ReadingNotAccepted("Please say how far it has come: nothing was measured.")
    return reading


def _check_day(told: JsonValue, about: UnderReview) -> None:
    on = about.today if is_blank(told) else date_of(told)
    if on > about.today:
        raise ReadingInTheFuture(
            f"{on} is still to come; a reading holds for today ({about.today}) or a day before."
        )
    if on < about.begins:
        raise ReadingBeforeTheCycle(f"{on} lies before the cycle, which begins on {about.begins}.")

"""A reading can be recorded any time, by the reviewee or the manager, of what stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import JsonValue

from domain.errors import ReviewError
from domain.ids import PersonId, ReviewId
from domain.progress import refusals
from domain.progress.recording import RecordReading, UnderReview, decide
from tests.unit.progress_facts import GOALS, TODAY, said

REVIEW, ANA, TOM, PIA = ReviewId(UUID(int=1)), *(PersonId(UUID(int=n)) for n in (2, 3, 4))
AT = datetime(2026, 6, 30, 9, tzinfo=UTC)
ABOUT = UnderReview(REVIEW, frozenset({ANA, TOM}), GOALS, begins=date(2026, 1, 5), today=TODAY)


def asked(goal: str = "faster", by: PersonId = ANA, **parts: JsonValue) -> RecordReading:
    told = said(**(parts or {"value": 6}))
    return RecordReading(at=AT, request="june", by=by, goal=goal, told=told)


@pytest.mark.parametrize("by", [ANA, TOM])
def test_the_reviewee_and_the_manager_record_readings(by: PersonId) -> None:
    taken = decide((), asked(by=by), ABOUT)
    assert taken is not None
    event, reading = taken
    assert (event.review, event.by, event.at, event.request) == (REVIEW, by, AT, "june")
    assert (reading.goal, reading.value, reading.on) == ("faster", Decimal(6), TODAY)


def test_what_was_read_stands_nowhere_in_the_open() -> None:
    taken = decide((), asked(value=6, obstacle="Nobody answers."), ABOUT)
    assert taken is not None
    told = taken[0].model_dump_json()
    assert set(taken[0].model_dump()) == {"at", "type", "review", "by", "request"}
    assert "faster" not in told
    assert "Nobody" not in told


def test_the_same_request_is_recorded_once() -> None:
    taken = decide((), asked(), ABOUT)
    assert taken is not None
    assert decide([taken[0]], asked(value=7), ABOUT) is None


@pytest.mark.parametrize(
    "request_, refusal, sentence",
    [
        (asked(by=PIA), refusals.NotYoursToRead, "or from their manager"),
        (asked("speed"), refusals.UnknownGoal, "there are: faster, rollout, trust"),
        (asked(value=6, on="2026-07-01"), refusals.ReadingInTheFuture, "still to come"),
        (asked(value=6, on="2026-01-04"), refusals.ReadingBeforeTheCycle, "begins on 2026-01-05"),
        (asked(level=2), refusals.ReadingOfAnotherKind, "measured in days"),
        (asked("trust", value=2), refusals.ReadingOfAnotherKind, "measured in words"),
        (asked("rollout", done=["x"]), refusals.ReadingOfAnotherKind, "no milestone 'x'"),
        (asked(value=6, on="soon"), refusals.ReadingNotAccepted, "like 2026-03-31"),
        (asked(value=6, evidence=""), refusals.ReadingNotAccepted, "evidence"),
        (asked(on="2026-06-29"), refusals.ReadingNotAccepted, "nothing was measured"),
    ],
)
def test_a_reading_is_refused_in_a_sentence(
    request_: RecordReading, refusal: type[ReviewError], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        decide((), request_, ABOUT)


def test_nothing_is_read_after_the_review_is_over_or_before_objectives_are_set() -> None:
    with pytest.raises(refusals.ReviewIsOver):
        decide((), asked(), replace(ABOUT, is_over=True))
    with pytest.raises(refusals.UnknownGoal, match="none has been set yet"):
        decide((), asked(), replace(ABOUT, goals=()))

"""A reading of an objective is told without which objective it was, and without a number."""

from datetime import UTC, datetime
from uuid import UUID

from domain.ids import PersonId, ReviewId
from domain.progress.events import ReadingRecorded
from domain.views.telling import Telling
from domain.views.timeline import sentence

ANA = PersonId(UUID(int=2))
TELL = Telling(name_of=lambda _: "Ana Quist", steps={}, stages={})


def test_a_reading_is_told_with_who_recorded_it() -> None:
    at = datetime(2026, 6, 30, tzinfo=UTC)
    event = ReadingRecorded(at=at, review=ReviewId(UUID(int=1)), by=ANA, request="june-75")
    assert sentence(event, TELL) == "A reading of an objective was recorded by Ana Quist."

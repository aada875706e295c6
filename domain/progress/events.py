"""What has happened to the objectives of a review. What was read is sealed beside the event."""

from datetime import datetime
from typing import ClassVar, Literal

from domain.ids import PersonId, ReviewId
from domain.value import Fact


class ProgressEvent(Fact):
    """Something that was noted of objectives, at a moment of the cycle's time."""

    schema_version: ClassVar[int] = 1
    at: datetime

    def key(self) -> str:
        """Name the business fact, so that recording it twice is recording it once."""
        raise AssertionError(type(self).__name__)


class ReadingRecorded(ProgressEvent):
    """Somebody recorded how far an objective has come; which one, and how far, is sealed."""

    type: Literal["ReadingRecorded"] = "ReadingRecorded"
    review: ReviewId
    by: PersonId
    request: str

    def key(self) -> str:
        """Record each request once."""
        return f"reading:{self.request}"


Event = ReadingRecorded

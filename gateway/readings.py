"""Takes readings of objectives any time: checked, sealed and recorded at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.ids import PersonId, progress_stream
from domain.people import Person
from domain.progress.events import ReadingRecorded
from domain.progress.recording import SEALED, RecordReading, UnderReview, decide
from gateway.noting import note
from storage.archive import Archive
from storage.journal import Entry, Recorded
from storage.read_models.cycles import Cycle
from storage.read_models.goals import standing_goals_of
from storage.read_models.reviews import ReviewLine
from storage.read_models.who_leads import managers_in


@dataclass(frozen=True)
class ReadReview:
    """The review whose objectives are read, its cycle, and the person under review."""

    review: ReviewLine
    cycle: Cycle
    reviewee: Person


@dataclass(frozen=True)
class ReadingAsked:
    """What somebody says of an objective: {value | level | done, evidence, confidence, ...}.

    `request` is chosen by the person's side and makes recording twice recording once.
    """

    request: str
    by: PersonId
    goal: str
    told: dict[str, JsonValue]


async def record_reading(
    archive: Archive, asked: ReadingAsked, about: ReadReview, at: datetime
) -> int:
    """Record a reading, at that moment of the cycle's time; give the log's position.

    Raises:
        NotYoursToRead, ReviewIsOver, UnknownGoal, ReadingInTheFuture, ReadingBeforeTheCycle,
        ReadingOfAnotherKind, ReadingNotAccepted: says why; nothing is recorded then.
    """
    review, reviewee = about.review.review, about.reviewee
    definition = about.cycle.definition
    managers = await managers_in(archive.readers, review)
    known = UnderReview(
        review=review,
        takers=frozenset({reviewee.id, *managers}),
        goals=await standing_goals_of(archive.journal, review, definition),
        begins=definition.begins,
        today=at.astimezone(ZoneInfo(reviewee.time_zone)).date(),
        is_over=about.review.state != "open",
    )
    command = RecordReading(
        at=at, request=asked.request, by=asked.by, goal=asked.goal, told=asked.told
    )

    def follows(recorded: Sequence[Recorded]) -> list[Entry]:
        earlier = [each.event for each in recorded if isinstance(each.event, ReadingRecorded)]
        taken = decide(earlier, command, known)
        if taken is None:
            return []
        event, reading = taken
        sealed: dict[str, JsonValue] = {SEALED: reading.model_dump(mode="json", exclude_none=True)}
        return [Entry(event, {reviewee.id: sealed})]

    return await note(archive, progress_stream(review), follows)

"""The timeline of a review or a session, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from domain.actions.events import ActionEvent
from domain.calibration.events import SessionEvent
from domain.development.events import PlanEvent
from domain.ids import PersonId
from domain.progress.events import ProgressEvent
from domain.review.events import ReviewEvent
from domain.views.telling import Telling
from domain.views.timeline import sentence
from storage.event_types import DomainEvent, decode
from storage.read_models.asking import row_of, rows_of
from storage.read_models.cycles import definition_in
from storage.read_models.people import names_of

# timeline: what happened in one review or session, in order.
TIMELINE: Final = """
SELECT position, type, schema_version, facts FROM read.timeline
WHERE stream = $1 AND position > $2 ORDER BY version
"""

# setting_of: the definition behind a review or session, and whose zone its days are told in.
SETTING_OF: Final = """
SELECT c.definition, found.reader
FROM (
    SELECT cycle, reviewee AS reader FROM read.reviews WHERE review = $1
    UNION ALL
    SELECT cycle, facilitator FROM read.sessions WHERE session = $1
    UNION ALL
    SELECT cycle, owner FROM read.actions WHERE action = $1
    UNION ALL
    SELECT cycle, reviewee FROM read.plans WHERE plan = $1
) AS found
LEFT JOIN read.cycles AS c USING (cycle)
"""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, when, and in a sentence."""

    position: int
    at: datetime
    type: str
    sentence: str


async def timeline(pool: asyncpg.Pool, stream: UUID, *, after: int = 0) -> list[TimelineEntry]:
    """Tell what happened in a review or a session after a position, oldest first.

    The sentences name everybody who acted; who may read which of them is for the page to decide.
    """
    rows = await rows_of(pool, TIMELINE, stream, after)
    if not rows:
        return []
    events = [decode(row["type"], row["schema_version"], row["facts"]) for row in rows]
    tell = await telling_of(pool, stream, events)
    return [
        TimelineEntry(row["position"], event.at, row["type"], sentence(event, tell))
        for row, event in zip(rows, events, strict=True)
        if isinstance(event, ReviewEvent | SessionEvent | ActionEvent | ProgressEvent | PlanEvent)
    ]


async def telling_of(pool: asyncpg.Pool, stream: UUID, events: list[DomainEvent]) -> Telling:
    """Give the names, titles and zones in which the events of a stream are told."""
    setting = await row_of(pool, SETTING_OF, stream)
    told = setting["definition"] if setting else None
    definition = definition_in(told) if told else None
    people = {person for event in events for person in people_in(event)}
    reader = setting["reader"] if setting else None
    names = await names_of(pool, people, reader=reader)
    return Telling.of(definition, names.name_of, names.zone_of)


def people_in(value: object) -> Iterator[PersonId]:
    """Find every id that may be a person's; ids of other things are simply not found."""
    match value:
        case UUID():
            yield PersonId(value)
        case BaseModel():
            for name in type(value).model_fields:
                yield from people_in(getattr(value, name))
        case tuple():
            for each in value:
                yield from people_in(each)
        case _:
            return

"""The year of one person in sentences: the review, and everything that happened around it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import PersonId, ReviewId, plan_id, progress_stream
from domain.views.withheld import knows_authors
from domain.visibility import INSIDERS, READ_PLANS
from storage.archive import Archive
from storage.read_models.asking import rows_of
from storage.read_models.cycles import cycle_of
from storage.read_models.feedback_told import feedback_told, quiet_told
from storage.read_models.reviews import ReviewLine
from storage.read_models.timeline import TimelineEntry, timeline
from storage.read_models.timeline_seen import timeline_seen_by
from storage.read_models.viewing import Viewing, viewing

# actions_around: the actions that belong to a review, by their ids.
ACTIONS_AROUND: Final = "SELECT action FROM read.actions WHERE review = $1 ORDER BY tasked_at"


async def year_of(
    archive: Archive, review: ReviewLine, reader: PersonId | None = None
) -> list[TimelineEntry]:
    """Tell the year of a reviewee: steps, readings, feedback, actions, the plan; oldest first.

    Feedback, and what happens at anonymous steps, is told as far as the reader may know of it;
    readings and actions only to those who work on them with the reviewee, the plan to those who may
    read it, since the days of its talks tell its rhythm; nothing at all to a stranger. HR, which is
    no reader of its own, knows of public recognition.

    To a reader who may not know who wrote anonymously no entry has its position in the log: the gap
    between two would show that something was recorded meanwhile.
    """
    pool = archive.readers
    look = await viewing(pool, review.review, reader) if reader else None
    if look is not None and not look.viewer.acting_roles:
        return []
    told = await _review_told(pool, review, look)
    if look is None or look.viewer.acting_roles & INSIDERS:
        for stream in await _streams(archive, review.review):
            told += await timeline(pool, stream)
        if look is None or look.viewer.acting_roles & READ_PLANS:
            told += await timeline(pool, plan_id(review.review))
        told += await quiet_told(archive, review.review, PersonId(review.reviewee))
    feedback = await feedback_told(archive, PersonId(review.reviewee), reader)
    told += _during(feedback, review.opened_at, review.closed_at)
    told.sort(key=lambda entry: (entry.at, entry.position))
    if look is None or knows_authors(look.viewer):
        return told
    return [replace(entry, position=0) for entry in told]


async def _review_told(
    pool: asyncpg.Pool, review: ReviewLine, look: Viewing | None
) -> list[TimelineEntry]:
    """Tell the review itself, to a reader as far as they may see it."""
    cycle = await cycle_of(pool, review.cycle) if look else None
    if look is None or cycle is None:
        return await timeline(pool, review.review)
    return await timeline_seen_by(pool, review.review, cycle.definition, look)


async def _streams(archive: Archive, review: ReviewId) -> list[UUID]:
    rows = await rows_of(archive.readers, ACTIONS_AROUND, review)
    return [progress_stream(review), *(row["action"] for row in rows)]


def _during(
    entries: Iterable[TimelineEntry], since: datetime, until: datetime | None
) -> list[TimelineEntry]:
    return [each for each in entries if since <= each.at and (until is None or each.at <= until)]

"""Feedback for whoever may read it: words are opened for its readers alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import asyncpg

from domain.feedback.events import FeedbackEvent, FeedbackGiven
from domain.feedback.giving import FeedbackWords, withdrawn_of
from domain.feedback.readers import may_read_feedback
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, OrganisationId, PersonId, feedback_stream
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.asking import row_of, rows_of

# leading: who leads a person: by the directory, and as their manager in an open review.
LEADING: Final = """
SELECT manager AS person FROM read.people WHERE person = $1 AND manager IS NOT NULL
UNION
SELECT s.person FROM read.seats AS s JOIN read.reviews AS r ON r.review = s.review
WHERE r.reviewee = $1 AND r.state = 'open' AND s.role = 'manager' AND s.person IS NOT NULL
"""

# receivers_of: to whom somebody gave feedback that was not withdrawn.
RECEIVERS_OF: Final = """
SELECT DISTINCT receiver FROM read.feedback WHERE giver = $1 AND withdrawn_at IS NULL
"""

# public: the latest public recognition of an organisation, and who got it.
PUBLIC: Final = """
SELECT feedback, receiver FROM read.feedback
WHERE organisation = $1 AND visible_to = 'everyone' AND withdrawn_at IS NULL
ORDER BY at DESC, feedback LIMIT $2
"""

# months: how much feedback of each kind was given, month by month, to one person or to everybody.
MONTHS: Final = """
SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month, kind, count(*) AS number
FROM read.feedback
WHERE organisation = $1 AND withdrawn_at IS NULL AND ($2::uuid IS NULL OR receiver = $2)
GROUP BY month, kind ORDER BY month, kind
"""

# receiver_of: whom feedback is about.
RECEIVER_OF: Final = "SELECT receiver FROM read.feedback WHERE feedback = $1 AND organisation = $2"


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """Feedback with its words; `about` and `seen_on` are as its giver told them."""

    feedback: FeedbackId
    at: datetime
    giver: PersonId
    receiver: PersonId
    kind: FeedbackKind
    visible_to: VisibleTo
    words: str
    about: str | None
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How much feedback of a kind was given in a month, named by its first day."""

    month: date
    kind: FeedbackKind
    number: int


async def leading(pool: asyncpg.Pool, person: PersonId) -> frozenset[PersonId]:
    """Name who leads a person now; nobody leads themselves."""
    rows = await rows_of(pool, LEADING, person)
    return frozenset(PersonId(row["person"]) for row in rows) - {person}


async def feedback_about(
    archive: Archive, receiver: PersonId, reader: PersonId | None
) -> list[FeedbackLine]:
    """List the feedback about a person that somebody may read, oldest first.

    Withdrawn feedback and words of the erased are not there. No reader reads what everyone reads.
    """
    return await _lines(archive, await known_to(archive, receiver, reader))


async def feedback_of_the_year(
    archive: Archive, receiver: PersonId, reader: PersonId, since: datetime, until: datetime
) -> list[FeedbackLine]:
    """List the feedback given from one moment up to another that a reader may read."""
    lines = await feedback_about(archive, receiver, reader)
    return [line for line in lines if since <= line.at < until]


async def given_by(archive: Archive, giver: PersonId) -> list[FeedbackLine]:
    """List the feedback a person gave and did not withdraw, oldest first."""
    found: list[FeedbackLine] = []
    for row in await rows_of(archive.readers, RECEIVERS_OF, giver):
        lines = await feedback_about(archive, row["receiver"], giver)
        found.extend(line for line in lines if line.giver == giver)
    return sorted(found, key=lambda line: line.at)


async def recognition(archive: Archive, limit: int = 50) -> list[FeedbackLine]:
    """List the latest public recognition of the organisation, the newest first."""
    rows = await rows_of(archive.readers, PUBLIC, archive.organisation, limit)
    wanted = {row["feedback"] for row in rows}
    found: list[FeedbackLine] = []
    for receiver in {row["receiver"] for row in rows}:
        lines = await feedback_about(archive, receiver, None)
        found.extend(line for line in lines if line.feedback in wanted)
    return sorted(found, key=lambda line: line.at, reverse=True)


async def months(
    pool: asyncpg.Pool, organisation: OrganisationId, receiver: PersonId | None = None
) -> list[MonthCount]:
    """Count the feedback of each month by kind, to one person or to everybody: what HR reads."""
    return [
        MonthCount(row["month"], FeedbackKind(row["kind"]), row["number"])
        for row in await rows_of(pool, MONTHS, organisation, receiver)
    ]


async def receiver_of(archive: Archive, feedback: FeedbackId) -> PersonId | None:
    """Name the person that feedback is about; None for feedback nobody knows."""
    row = await row_of(archive.readers, RECEIVER_OF, feedback, archive.organisation)
    return PersonId(row["receiver"]) if row else None


async def known_to(
    archive: Archive, receiver: PersonId, reader: PersonId | None
) -> Sequence[Recorded]:
    """List, still sealed, what was given to a person and somebody may know of, oldest first."""
    recorded = await archive.journal.read(feedback_stream(receiver))
    leaders = await leading(archive.readers, receiver)
    gone = withdrawn_of(e.event for e in recorded if isinstance(e.event, FeedbackEvent))
    return [
        each
        for each in recorded
        if isinstance(each.event, FeedbackGiven)
        and each.event.feedback not in gone
        and may_read_feedback(each.event, reader, leaders)
    ]


async def _lines(archive: Archive, known: Iterable[Recorded]) -> list[FeedbackLine]:
    opened = await archive.journal.opened(known)
    return [line for each in opened if (line := _line(each)) is not None]


def _line(opened: Recorded) -> FeedbackLine | None:
    given = opened.event
    if not isinstance(given, FeedbackGiven):
        return None
    kept = (opened.confidential or {}).get(given.receiver)
    if kept is None:
        return None
    told = FeedbackWords.model_validate(kept)
    return FeedbackLine(
        feedback=given.feedback,
        at=given.at,
        giver=given.giver,
        receiver=given.receiver,
        kind=given.kind,
        visible_to=given.visible_to,
        words=told.words,
        about=told.about,
        seen_on=told.seen_on,
    )

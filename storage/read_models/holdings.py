"""What is held about people, as far as it says how long it is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import asyncpg

from domain.erasure.retention import Holding
from domain.erasure.still_to_do import StillToDo
from domain.erasure.words import Kind
from domain.ids import OrganisationId, PersonId
from domain.people_events import PersonLeft
from storage.archive import Archive
from storage.read_models.asking import row_of, rows_of

_HOLDINGS: Final = """
SELECT p.person, p.country, p.employment_status = 'inactive' AS has_left, p.termination_date,
       r.closed_on, coalesce(r.is_running, FALSE) AS is_running, r.reviewee IS NOT NULL AS reviews,
       EXISTS (SELECT FROM read.feedback AS f WHERE f.receiver = p.person OR f.giver = p.person)
           AS feedback,
       EXISTS (SELECT FROM read.plans AS d WHERE d.reviewee = p.person) AS plans
FROM read.people AS p
LEFT JOIN (
    SELECT r.reviewee, max(c.closed_at)::date AS closed_on,
           bool_or(c.closed_at IS NULL) AS is_running
    FROM read.reviews AS r JOIN read.cycles AS c ON c.cycle = r.cycle GROUP BY r.reviewee
) AS r ON r.reviewee = p.person
"""

# holdings_after: what is held about everybody, a page at a time, by id.
HOLDINGS_AFTER: Final = f"""
{_HOLDINGS} WHERE p.organisation = $1 AND ($2::uuid IS NULL OR p.person > $2)
ORDER BY p.person LIMIT $3
"""

# holding_of: what is held about one person.
HOLDING_OF: Final = f"{_HOLDINGS} WHERE p.person = $1"

# still_to_do: what is open that hangs on a person: their reviews; seats in others' reviews that are
# not done in their last round, and blocked steps they look after; sessions they lead or sit on (a
# seat to calibrate is the session's); actions they are to do; plans of others they look after.
STILL_TO_DO: Final = """
SELECT
    (SELECT count(*) FROM read.reviews WHERE reviewee = $1 AND state = 'open') AS reviews,
    (SELECT count(*) FROM (
        SELECT t.review, t.step, t.seat FROM read.seats AS t JOIN read.reviews AS r USING (review)
        WHERE t.person = $1 AND t.act <> 'calibrate' AND r.state = 'open' AND r.reviewee <> $1
          AND coalesce((
              SELECT s.state FROM read.steps AS s
              WHERE s.review = t.review AND s.step = t.step AND s.seat = t.seat
              ORDER BY s.round DESC LIMIT 1
          ), 'to come') NOT IN ('done', 'expired')
        UNION
        SELECT s.review, s.step, s.seat FROM read.steps AS s JOIN read.reviews AS r USING (review)
        WHERE r.state = 'open' AND r.reviewee <> $1
          AND (s.assignee = $1 AND s.state = 'open' OR s.owner = $1 AND s.state = 'blocked')
    ) AS seats) AS steps,
    (SELECT count(*) FROM read.sessions WHERE state = 'open'
        AND (facilitator = $1 OR panel ? ($1::uuid)::text OR co_facilitators ? ($1::uuid)::text)
    ) AS sessions,
    (SELECT count(*) FROM read.actions WHERE state = 'open' AND owner = $1) AS actions,
    (SELECT count(*) FROM read.plans WHERE state = 'open' AND manager = $1 AND reviewee <> $1)
        AS plans
"""


async def holdings(archive: Archive, after: PersonId | None, limit: int) -> Sequence[Holding]:
    """List what is held about the people of the organisation, by id, after one of them."""
    organisation: OrganisationId = archive.organisation
    rows = await rows_of(archive.readers, HOLDINGS_AFTER, organisation, after, limit)
    return await _read(archive, rows)


async def holding_of(archive: Archive, person: PersonId) -> Holding | None:
    """Say what is held about one person; None for somebody who is not in the directory."""
    row = await row_of(archive.readers, HOLDING_OF, person)
    return (await _read(archive, [row]))[0] if row else None


async def still_to_do(archive: Archive, person: PersonId) -> StillToDo:
    """Count what is open and hangs on a person."""
    row = await row_of(archive.readers, STILL_TO_DO, person)
    return StillToDo(**row) if row else StillToDo()


async def _read(archive: Archive, rows: Sequence[asyncpg.Record]) -> list[Holding]:
    undated = [row["person"] for row in rows if row["has_left"] and not row["termination_date"]]
    known = await _left_on(archive, undated)
    return [_holding(row, known.get(row["person"])) for row in rows]


async def _left_on(archive: Archive, people: Sequence[PersonId]) -> dict[PersonId, date]:
    """Say when somebody was said to have left, for those whose last day nobody named."""
    if not people:
        return {}
    recorded = await archive.journal.read_many(people, ["PersonLeft"])
    events = [each.event for each in recorded]
    return {each.person: each.at.date() for each in events if isinstance(each, PersonLeft)}


def _holding(row: asyncpg.Record, noted: date | None) -> Holding:
    held = {Kind.REVIEWS: "reviews", Kind.FEEDBACK: "feedback", Kind.PLANS: "plans"}
    return Holding(
        person=row["person"],
        country=row["country"],
        left_on=row["termination_date"] or noted,
        cycle_closed_on=row["closed_on"],
        is_in_a_cycle=row["is_running"],
        kinds=frozenset({Kind.PERSON_RECORD, *(kind for kind, name in held.items() if row[name])}),
    )

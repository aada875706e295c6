"""Whom one may name for feedback: who is in the cycle, how often asked, and who is above them."""

from collections.abc import Collection
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId, ReviewId
from domain.people import Organisation
from storage.read_models.asking import rows_of
from storage.read_models.people import people_by_id

# launched_among: those of some people for whom a cycle was launched.
LAUNCHED_AMONG: Final = """
SELECT person FROM read.launch_results WHERE cycle = $1 AND person = ANY($2::uuid[])
"""

# asked_elsewhere: in how many other reviews of a cycle each of some people is asked, or was put
# forward to be.
ASKED_ELSEWHERE: Final = """
SELECT s.person, count(DISTINCT s.review) AS reviews
FROM read.seats AS s JOIN read.reviews AS r USING (review)
WHERE r.cycle = $1 AND r.review <> $2 AND r.state <> 'cancelled'
  AND s.role = 'peer' AND s.person = ANY($3::uuid[])
GROUP BY s.person
"""

# with_those_above: some people, everybody above them, and who in HR cares for them; a loop ends.
WITH_THOSE_ABOVE: Final = """
WITH RECURSIVE above (person) AS (
    SELECT unnest($1::uuid[])
    UNION
    SELECT p.manager FROM read.people AS p JOIN above USING (person) WHERE p.manager IS NOT NULL
)
SELECT person FROM above
UNION
SELECT p.hr_partner FROM read.people AS p
WHERE p.person = ANY($1::uuid[]) AND p.hr_partner IS NOT NULL
"""


async def launched_among(
    pool: asyncpg.Pool, cycle: CycleId, people: Collection[PersonId]
) -> frozenset[PersonId]:
    """Say for which of these people a cycle was launched, taken in or not."""
    rows = await rows_of(pool, LAUNCHED_AMONG, cycle, list(people))
    return frozenset(PersonId(row["person"]) for row in rows)


async def asked_elsewhere(
    pool: asyncpg.Pool, cycle: CycleId, review: ReviewId, people: Collection[PersonId]
) -> dict[PersonId, int]:
    """Count in how many other reviews of a cycle each of these people is asked for feedback.

    Whoever was only put forward as yet counts too; reviews that were cancelled do not.
    """
    rows = await rows_of(pool, ASKED_ELSEWHERE, cycle, review, list(people))
    return {PersonId(row["person"]): row["reviews"] for row in rows}


async def people_with_those_above(pool: asyncpg.Pool, people: Collection[PersonId]) -> Organisation:
    """Give these people with all one needs to know who hears when they are late."""
    rows = await rows_of(pool, WITH_THOSE_ABOVE, list(people))
    return await people_by_id(pool, [PersonId(row["person"]) for row in rows])

"""Who leads whom: in a review, by its seats and the directory, and in the directory alone."""

from collections.abc import Collection, Mapping
from typing import Final

import asyncpg

from domain.ids import PersonId, ReviewId
from storage.read_models.asking import rows_of

# managers_in: who sits as the manager in a review, or is the reviewee's manager today.
MANAGERS_IN: Final = """
SELECT s.person FROM read.seats AS s
WHERE s.review = $1 AND s.role = 'manager' AND s.person IS NOT NULL
UNION
SELECT p.manager FROM read.people AS p JOIN read.reviews AS r ON r.reviewee = p.person
WHERE r.review = $1 AND p.manager IS NOT NULL
"""

# has_duty: whether anybody is led by somebody, or cared for by them in HR.
HAS_DUTY: Final = """
SELECT 1 AS one FROM read.people WHERE manager = $1 OR hr_partner = $1 LIMIT 1
"""

# reviews_close_to: of some reviews, those about somebody and those about whom they lead, directly,
# through one manager, or as a review itself has it.
REVIEWS_CLOSE_TO: Final = """
SELECT r.review, r.reviewee = $2 AS is_own
FROM read.reviews AS r
LEFT JOIN read.people AS p ON p.person = r.reviewee
LEFT JOIN read.people AS m ON m.person = p.manager
WHERE r.review = ANY($1::uuid[])
  AND ($2 IN (r.reviewee, p.manager, m.manager) OR EXISTS (
      SELECT FROM read.seats AS s
      WHERE s.review = r.review AND s.person = $2 AND s.role = 'manager'))
"""


async def managers_in(pool: asyncpg.Pool, review: ReviewId) -> list[PersonId]:
    """List whoever manages the person under review."""
    return [PersonId(row["person"]) for row in await rows_of(pool, MANAGERS_IN, review)]


async def has_duty(pool: asyncpg.Pool, person: PersonId) -> bool:
    """Tell whether somebody leads people or is the HR partner of some."""
    return bool(await rows_of(pool, HAS_DUTY, person))


async def reviews_close_to(
    pool: asyncpg.Pool, reviews: Collection[ReviewId], person: PersonId
) -> Mapping[ReviewId, bool]:
    """Give those reviews that are about somebody (True) or about whom they lead (False)."""
    rows = await rows_of(pool, REVIEWS_CLOSE_TO, list(reviews), person)
    return {ReviewId(row["review"]): row["is_own"] for row in rows}

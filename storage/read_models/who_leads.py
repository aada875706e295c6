"""Who manages the person under review: on the seats of the review, and in the directory."""

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


async def managers_in(pool: asyncpg.Pool, review: ReviewId) -> list[PersonId]:
    """List whoever manages the person under review."""
    return [PersonId(row["person"]) for row in await rows_of(pool, MANAGERS_IN, review)]

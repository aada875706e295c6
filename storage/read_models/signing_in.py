"""Who signs in with an address."""

from typing import Final

import asyncpg

from domain.ids import OrganisationId, PersonId
from storage.read_models.asking import rows_of

# people_at_address: whose work address this is, whichever letters are capitals.
PEOPLE_AT_ADDRESS: Final = """
SELECT person FROM read.people
WHERE organisation = $1 AND address = lower($2) LIMIT 2
"""


async def person_at(
    pool: asyncpg.Pool, organisation: OrganisationId, address: str
) -> PersonId | None:
    """Give whose work address this is; None when it is nobody's, or that of several people."""
    rows = await rows_of(pool, PEOPLE_AT_ADDRESS, organisation, address)
    return PersonId(rows[0]["person"]) if len(rows) == 1 else None

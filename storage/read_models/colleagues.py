"""Who works around somebody: the team, those they lead, and who leads them."""

from typing import Final

import asyncpg

from domain.ids import PersonId
from domain.people import Organisation
from storage.read_models.asking import rows_of
from storage.read_models.people import people_by_id

MOST: Final = 60

# colleagues_of: the manager of somebody, the manager's other reports, and their own, by name.
COLLEAGUES_OF: Final = """
SELECT p.person FROM read.people AS p
JOIN read.people AS one ON one.person = $1
WHERE p.employment_status = 'active' AND p.person <> one.person
  AND (p.person = one.manager OR p.manager = one.manager OR p.manager = one.person)
ORDER BY p.display_full_name, p.person
LIMIT $2
"""


async def colleagues_of(pool: asyncpg.Pool, person: PersonId) -> Organisation:
    """Give those around a person, at most sixty, to be suggested where somebody is named."""
    rows = await rows_of(pool, COLLEAGUES_OF, person, MOST)
    return await people_by_id(pool, [PersonId(row["person"]) for row in rows])

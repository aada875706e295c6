"""The departments, places and managers of those who have reviews in a cycle."""

from dataclasses import dataclass
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId
from storage.read_models.asking import rows_of

# groups_of_cycle: what reviews of a cycle that stand like that can be gathered by; of one HR
# partner's people, if one is named.
GROUPS_OF_CYCLE: Final = """
SELECT DISTINCT p.department, p.location, m.person AS manager, m.display_full_name AS name
FROM read.reviews AS r
JOIN read.people AS p ON p.person = r.reviewee
LEFT JOIN read.people AS m ON m.person = p.manager
WHERE r.cycle = $1 AND r.state = $3 AND ($2::uuid IS NULL OR p.hr_partner = $2)
"""


@dataclass(frozen=True, slots=True)
class Groups:
    """Departments, places, and managers with their names; each in order."""

    departments: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    managers: tuple[tuple[PersonId, str], ...] = ()


async def groups_of_cycle(
    pool: asyncpg.Pool, cycle: CycleId, unit: PersonId | None = None, state: str = "open"
) -> Groups:
    """Name the groups in which a cycle has reviews that stand like that."""
    rows = await rows_of(pool, GROUPS_OF_CYCLE, cycle, unit, state)
    managers = {(row["name"], row["manager"]) for row in rows if row["manager"] is not None}
    return Groups(
        departments=tuple(sorted({row["department"] for row in rows})),
        locations=tuple(sorted({row["location"] for row in rows})),
        managers=tuple((PersonId(who), name) for name, who in sorted(managers)),
    )

"""What somebody is in the organisation: whom they care for in HR, and which cycles are theirs."""

from dataclasses import dataclass
from typing import Final

import asyncpg

from domain.ids import CycleId, PersonId
from storage.read_models.asking import NothingToShowYet, row_of

# standing_of: whether anybody has this HR partner, and the cycles HR launched in their name.
STANDING_OF: Final = """
SELECT EXISTS (SELECT FROM read.people WHERE hr_partner = $1) AS is_partner,
       ARRAY(SELECT cycle FROM read.cycles WHERE hr_owner = $1) AS owns
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody is an HR partner, and the cycles they own."""

    is_partner: bool = False
    owns: frozenset[CycleId] = frozenset()


async def standing_of(pool: asyncpg.Pool, person: PersonId) -> Standing:
    """Say what somebody is in the organisation, beside the offices they were given."""
    try:
        row = await row_of(pool, STANDING_OF, person)
    except NothingToShowYet:
        return Standing()
    return Standing(row["is_partner"], frozenset(row["owns"])) if row else Standing()

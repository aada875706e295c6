"""Which parts a person has in reviews that are still open."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import asyncpg

from domain.definition.cycle import CycleDefinition
from domain.definition.words import Role
from domain.ids import CycleId, PersonId, ReviewId, SessionId
from domain.tempo import Tempo
from storage.read_models.asking import rows_of
from storage.read_models.cycles import definition_in

# parts_of: each role a person has in each open review, with what one needs to act on it.
PARTS_OF: Final = """
SELECT DISTINCT r.review, r.cycle, r.session, r.reviewee, s.role,
       c.definition, c.tempo, c.hr_owner
FROM read.reviews AS r
JOIN read.cycles AS c ON c.cycle = r.cycle
JOIN read.seats AS s ON s.review = r.review
WHERE r.state = 'open' AND s.person = $1
ORDER BY r.review, s.role
"""


# seated: everybody with a part in an open review.
SEATED: Final = """
SELECT DISTINCT s.person FROM read.seats AS s JOIN read.reviews AS r ON r.review = s.review
WHERE r.state = 'open' AND s.person IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A role that a person has in an open review."""

    review: ReviewId
    cycle: CycleId
    session: SessionId | None
    reviewee: PersonId
    role: Role
    definition: CycleDefinition
    tempo: Tempo
    hr_owner: PersonId | None

    @property
    def cycle_now(self) -> datetime:
        """Give the present moment of the cycle this review belongs to."""
        return self.tempo.virtual(datetime.now(UTC))

    def in_role(self, role: Role) -> "Part":
        """Give the same review seen from another role."""
        return replace(self, role=role)


async def seated(pool: asyncpg.Pool) -> list[PersonId]:
    """Answer everybody who has a part in an open review."""
    return [PersonId(row["person"]) for row in await rows_of(pool, SEATED)]


async def parts_of(pool: asyncpg.Pool, person: PersonId) -> list[Part]:
    """Answer every part of a person, by review and role."""
    rows = await rows_of(pool, PARTS_OF, person)
    definitions: dict[CycleId, CycleDefinition] = {}
    parts = []
    for row in rows:
        if row["cycle"] not in definitions:
            definitions[row["cycle"]] = definition_in(row["definition"])
        parts.append(
            Part(
                review=row["review"],
                cycle=row["cycle"],
                session=row["session"],
                reviewee=row["reviewee"],
                role=Role(row["role"]),
                definition=definitions[row["cycle"]],
                tempo=Tempo.model_validate_json(row["tempo"]),
                hr_owner=row["hr_owner"],
            )
        )
    return parts

"""Colleagues found by part of their name: a few at a time, and only what they are called."""

from dataclasses import dataclass
from typing import Final

import asyncpg

from domain.ids import OrganisationId, PersonId
from storage.read_models.asking import rows_of

SHORTEST: Final = 2
"""So many characters at least: one letter would list half the house."""

MOST: Final = 8

# people_called: people whose name has every given word in it, those it begins with in front.
PEOPLE_CALLED: Final = r"""
SELECT person, display_full_name AS name, department FROM read.people
WHERE organisation = $1 AND employment_status <> 'inactive'
  AND (SELECT bool_and(display_full_name ILIKE '%' || w.pattern || '%')
       FROM unnest($2::text[]) AS w (pattern))
ORDER BY display_full_name ILIKE $3 || '%' DESC, display_full_name, person
LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody by name; the department is told only where two are called the same."""

    person: PersonId
    name: str
    department: str = ""

    @property
    def called(self) -> str:
        """Give the name, with the department where the name alone does not say who it is."""
        return f"{self.name} ({self.department})" if self.department else self.name


async def people_called(
    pool: asyncpg.Pool, organisation: OrganisationId, words: str
) -> tuple[list[Called], bool]:
    """List the people whose names have these words in them, and say whether there are more.

    Nobody is listed for fewer than two characters.
    """
    asked = [_literally(word) for word in words.split()]
    if sum(map(len, words.split())) < SHORTEST:
        return [], False
    rows = await rows_of(pool, PEOPLE_CALLED, organisation, asked, asked[0], MOST + 1)
    names = [row["name"] for row in rows]
    found = [
        Called(
            row["person"], row["name"], row["department"] if names.count(row["name"]) > 1 else ""
        )
        for row in rows[:MOST]
    ]
    return found, len(rows) > MOST


def _literally(word: str) -> str:
    """Take what would be a wildcard for itself."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")

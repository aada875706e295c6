"""The directory as pages need it: somebody by what people type, everybody, and names for ids."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import OrganisationId, PersonId
from domain.people import Organisation, Person
from storage.read_models.asking import row_of, rows_of

ERASED: Final = "somebody who was erased"

_COLUMNS: Final = """
    person AS id, manager, hr_partner, employee_number, display_full_name, work_email, department,
    job_title, job_family, level, location, country, time_zone, start_date, termination_date,
    employment_status, employment_type, language, leaves
"""

# everybody: the whole directory of an organisation.
EVERYBODY: Final = f"""
SELECT {_COLUMNS} FROM read.people WHERE organisation = $1 ORDER BY person
"""  # noqa: S608 - our own columns

# person_of: somebody by id.
PERSON_OF: Final = f"SELECT {_COLUMNS} FROM read.people WHERE person = $1"  # noqa: S608

# find_person: somebody by employee number, work address or id.
FIND_PERSON: Final = f"""
SELECT {_COLUMNS} FROM read.people
WHERE organisation = $1
  AND (employee_number = $2 OR address = lower($2) OR person = $3)
ORDER BY employee_number = $2 DESC
LIMIT 1
"""  # noqa: S608 - our own columns

# named_people: the ids of people by what was typed for each: a number, a work address, an id.
NAMED_PEOPLE: Final = """
WITH asked AS (SELECT unnest($2::text[]) AS words)
SELECT asked.words, p.person FROM asked
JOIN read.people AS p ON p.organisation = $1 AND p.employee_number = asked.words
UNION
SELECT asked.words, p.person FROM asked
JOIN read.people AS p ON p.organisation = $1 AND p.address = lower(asked.words)
UNION
SELECT p.person::text, p.person FROM read.people AS p
WHERE p.organisation = $1 AND p.person = ANY($3::uuid[])
"""

# people_by_id: some people as the directory knows them.
PEOPLE_BY_ID: Final = f"""
SELECT {_COLUMNS} FROM read.people WHERE person = ANY($1::uuid[])
"""  # noqa: S608 - our own columns

# names_of: names and zones of some people.
NAMES_OF: Final = """
SELECT person, display_full_name AS name, time_zone AS zone FROM read.people
WHERE person = ANY($1::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody is called, and the zone they live by."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names for ids; whoever is not in the directory any more is not named."""

    known: Mapping[PersonId, Named]
    zone: str = "UTC"

    def name_of(self, person: PersonId) -> str:
        """Give the name of a person."""
        named = self.known.get(person)
        return named.name if named else ERASED

    def zone_of(self, person: PersonId | None) -> str:
        """Give the zone of a person; for nobody, and for the unknown, that of the reader."""
        named = self.known.get(person) if person else None
        return named.zone if named else self.zone


async def everybody(pool: asyncpg.Pool, organisation: OrganisationId) -> Organisation:
    """Give the whole directory."""
    return Organisation([_person(row) for row in await rows_of(pool, EVERYBODY, organisation)])


async def person_of(pool: asyncpg.Pool, person: PersonId) -> Person | None:
    """Give somebody by id."""
    row = await row_of(pool, PERSON_OF, person)
    return _person(row) if row else None


async def find_person(
    pool: asyncpg.Pool, organisation: OrganisationId, words: str
) -> Person | None:
    """Find somebody by what people type: a number, a work address or an id."""
    row = await row_of(pool, FIND_PERSON, organisation, words, _id_in(words))
    return _person(row) if row else None


async def named_people(
    pool: asyncpg.Pool, organisation: OrganisationId, words: Collection[str]
) -> dict[str, PersonId]:
    """Give the person for each word that names one by number, work address or id."""
    if not words:
        return {}
    ids = [found for each in words if (found := _id_in(each)) is not None]
    rows = await rows_of(pool, NAMED_PEOPLE, organisation, list(words), ids)
    return {row["words"]: PersonId(row["person"]) for row in rows}


async def people_by_id(pool: asyncpg.Pool, people: Collection[PersonId]) -> Organisation:
    """Give some people; whoever is not in the directory any more is not among them."""
    return Organisation([_person(row) for row in await rows_of(pool, PEOPLE_BY_ID, list(people))])


async def names_of(
    pool: asyncpg.Pool, people: Collection[PersonId], *, reader: PersonId | None = None
) -> Names:
    """Give names for ids; days are told in the zone of `reader` where no other is at hand."""
    wanted = {*people, *([reader] if reader else [])}
    rows = await rows_of(pool, NAMES_OF, list(wanted))
    known = {PersonId(row["person"]): Named(row["name"], row["zone"]) for row in rows}
    zone = known[reader].zone if reader in known else "UTC"
    return Names(known, zone)


def _person(row: asyncpg.Record) -> Person:
    return Person.model_validate(dict(row) | {"leaves": json.loads(row["leaves"])})


def _id_in(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None

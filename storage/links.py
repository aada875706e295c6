"""The book of links: which were made for whom, and which of them were revoked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import asyncpg
from pydantic import TypeAdapter

from domain.ids import PersonId
from domain.reach import Link, Reach
from storage.patience import ask

# newest_link: the latest generation of the link of a person to one thing.
NEWEST_LINK: Final = """
SELECT id, generation, revoked_at FROM web.link
WHERE person = $1 AND reach = $2 ORDER BY generation DESC LIMIT 1
"""

# enter_link: make a link, unless somebody else has just made the same.
ENTER_LINK: Final = """
INSERT INTO web.link (id, person, reach, generation, made_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""

# link_of: one link by its name.
LINK_OF: Final = """
SELECT id, person, reach, made_at, revoked_at, revoked_by, reported_at FROM web.link WHERE id = $1
"""

# links_of_person: the links of a person that were not revoked.
LINKS_OF_PERSON: Final = """
SELECT id, person, reach, made_at, revoked_at, revoked_by, reported_at FROM web.link
WHERE person = $1 AND revoked_at IS NULL ORDER BY made_at, id
"""

# reported_links: the links that somebody said were not theirs, the latest first.
REPORTED_LINKS: Final = """
SELECT id, person, reach, made_at, revoked_at, revoked_by, reported_at FROM web.link
WHERE reported_at >= $1 ORDER BY reported_at DESC, id
"""

# revoke_link: end a link for good, and every session that began with it.
REVOKE_LINK: Final = """
WITH revoked AS (
    UPDATE web.link
    SET revoked_at = $2::timestamptz, revoked_by = $3,
        reported_at = CASE WHEN $4 THEN $2::timestamptz END
    WHERE id = $1 AND revoked_at IS NULL
    RETURNING id
), ended AS (
    DELETE FROM web.session WHERE link IN (SELECT id FROM revoked)
)
SELECT id FROM revoked
"""

_REACH: TypeAdapter[Reach] = TypeAdapter(Reach)


@dataclass(frozen=True, slots=True)
class KeptLink:
    """A link as the book has it; `revoked_by` is None where nobody knows who it was."""

    id: UUID
    link: Link
    made_at: datetime
    revoked_at: datetime | None
    revoked_by: PersonId | None
    reported_at: datetime | None

    @property
    def is_revoked(self) -> bool:
        """Whether it opens nothing any more."""
        return self.revoked_at is not None


class LinkBook:
    """Keeps the links, through `pool` (a host's). All instants are real ones."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def ensure(self, link: Link, at: datetime) -> UUID:
        """Give the name of the link that opens this, making it the first time.

        Whoever is written to again gets the same link, until it is revoked: then a new one.
        """
        reach = _written(link.reach)
        rows = await ask(self._pool, NEWEST_LINK, link.person, reach)
        if rows and rows[0]["revoked_at"] is None:
            return UUID(bytes=rows[0]["id"].bytes)
        generation = rows[0]["generation"] + 1 if rows else 1
        name = uuid5(link.person, f"link:{reach}:{generation}")
        await ask(self._pool, ENTER_LINK, name, link.person, reach, generation, at)
        return name

    async def find(self, name: UUID) -> KeptLink | None:
        """Give a link by its name."""
        rows = await ask(self._pool, LINK_OF, name)
        return _kept(rows[0]) if rows else None

    async def of_person(self, person: PersonId) -> list[KeptLink]:
        """List the links of a person that were not revoked, the oldest first."""
        return [_kept(row) for row in await ask(self._pool, LINKS_OF_PERSON, person)]

    async def reported(self, since: datetime) -> list[KeptLink]:
        """List the links that were reported as not the reader's own, the latest first."""
        return [_kept(row) for row in await ask(self._pool, REPORTED_LINKS, since)]

    async def revoke(
        self, name: UUID, by: PersonId | None, at: datetime, *, is_reported: bool = False
    ) -> bool:
        """End a link and every session that began with it; tell whether it was alive until now.

        `is_reported` says that whoever opened it found that it was not theirs.
        """
        return bool(await ask(self._pool, REVOKE_LINK, name, at, by, is_reported))


def reach_in(text: str) -> Reach:
    """Read what a link opens, as the book has it."""
    return _REACH.validate_json(text)


def _written(reach: Reach) -> str:
    return _REACH.dump_json(reach).decode()


def _kept(row: asyncpg.Record) -> KeptLink:
    person = PersonId(row["person"])
    return KeptLink(
        id=row["id"],
        link=Link(person=person, reach=reach_in(row["reach"])),
        made_at=row["made_at"],
        revoked_at=row["revoked_at"],
        revoked_by=row["revoked_by"],
        reported_at=row["reported_at"],
    )

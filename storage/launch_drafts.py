"""Launches that are being prepared: what HR chose so far, sealed, and never overwritten unseen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

import asyncpg
from pydantic import JsonValue

from domain.ids import OrganisationId, PersonId
from storage.archive import Archive
from storage.errors import ContentNotFound
from storage.keys import KeyRing
from storage.sealing import seal, unseal
from storage.staging import canonical_json

# begin_launch_draft: keep what was chosen first.
BEGIN_LAUNCH_DRAFT: Final = """
INSERT INTO web.launch_drafts (draft, organisation, version, begun_by, saved_at, sealed)
VALUES ($1, $2, 1, $3, $4, $5)
"""

# save_launch_draft: keep what was chosen on top of a version, and nothing if there is a later one.
SAVE_LAUNCH_DRAFT: Final = """
UPDATE web.launch_drafts SET version = $3 + 1, saved_at = $4, sealed = $5
WHERE draft = $1 AND organisation = $2 AND version = $3
RETURNING version
"""

# load_launch_draft: what was chosen so far.
LOAD_LAUNCH_DRAFT: Final = """
SELECT draft, version, begun_by, saved_at, sealed FROM web.launch_drafts
WHERE draft = $1 AND organisation = $2
"""

# all_launch_drafts: every launch of an organisation that is being prepared, the latest first.
ALL_LAUNCH_DRAFTS: Final = """
SELECT draft, version, begun_by, saved_at, sealed FROM web.launch_drafts
WHERE organisation = $1 ORDER BY saved_at DESC LIMIT 50
"""

# keep_people_file: hold a people file until HR has it taken in; None lets it go.
KEEP_PEOPLE_FILE: Final = """
UPDATE web.launch_drafts SET file = $3 WHERE draft = $1 AND organisation = $2
"""

# load_people_file: the people file that waits.
LOAD_PEOPLE_FILE: Final = """
SELECT file FROM web.launch_drafts WHERE draft = $1 AND organisation = $2
"""

# drop_launch_draft: it was launched, or given up.
DROP_LAUNCH_DRAFT: Final = "DELETE FROM web.launch_drafts WHERE draft = $1 AND organisation = $2"


@dataclass(frozen=True, slots=True)
class LaunchDraft:
    """What was saved last, and by whom the launch was begun."""

    draft: UUID
    version: int
    begun_by: PersonId
    saved_at: datetime
    content: dict[str, JsonValue]


class LaunchDrafts:
    """Keeps the drafts of an organisation through a host's connections, under its own key."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing, organisation: OrganisationId) -> None:
        """Keep drafts through `pool`, sealed under the key of `organisation`."""
        self._pool = pool
        self._keys = keys
        self._organisation = organisation

    @classmethod
    def of(cls, archive: Archive) -> Self:
        """Keep the drafts of the organisation of an archive."""
        return cls(archive.hosts, archive.keys, archive.organisation)

    async def begin(
        self, draft: UUID, content: Mapping[str, JsonValue], by: PersonId, at: datetime
    ) -> None:
        """Keep a first draft."""
        sealed = await self._seal(canonical_json(content), _place(draft, 1))
        await self._pool.execute(BEGIN_LAUNCH_DRAFT, draft, self._organisation, by, at, sealed)

    async def save(
        self, draft: UUID, content: Mapping[str, JsonValue], based_on: int, at: datetime
    ) -> int | None:
        """Keep a draft and give its version; None when another was saved since `based_on`."""
        sealed = await self._seal(canonical_json(content), _place(draft, based_on + 1))
        row = await self._pool.fetchrow(
            SAVE_LAUNCH_DRAFT, draft, self._organisation, based_on, at, sealed
        )
        return int(row["version"]) if row else None

    async def load(self, draft: UUID) -> LaunchDraft | None:
        """Give what was saved last; None where there is no such draft."""
        row = await self._pool.fetchrow(LOAD_LAUNCH_DRAFT, draft, self._organisation)
        return await self._opened(row) if row else None

    async def listed(self) -> list[LaunchDraft]:
        """List what is being prepared, the latest first."""
        rows = await self._pool.fetch(ALL_LAUNCH_DRAFTS, self._organisation)
        return [await self._opened(row) for row in rows]

    async def keep_file(self, draft: UUID, content: bytes | None) -> None:
        """Hold a people file; None lets go of the one that is held."""
        sealed = None if content is None else await self._seal(content, b"file" + draft.bytes)
        await self._pool.execute(KEEP_PEOPLE_FILE, draft, self._organisation, sealed)

    async def file(self, draft: UUID) -> bytes | None:
        """Give the people file that is held."""
        row = await self._pool.fetchrow(LOAD_PEOPLE_FILE, draft, self._organisation)
        if row is None or row["file"] is None:
            return None
        return await self._unseal(row["file"], b"file" + draft.bytes)

    async def drop(self, draft: UUID) -> None:
        """Forget a draft; one that is gone already stays gone."""
        await self._pool.execute(DROP_LAUNCH_DRAFT, draft, self._organisation)

    async def _opened(self, row: asyncpg.Record) -> LaunchDraft:
        words = await self._unseal(row["sealed"], _place(row["draft"], row["version"]))
        return LaunchDraft(
            row["draft"], row["version"], row["begun_by"], row["saved_at"], json.loads(words)
        )

    async def _seal(self, words: bytes, place: bytes) -> bytes:
        keys = await self._keys.ensure([self._organisation])
        return seal({self._organisation: words}, keys=keys, associated=place)

    async def _unseal(self, sealed: bytes, place: bytes) -> bytes:
        keys = await self._keys.load([self._organisation])
        opened = unseal(sealed, keys=keys, associated=place).get(self._organisation)
        if opened is None:
            raise ContentNotFound
        return opened


def _place(draft: UUID, version: int) -> bytes:
    """Say what a sealed draft belongs to, so that it opens nowhere else."""
    return b"launch" + draft.bytes + version.to_bytes(4)

"""The vault: words handed in, sealed, until the event that records them takes them up."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from pydantic import JsonValue

from domain.content import ContentRef
from storage.errors import (
    ContentAlreadyStaged,
    ContentChanged,
    ContentNotFound,
    ContentNotStorable,
)
from storage.keys import KeyRing, Keys, SubjectKey
from storage.patience import ask
from storage.sealing import seal, unseal

# stage_content: keep sealed words unless this submission has some already.
STAGE_CONTENT: Final = """
INSERT INTO vault.content (id, subject, sha256, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING
RETURNING id
"""

# staged_content: whose words a submission holds, and their digest.
STAGED_CONTENT: Final = "SELECT subject, sha256 FROM vault.content WHERE id = $1"

# load_content: the sealed words of submissions.
LOAD_CONTENT: Final = "SELECT id, subject, sealed FROM vault.content WHERE id = ANY($1::uuid[])"

# discard_content: drop words that an event has taken up, or that nobody wants any more.
DISCARD_CONTENT: Final = "DELETE FROM vault.content WHERE id = ANY($1::uuid[])"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Words sealed for the vault that do not lie there yet, and the reference to them."""

    ref: ContentRef
    sealed: bytes


class Vault:
    """Keeps the words of a submission out of everything else; a reference travels instead."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing) -> None:
        """Keep content through `pool` (a writer's), sealed under keys from `keys`."""
        self._pool = pool
        self._keys = keys

    async def stage(
        self, content_id: UUID, subject: UUID, content: Mapping[str, JsonValue]
    ) -> ContentRef:
        """Take words in and answer the reference to them; a second time changes nothing.

        Raises:
            ContentAlreadyStaged: this submission holds other words already.
            ContentNotStorable: the words are not JSON that can be written down.
            SubjectWasErased: the person has no key any more.
            LogOutOfReach: the database did not answer for 30 s; asking again is safe.
        """
        words = await self.sealed(content_id, subject, content)
        ref = words.ref
        if await ask(self._pool, STAGE_CONTENT, content_id, subject, ref.sha256, words.sealed):
            return ref
        staged = await ask(self._pool, STAGED_CONTENT, content_id)
        # None there: an event has taken it up between the two statements.
        if any((each["subject"], each["sha256"]) != (subject, ref.sha256) for each in staged):
            raise ContentAlreadyStaged
        return ref

    async def sealed(
        self, content_id: UUID, subject: UUID, content: Mapping[str, JsonValue]
    ) -> Sealed:
        """Seal words for whoever stages them together with what is asked with them.

        Raises: as `stage`, except ContentAlreadyStaged.
        """
        keys = await self._keys.ensure([subject])
        words = canonical_json(content)
        ref = ContentRef(id=content_id, subject=subject, sha256=_digest(keys[subject], words))
        return Sealed(ref, seal({subject: words}, keys=keys, associated=_associated(content_id)))

    async def load(self, ref: ContentRef) -> dict[str, JsonValue]:
        """Answer the words behind a reference.

        Raises:
            ContentNotFound: they are not here, or the person was erased.
            ContentChanged: they are not the words the reference was made for.
        """
        return (await self.load_many([ref]))[ref.id]

    async def load_many(self, refs: Iterable[ContentRef]) -> dict[UUID, dict[str, JsonValue]]:
        """Answer the words behind each reference by its id, in one round trip.

        Raises:
            ContentNotFound: some are not here, or a person was erased.
            ContentChanged: some are not the words their reference was made for.
        """
        refs = list(refs)
        rows = await ask(self._pool, LOAD_CONTENT, [ref.id for ref in refs])
        sealed = {(row["id"], row["subject"]): row["sealed"] for row in rows}
        keys = await self._keys.load(ref.subject for ref in refs)
        return {ref.id: _open(ref, sealed.get((ref.id, ref.subject)), keys) for ref in refs}

    async def discard(self, ids: Iterable[UUID]) -> None:
        """Drop words that are no longer needed here; those that are gone already stay gone."""
        await ask(self._pool, DISCARD_CONTENT, list(ids))


def canonical_json(content: Mapping[str, JsonValue]) -> bytes:
    """Write content in the one way that is hashed: sorted keys, UTF-8, no spaces.

    Raises:
        ContentNotStorable: it holds a number or a character that JSON cannot carry.
    """
    try:
        return json.dumps(
            content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    except ValueError:
        raise ContentNotStorable from None


def _open(ref: ContentRef, sealed: bytes | None, keys: Keys) -> dict[str, JsonValue]:
    key = keys[ref.subject]
    if sealed is None or key is None:
        raise ContentNotFound
    opened = unseal(sealed, keys=keys, associated=_associated(ref.id))
    words = opened[ref.subject]
    if not hmac.compare_digest(_digest(key, words), ref.sha256):
        raise ContentChanged
    content: dict[str, JsonValue] = json.loads(words)
    return content


def _digest(key: SubjectKey | None, words: bytes) -> str:
    """Digest under the person's key: of a bare hash of "rating 4" anybody could guess the words."""
    if key is None:
        raise ContentNotFound
    return hmac.digest(key.digest_key, words, "sha256").hex()


def _associated(content_id: UUID) -> bytes:
    return b"vault" + content_id.bytes

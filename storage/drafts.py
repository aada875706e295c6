"""Drafts: what somebody has begun to write on a step, sealed, and never overwritten unseen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID, uuid5

import asyncpg
from pydantic import JsonValue

from domain.errors import ReviewError
from domain.ids import PersonId, ReviewId, StepId
from storage.keys import KeyRing
from storage.patience import ask
from storage.sealing import seal, unseal
from storage.staging import canonical_json

LARGEST_DRAFT: Final = 200 * 1024
"""Bytes of JSON; what is handed in may be 64 KiB, and a draft may still be too long for that."""

# save_draft: keep a draft as the version after the one it was based on, and nothing otherwise.
SAVE_DRAFT: Final = """
INSERT INTO web.drafts AS d
    (review, step, seat, round, person, way, version, submission, subject, sealed, saved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (review, step, seat, round, person, way) DO UPDATE
SET version = excluded.version, sealed = excluded.sealed, saved_at = excluded.saved_at,
    refused = NULL
WHERE d.version = excluded.version - 1 AND d.asked_at IS NULL
RETURNING version, submission, saved_at
"""

# load_draft: what somebody has written so far in one way of answering a step.
LOAD_DRAFT: Final = """
SELECT version, submission, subject, sealed, saved_at, asked_at, shown_sha256, refused
FROM web.drafts
WHERE review = $1 AND step = $2 AND seat = $3 AND round = $4 AND person = $5 AND way = $6
"""

# send_draft: what is handed in now stays as it is; what was sent before stays sent.
SEND_DRAFT: Final = """
UPDATE web.drafts SET asked_at = coalesce(asked_at, $8), shown_sha256 = $9, refused = NULL
WHERE review = $1 AND step = $2 AND seat = $3 AND round = $4 AND person = $5 AND way = $6
  AND version = $7
RETURNING version
"""

# take_back_draft: what was refused can be changed again; why is kept for who was not there then.
TAKE_BACK_DRAFT: Final = """
UPDATE web.drafts SET asked_at = NULL, shown_sha256 = NULL, refused = $7
WHERE review = $1 AND step = $2 AND seat = $3 AND round = $4 AND person = $5 AND way = $6
"""

# refused_drafts: why something came back that somebody had handed in on a step.
REFUSED_DRAFTS: Final = """
SELECT refused FROM web.drafts
WHERE review = $1 AND step = $2 AND seat = $3 AND round = $4 AND person = $5
  AND refused IS NOT NULL
ORDER BY saved_at DESC LIMIT 1
"""

# drafts_on_their_way: what was handed in before a moment and has no answer yet, the oldest first.
DRAFTS_ON_THEIR_WAY: Final = """
SELECT review, step, seat, round, person, way, shown_sha256 FROM web.drafts
WHERE asked_at < $1 ORDER BY asked_at LIMIT 100
"""

# drop_drafts: what somebody wrote on a step that was handed in, in every way of answering it.
DROP_DRAFTS: Final = """
DELETE FROM web.drafts
WHERE review = $1 AND step = $2 AND seat = $3 AND round = $4 AND person = $5
"""

# drop_drafts_about: what can never be opened again, because the person was erased.
DROP_DRAFTS_ABOUT: Final = "DELETE FROM web.drafts WHERE subject = $1"


class DraftTooLarge(ReviewError):
    """This is longer than a draft may be (200 KiB). It was not saved; please shorten it."""

    code: ClassVar[str] = "draft_too_large"


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose draft of which step; `way` is the answer it is for, each with words of its own."""

    review: ReviewId
    step: StepId
    seat: int
    round: int
    person: PersonId
    way: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was saved last.

    `submission` stays the same as long as the draft lives. Since `asked_at` it is on its way into
    the review and cannot be changed; `shown_sha256` is the record that lay before its author then.
    `refused` says why it came back, where its author has not been told.
    """

    version: int
    submission: UUID
    answers: dict[str, JsonValue]
    saved_at: datetime
    asked_at: datetime | None = None
    shown_sha256: str | None = None
    refused: str | None = None

    def submission_by(self, person: PersonId) -> str:
        """Name what is handed in: other words have another name, the same words the same."""
        return str(uuid5(self.submission, f"{person}:{self.version}"))


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft on its way, and the record that lay before the person who sent it."""

    key: DraftKey
    shown_sha256: str | None


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved: about whom, on top of which version, and when.

    `based_on` is 0 for a first draft, whose submission will have the id `submission`.
    """

    subject: PersonId
    answers: Mapping[str, JsonValue]
    based_on: int
    submission: UUID
    at: datetime


class Drafts:
    """Keeps drafts through a host's connections, sealed under the key of the person reviewed."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing) -> None:
        """Keep drafts through `pool`, sealed under keys from `keys`."""
        self._pool = pool
        self._keys = keys

    async def save(self, key: DraftKey, saving: Saving) -> Draft | None:
        """Keep a draft; None when another was saved since, or it is on its way already.

        Raises:
            DraftTooLarge: it is longer than a draft may be.
            ContentNotStorable: it holds what JSON cannot carry.
            SubjectWasErased: nothing can be written about that person any more.
        """
        words = canonical_json(saving.answers)
        if len(words) > LARGEST_DRAFT:
            raise DraftTooLarge
        keys = await self._keys.ensure([saving.subject])
        version = saving.based_on + 1
        sealed = seal({saving.subject: words}, keys=keys, associated=_associated(key, version))
        rows = await ask(
            self._pool,
            SAVE_DRAFT,
            *_columns(key),
            version,
            saving.submission,
            saving.subject,
            sealed,
            saving.at,
        )
        for row in rows:
            return Draft(row["version"], row["submission"], dict(saving.answers), row["saved_at"])
        return None

    async def load(self, key: DraftKey) -> Draft | None:
        """Give what was saved last; None where there is nothing, or nothing that still opens."""
        rows = await ask(self._pool, LOAD_DRAFT, *_columns(key))
        if not rows:
            return None
        row = rows[0]
        keys = await self._keys.load([row["subject"]])
        associated = _associated(key, row["version"])
        opened = unseal(row["sealed"], keys=keys, associated=associated).get(row["subject"])
        if opened is None:
            await ask(self._pool, DROP_DRAFTS_ABOUT, row["subject"])
            return None
        answers: dict[str, JsonValue] = json.loads(opened)
        return Draft(
            version=row["version"],
            submission=row["submission"],
            answers=answers,
            saved_at=row["saved_at"],
            asked_at=row["asked_at"],
            shown_sha256=row["shown_sha256"],
            refused=row["refused"],
        )

    async def send(self, key: DraftKey, version: int, shown: str | None, at: datetime) -> bool:
        """Let a draft go its way as it stands; False when that version is not there any more."""
        return bool(await ask(self._pool, SEND_DRAFT, *_columns(key), version, at, shown))

    async def take_back(self, key: DraftKey, why: str | None = None) -> None:
        """Let a draft that was refused be changed again; `why` is for an author who is away."""
        await ask(self._pool, TAKE_BACK_DRAFT, *_columns(key), why)

    async def refused(self, key: DraftKey) -> str | None:
        """Say why something of that person's on the step came back, whatever way it was for."""
        rows = await ask(self._pool, REFUSED_DRAFTS, *_columns(key)[:-1])
        return rows[0]["refused"] if rows else None

    async def on_their_way(self, before: datetime) -> list[Sent]:
        """List what was handed in before that moment and waits for an answer."""
        return [
            Sent(
                DraftKey(
                    ReviewId(row["review"]),
                    StepId(row["step"]),
                    row["seat"],
                    row["round"],
                    PersonId(row["person"]),
                    row["way"],
                ),
                row["shown_sha256"],
            )
            for row in await ask(self._pool, DRAFTS_ON_THEIR_WAY, before)
        ]

    async def drop(self, key: DraftKey) -> None:
        """Forget everything that person wrote on the step: it was handed in."""
        await ask(self._pool, DROP_DRAFTS, *_columns(key)[:-1])


def _columns(key: DraftKey) -> tuple[object, ...]:
    return (key.review, key.step, key.seat, key.round, key.person, key.way)


def _associated(key: DraftKey, version: int) -> bytes:
    """Say what a sealed draft belongs to, so that it opens nowhere else."""
    place = f"{key.step}.{key.seat}.{key.round}.{key.way}.{version}".encode()
    return b"draft" + key.review.bytes + key.person.bytes + place

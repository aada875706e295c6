"""Close the confidential part of an event, one part per person, and open what may be opened.

A sealed part is a version byte, then for each person: 16 bytes of id, 4 bytes of length, and
AES-256-GCM-SIV under that person's key. The nonce follows from the event and the person, so an
append that is retried carries the same bytes; this mode forgives the repetition.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from storage.errors import SealBroken, SubjectWasErased
from storage.keys import Keys

VERSION: Final = b"\x01"
ID_BYTES: Final = 16
HEAD_BYTES: Final = ID_BYTES + 4
NONCE_BYTES: Final = 12


def associated_data(event_id: UUID, stream_id: UUID, type_: str, schema_version: int) -> bytes:
    """Say what a sealed part belongs to, so that it opens nowhere else."""
    return event_id.bytes + stream_id.bytes + schema_version.to_bytes(4) + type_.encode()


def seal(parts: Mapping[UUID, bytes], *, keys: Keys, associated: bytes) -> bytes:
    """Close each part under the key of its person; the same input gives the same bytes.

    Raises:
        SubjectWasErased: there is no key for one of the persons.
    """
    pieces = [VERSION]
    for subject in sorted(parts):
        key = keys[subject]
        if key is None:
            raise SubjectWasErased
        name = subject.bytes
        closed = key.cipher.encrypt(_nonce(associated, name), parts[subject], associated + name)
        pieces += (name, len(closed).to_bytes(4), closed)
    return b"".join(pieces)


def unseal(sealed: bytes, *, keys: Keys, associated: bytes) -> dict[UUID, bytes]:
    """Open every part whose person still has a key; the parts of the erased are not there.

    `keys` must have been asked for every person in `subjects_of(sealed)`.

    Raises:
        SealBroken: a part was changed or belongs elsewhere.
    """
    opened = {}
    for subject, closed in _parts(sealed):
        key = keys[subject]
        if key is None:
            continue
        name = subject.bytes
        try:
            opened[subject] = key.cipher.decrypt(
                _nonce(associated, name), closed, associated + name
            )
        except (InvalidTag, ValueError):
            raise SealBroken from None
    return opened


def subjects_of(sealed: bytes) -> list[UUID]:
    """Name the persons whose keys a sealed part asks for.

    Raises:
        SealBroken: these bytes are no sealed part.
    """
    return [subject for subject, _ in _parts(sealed)]


def _parts(sealed: bytes) -> Iterator[tuple[UUID, bytes]]:
    if sealed[:1] != VERSION:
        raise SealBroken
    start = 1
    while start < len(sealed):
        body = start + HEAD_BYTES
        end = body + int.from_bytes(sealed[start + ID_BYTES : body])
        if not body < end <= len(sealed):
            raise SealBroken
        yield _subject(sealed[start : start + ID_BYTES]), sealed[body:end]
        start = end


@lru_cache(maxsize=65536)
def _subject(name: bytes) -> UUID:
    return UUID(bytes=name)


def _nonce(associated: bytes, name: bytes) -> bytes:
    return hashlib.blake2b(associated + name, digest_size=NONCE_BYTES).digest()

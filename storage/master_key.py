"""The one key that opens all others, and that no database ever holds."""

import hashlib
import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import MasterKeyUnusable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class MasterKey:
    """Wraps the keys of persons (AES-256-GCM) so that they can lie in a database.

    `id` names the key without giving it away; it is kept beside everything the key wrapped. It is a
    `KeyWrapper` that never waits for anything.
    """

    __slots__ = ("_cipher", "id")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise MasterKeyUnusable(f"A master key has {KEY_BYTES} bytes, this one has {len(key)}.")
        self._cipher = AESGCM(key)
        self.id = hashlib.sha256(b"perennial master key" + key).hexdigest()[:16]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Take a key as a setting carries it: 64 hexadecimal digits, or base64 of 32 bytes.

        Raises:
            MasterKeyUnusable: it is neither.
        """
        text = text.strip()
        try:
            return cls(bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else b64decode(text))
        except (ValueError, NotBase64):
            raise MasterKeyUnusable(
                "The master key is neither 64 hexadecimal digits nor 32 bytes in base64."
            ) from None

    @classmethod
    def several(cls, text: str) -> tuple[Self, ...]:
        """Take keys with spaces or lines between them, the one that is to wrap first.

        Raises:
            MasterKeyUnusable: one of them is no key, or there is none.
        """
        keys = tuple(cls.from_text(word) for word in text.split())
        if not keys:
            raise MasterKeyUnusable("There is no master key where one should be.")
        return keys

    def wrap(self, subject: UUID, key: bytes) -> bytes:
        """Close the key of a person; what comes out opens for that person only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, subject.bytes)

    def unwrap(self, subject: UUID, wrapped: bytes) -> bytes:
        """Open the key of a person.

        Raises:
            MasterKeyUnusable: this master key did not close it, or it was changed.
        """
        nonce, closed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, closed, subject.bytes)
        except (InvalidTag, ValueError):
            raise MasterKeyUnusable(
                "The key of a person does not open with this master key."
            ) from None

    async def wrap_many(self, keys: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Close the keys of persons, in their order, at once and without waiting."""
        return [self.wrap(subject, key) for subject, key in keys]

    async def unwrap_many(self, wrapped: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Open the keys of persons, in their order, at once and without waiting.

        Raises:
            MasterKeyUnusable: as `unwrap`.
        """
        return [self.unwrap(subject, closed) for subject, closed in wrapped]

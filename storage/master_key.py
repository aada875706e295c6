"""The one key that opens all others, and that no database ever holds."""

import hashlib
import os
import secrets
import tempfile
from base64 import b64decode
from binascii import Error as NotBase64
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import MasterKeyUnusable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
READABLE_BY_OTHERS: Final = 0o007


class MasterKey:
    """Wraps the keys of persons (AES-256-GCM) so that they can lie in a database.

    `id` names the key without giving it away; it is kept beside everything the key wrapped.
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
    def from_file(cls, path: Path, *, create: bool = False) -> Self:
        """Take the key from a file, making it the first time if `create` says so.

        Raises:
            MasterKeyUnusable: there is no such file, everybody can read it, or it holds no key.
        """
        if create and not path.exists():
            _create(path)
        try:
            with path.open(encoding="ascii") as file:
                if os.fstat(file.fileno()).st_mode & READABLE_BY_OTHERS:
                    raise MasterKeyUnusable(
                        f"Everybody here can read the master key. Run `chmod 600 {path}`."
                    )
                return cls.from_text(file.read())
        except (OSError, UnicodeDecodeError):
            raise MasterKeyUnusable(f"The master key cannot be read from {path}.") from None

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
        except InvalidTag:
            raise MasterKeyUnusable(
                "The key of a person does not open with this master key."
            ) from None


def _create(path: Path) -> None:
    """Put a whole key in place at once: of two programs that try, both go on with the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()

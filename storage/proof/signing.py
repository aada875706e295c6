"""The key that signs checkpoints: kept in a file of its own, apart from whatever the log is in."""

import binascii
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.proof.note import Head, Note, VerifierKey
from storage.proof.errors import AuditKeyUnusable
from storage.whole_file import make_file

SEED_BYTES: Final = 32
READABLE_BY_OTHERS: Final = 0o007


class AuditKey:
    """Signs the heads of one log: with the first of its keys; those before it only verify."""

    def __init__(self, origin: str, seeds: Iterable[bytes]) -> None:
        """Sign for the log of that origin, with the first of these Ed25519 seeds."""
        self.origin = origin
        self._keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]

    @classmethod
    def from_file(cls, path: Path, origin: str, *, create: bool = False) -> Self:
        """Read the seeds, one a line in base64, the newest first.

        Args:
            path: where they lie.
            origin: the log they sign for.
            create: make a key if there is none yet.

        Raises:
            AuditKeyUnusable: there is no file, it is no key, or others may read it.
        """
        if create and not path.exists():
            make_file(path, b64encode(secrets.token_bytes(SEED_BYTES)).decode() + "\n")
        try:
            if path.stat().st_mode & READABLE_BY_OTHERS:
                raise AuditKeyUnusable(
                    f"Everybody here can read the key file {path}: chmod 600 {path}."
                )
            words = path.read_text(encoding="ascii").split()
        except FileNotFoundError:
            raise AuditKeyUnusable(
                f"The key that signs checkpoints, {path}, is not there. "
                "`perennial audit key` makes one in the home folder."
            ) from None
        except (OSError, UnicodeDecodeError) as trouble:
            raise AuditKeyUnusable(f"The key file {path} cannot be read: {trouble}.") from None
        seeds = [_seed(word) for word in words]
        if not seeds or None in seeds:
            raise AuditKeyUnusable(
                f"The key file {path} does not hold keys of {SEED_BYTES} bytes in base64."
            )
        return cls(origin, [seed for seed in seeds if seed is not None])

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """Give the public keys, that of the signing key first."""
        publics = (
            key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) for key in self._keys
        )
        return tuple(VerifierKey(name=self.origin, public=public) for public in publics)

    def sign(self, size: int, root: bytes) -> Note:
        """Sign a head of the log."""
        head = Head(origin=self.origin, size=size, root=root)
        signature = self._keys[0].sign(head.text.encode())
        return Note(
            head=head,
            name=self.origin,
            key_id=self.verifiers[0].key_id,
            signature=signature,
        )


def is_signed(note: Note, verifiers: Iterable[VerifierKey]) -> bool:
    """Tell whether one of these keys signed a note."""
    for verifier in verifiers:
        if (verifier.name, verifier.key_id) != (note.name, note.key_id):
            continue
        with suppress(InvalidSignature, ValueError):
            public = Ed25519PublicKey.from_public_bytes(verifier.public)
            public.verify(note.signature, note.head.text.encode())
            return True
    return False


def _seed(word: str) -> bytes | None:
    try:
        seed = b64decode(word, validate=True)
    except binascii.Error:
        return None
    return seed if len(seed) == SEED_BYTES else None

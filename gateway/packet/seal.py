"""The signature of the installation under its packets, and the key to check it with.

A packet is signed with Ed25519 (RFC 8032) over the bytes of the PDF, and the signature lies beside
it in a file of its own: whoever has the PDF, the signature and the public key can check it with
any tool, years later and without us:

    openssl pkeyutl -verify -pubin -inkey perennial-packets.pem -rawin \
        -in packet.pdf -sigfile packet.pdf.sig

The signature says that this installation made this document of what its log held. Who signed the
review, and the fingerprint of what lay before them, stands inside.

The key is derived from the organisation's own key, which the master key keeps: it is the same in
every process and after every restart, and a new master key does not change it.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from storage.archive import Archive

_KEY_BYTES: Final = 32
_PURPOSE: Final = b"perennial packets, ed25519"


@dataclass(frozen=True)
class PacketSeal:
    """Signs packets in the name of an installation."""

    key: Ed25519PrivateKey

    @classmethod
    async def of(cls, archive: Archive) -> Self:
        """Give the seal of the organisation whose archive it is."""
        secret = await archive.naming_key()
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(secret)
        return cls(Ed25519PrivateKey.from_private_bytes(derived))

    def signature(self, pdf: bytes) -> bytes:
        """Sign a document; 64 bytes, the same every time."""
        return self.key.sign(pdf)

    @property
    def public_key(self) -> bytes:
        """Give the public key as PEM, for `openssl` and everybody else."""
        public = self.key.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 of the raw public key, by which people compare keys."""
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return sha256(public).hexdigest()


def holds(pdf: bytes, signature: bytes, public_key: bytes) -> bool:
    """Tell whether a document is the one that was signed with the key of this public key."""
    key = load_pem_public_key(public_key)
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(signature, pdf)
    except InvalidSignature:
        return False
    return True

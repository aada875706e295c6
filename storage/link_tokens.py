"""The tokens in the addresses of links: the name of a link, signed with a key that rotates."""

import hashlib
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import ClassVar, Final, Self
from uuid import UUID

from itsdangerous import BadSignature, Signer

from domain.errors import ReviewError

KEY_BYTES: Final = 32
LONGEST_TOKEN: Final = 100


class TokenForged(ReviewError):
    """This link does not open anything. Perhaps it was cut off on its way; copy it whole."""

    code: ClassVar[str] = "token_forged"


class LinkKeysUnreadable(ReviewError):
    """The file of link keys does not hold keys of 32 bytes, one per line in base64."""

    code: ClassVar[str] = "link_keys_unreadable"


class LinkSigner:
    """Signs the names of links: the first key signs, all of them verify.

    So a key is replaced in steps: a new one comes first, and the old one stays behind it for as
    long as links that it signed are to open. A `purpose` keeps tokens of one kind from being
    taken for another.
    """

    def __init__(self, keys: Sequence[bytes], purpose: str = "link") -> None:
        """Take keys of 32 bytes, the signing one first.

        Raises:
            LinkKeysUnreadable: there is no key, or one has another length.
        """
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise LinkKeysUnreadable
        self._keys = tuple(keys)
        # itsdangerous signs with the last key it is given.
        self._signer = Signer(
            list(reversed(keys)),
            salt=f"perennial {purpose}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read keys written one per line in base64.

        Raises:
            LinkKeysUnreadable: a line is not the base64 of 32 bytes, or there is none.
        """
        try:
            return cls([b64decode(line, validate=True) for line in text.split()])
        except NotBase64:
            raise LinkKeysUnreadable from None

    def for_purpose(self, purpose: str) -> "LinkSigner":
        """Give a signer with the same keys whose tokens mean something else."""
        return LinkSigner(self._keys, purpose)

    def sign(self, link: UUID) -> str:
        """Give the token of a link: 66 characters that an address can hold."""
        name = urlsafe_b64encode(link.bytes).rstrip(b"=")
        return self._signer.sign(name).decode("ascii")

    def read(self, token: str) -> UUID:
        """Give the link that a token names.

        Raises:
            TokenForged: none of the keys signed it.
        """
        try:
            if len(token) > LONGEST_TOKEN:
                raise TokenForged
            name = self._signer.unsign(token.encode("ascii"))
            return UUID(bytes=urlsafe_b64decode(name + b"=="))
        except (BadSignature, ValueError):
            raise TokenForged from None

    def digest(self, words: bytes) -> bytes:
        """Give a digest of 32 bytes that only who has the signing key can make."""
        return self._signer.get_signature(words)

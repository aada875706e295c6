"""A checkpoint as it is published: a note that says how long the log is, signed.

The text is a C2SP tlog-checkpoint (origin, size, root), the form around it a C2SP signed note:
other people's programs read both. https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note
"""

import binascii
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import ClassVar, Final, Self

from domain.errors import ReviewError
from domain.proof.tree import HASH_BYTES
from domain.value import Value

ED25519: Final = b"\x01"
KEY_ID_BYTES: Final = 4
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_NOTE: Final = re.compile(
    r"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\s]+)\n)"
    r"\n\u2014 (?P<name>[^\s+]+) (?P<signature>[^\s]+)\n"
)


class NoteUnreadable(ReviewError):
    """This is no checkpoint: a checkpoint has five lines, the last one a signature."""

    code: ClassVar[str] = "note_unreadable"


class VerifierKeyUnreadable(ReviewError):
    """This is no verifier key: it looks like name+0123abcd+AbCd..., see `perennial audit key`."""

    code: ClassVar[str] = "verifier_key_unreadable"


class Head(Value):
    """How long a log is, and the root of the tree over all that is in it."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Write it as it is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class Note(Value):
    """A head with a signature under it; nobody has checked yet whether it is good."""

    head: Head
    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """Write it as it is published."""
        signed = b64encode(self.key_id + self.signature).decode()
        return f"{self.head.text}\n\u2014 {self.name} {signed}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what was published.

        Raises:
            NoteUnreadable: it is no signed checkpoint, or not written in the one way there is.
        """
        parts = _NOTE.fullmatch(text)
        if parts is None:
            raise NoteUnreadable
        root, signed = _bytes_of(parts["root"]), _bytes_of(parts["signature"])
        if len(root) != HASH_BYTES or len(signed) != KEY_ID_BYTES + SIGNATURE_BYTES:
            raise NoteUnreadable
        head = Head(origin=parts["origin"], size=int(parts["size"]), root=root)
        key_id, signature = signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:]
        note = cls(head=head, name=parts["name"], key_id=key_id, signature=signature)
        if note.text != text:
            raise NoteUnreadable
        return note


class VerifierKey(Value):
    """The public half of the key that signs checkpoints, and the name it signs under."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes by which a signature names the key it was made with."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """Write it as it is published."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a published key.

        Raises:
            VerifierKeyUnreadable: it is none, or its parts do not belong together.
        """
        name, _, rest = text.strip().partition("+")
        _, _, encoded = rest.partition("+")
        key = _bytes_of(encoded)
        found = cls(name=name, public=key[1:])
        is_whole = len(found.public) == PUBLIC_BYTES and key[:1] == ED25519
        if not is_whole or found.text != text.strip():
            raise VerifierKeyUnreadable
        return found


def _bytes_of(encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""

"""Seals every payload on its way into Temporal, small enough for a year-long history."""

import base64
import binascii
import hashlib
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from domain.errors import ReviewError

ENCODING: Final = "encoding"
SEALED: Final = b"binary/encrypted"
KEY_ID: Final = "k"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

_PLAIN: Final = b"\0"
_DEFLATED: Final = b"\1"
# What our payloads have in common, most frequent last. It is part of the stored format: a change
# needs a mark of its own beside _DEFLATED, or old histories become unreadable.
_WORDS: Final = (
    b'{"review_id":"","cycle_id":"","organisation_id":"","reviewee_id":"","person_id":"",'
    b'"session_id":"","events":[{"event_id":"","stream":"review/","expected_version":0,'
    b'"command":{"kind":"submit","actor":"","content":{"ref":"","sha256":""}},"version":1,'
    b'"kind":"StepOpened","StepSubmitted","stage":"","step_id":"","assignee":"","due":null,'
    b'"at":"2027-01-01T08:00:00Z"}],"state":{"answer":false,"true"}}'
    b"\n\x16\n\x08encoding\x12\njson/plain\x12"
)


class KeyUnreadable(ReviewError):
    """A key file does not hold keys of 32 bytes, one per line in base64."""

    code: ClassVar[str] = "key_unreadable"


class PayloadSealedElsewhere(ReviewError):
    """This was sealed with a key that is not in the key file. Add the key it was sealed with."""

    code: ClassVar[str] = "payload_sealed_elsewhere"


class Keyring:
    """The payload keys: the first seals, all of them open, so a key can be replaced in steps."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys of 32 bytes, the sealing one first.

        Raises:
            KeyUnreadable: there is no key, one has another length, or two share an id.
        """
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyUnreadable
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        if len(self._ciphers) != len(keys):
            raise KeyUnreadable("Two payload keys are alike. Replace one of them by a new key.")
        self.sealing_id: Final = _id_of(keys[0])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read keys written one per line in base64.

        Raises:
            KeyUnreadable: a line is not the base64 of 32 bytes.
        """
        try:
            keys = [base64.b64decode(line, validate=True) for line in text.split()]
        except binascii.Error:
            raise KeyUnreadable from None
        return cls(keys)

    def seal(self, text: bytes) -> bytes:
        """Encrypt under the first key; the answer is nonce, ciphertext and tag."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self.sealing_id]
        return nonce + cipher.encrypt(nonce, text, self.sealing_id)

    def open(self, key_id: bytes, sealed: bytes) -> bytes:
        """Decrypt what `seal` made under the key with this id.

        Raises:
            PayloadSealedElsewhere: the key is not here, or the bytes were changed.
        """
        try:
            cipher = self._ciphers[key_id]
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key_id)
        except (KeyError, InvalidTag, ValueError):
            raise PayloadSealedElsewhere from None


class SealingCodec(PayloadCodec):
    """Compresses and encrypts payloads; what it did not seal passes through unread."""

    def __init__(self, keyring: Keyring) -> None:
        """Seal with the first key of the ring."""
        self._keyring = keyring

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload that says anything; an empty answer stays as it is."""
        return [self._seal(payload) if payload.data else payload for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Open each sealed payload.

        Raises:
            PayloadSealedElsewhere: a payload was sealed with a key that is not in the ring.
        """
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        sealed = self._keyring.seal(_pack(payload.SerializeToString()))
        metadata = {ENCODING: SEALED, KEY_ID: self._keyring.sealing_id}
        return Payload(metadata=metadata, data=sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get(ENCODING) != SEALED:
            return payload
        key_id = payload.metadata.get(KEY_ID, b"")
        return Payload.FromString(_unpack(self._keyring.open(key_id, payload.data)))


def data_converter(keyring: Keyring) -> DataConverter:
    """Pydantic JSON, sealed; failures keep their type only, the rest of them is sealed too.

    The same converter serves every client, worker and replayer.
    """
    return replace(
        pydantic_data_converter,
        payload_codec=SealingCodec(keyring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def new_key() -> str:
    """A new key as one line of a key file."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _id_of(key: bytes) -> bytes:
    # Two bytes tell a handful of keys apart; every payload of every history carries them.
    return hashlib.sha256(b"perennial key id" + key).hexdigest()[:4].encode()


def _pack(text: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS)
    packed = deflate.compress(text) + deflate.flush()
    return _DEFLATED + packed if len(packed) < len(text) else _PLAIN + text


def _unpack(packed: bytes) -> bytes:
    if packed[:1] == _PLAIN:
        return packed[1:]
    return zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS).decompress(packed[1:])

"""Seals every payload on its way into Temporal, small enough for a year-long history."""

import base64
import binascii
import hashlib
import os
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

from activities.in_clear import IN_CLEAR
from activities.packing import pack, unpack
from domain.errors import ReviewError

ENCODING: Final = "encoding"
JSON: Final = b"json/plain"
SEALED: Final = b"sealed"
KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 2
NONCE_BYTES: Final = 12


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
        """Encrypt under the first key; the answer is key id, nonce, ciphertext and tag."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self.sealing_id]
        return self.sealing_id + nonce + cipher.encrypt(nonce, text, self.sealing_id)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt what `seal` made under one of the keys.

        Raises:
            PayloadSealedElsewhere: the key is not here, or the bytes were changed.
        """
        key_id, text = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES:]
        try:
            cipher = self._ciphers[key_id]
            return cipher.decrypt(text[:NONCE_BYTES], text[NONCE_BYTES:], key_id)
        except (KeyError, InvalidTag, ValueError):
            raise PayloadSealedElsewhere from None


class SealingCodec(PayloadCodec):
    """Compresses and encrypts payloads; what it did not seal passes through unread."""

    def __init__(self, keyring: Keyring) -> None:
        """Seal with the first key of the ring."""
        self._keyring = keyring

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload but what is empty, and the words that stand in clear everywhere."""
        return [payload if _is_clear(payload) else self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Open each sealed payload.

        Raises:
            PayloadSealedElsewhere: a payload was sealed with a key that is not in the ring.
        """
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        sealed = self._keyring.seal(pack(payload.SerializeToString()))
        return Payload(metadata={ENCODING: SEALED}, data=sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get(ENCODING) != SEALED:
            return payload
        return Payload.FromString(unpack(self._keyring.open(payload.data)))


def data_converter(keyring: Keyring) -> DataConverter:
    """Pydantic JSON, sealed; failures keep their type only, the rest of them is sealed too.

    The same converter serves every client, worker and replayer.
    """
    return replace(
        pydantic_data_converter,
        payload_codec=SealingCodec(keyring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _is_clear(payload: Payload) -> bool:
    """Whether there is nothing to hide: no content, or one of the closed list of words."""
    is_listed = payload.metadata.get(ENCODING) == JSON and payload.data in IN_CLEAR
    return not payload.data or (is_listed and len(payload.metadata) == 1)


def new_key() -> str:
    """A new key as one line of a key file."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _id_of(key: bytes) -> bytes:
    # Two bytes tell a handful of keys apart; every payload of every history carries them.
    return hashlib.sha256(b"perennial key id" + key).digest()[:KEY_ID_BYTES]

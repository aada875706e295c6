"""What the remote codec protocol of Temporal carries: payloads as JSON, their bytes in base64."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from activities.codec import ENCODING, PayloadSealedElsewhere
from domain.errors import ReviewError

LARGEST: Final = 4 * 1024 * 1024
"""Of a request: a workflow of ours is a few kilobytes, and the UI asks for each part alone."""

LARGEST_OPENED: Final = 16 * 1024 * 1024
"""Of all that one request has opened: what repeats itself is sealed into next to nothing."""

MOST: Final = 1_000
PLAIN: Final = b"json/plain"


class PayloadsUnreadable(ReviewError):
    """Send JSON like {"payloads": [{"metadata": {"encoding": ""}, "data": ""}]}, all in base64."""

    code: ClassVar[str] = "payloads_unreadable"


class PayloadsTooLarge(ReviewError):
    """These are too many payloads at once. Ask for fewer."""

    code: ClassVar[str] = "payloads_too_large"


def _bytes_of(text: object) -> bytes:
    if text is None:
        return b""
    if not isinstance(text, str):
        raise ValueError("not base64")  # noqa: TRY004 - pydantic takes this for a fault of input
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def _text_of(told: bytes) -> str:
    return base64.b64encode(told).decode()


Base64 = Annotated[bytes, BeforeValidator(_bytes_of), PlainSerializer(_text_of)]


class SentPayload(BaseModel):
    """One payload as it travels."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    metadata: dict[str, Base64] = Field(default_factory=dict)
    data: Base64 = b""


class SentPayloads(BaseModel):
    """All that a request or an answer carries."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    payloads: tuple[SentPayload, ...] = Field(max_length=MOST)


class CouldNotOpen(BaseModel):
    """Stands in the place of a payload that no key of ours opens, and holds it as it was."""

    why: str
    sealed: SentPayload


def read_payloads(body: bytes) -> list[Payload]:
    """Read what was sent.

    Raises:
        PayloadsUnreadable: it is not what the protocol says; nothing of it is repeated.
    """
    try:
        sent = SentPayloads.model_validate_json(body)
    except ValidationError:
        raise PayloadsUnreadable from None
    return [Payload(metadata=dict(each.metadata), data=each.data) for each in sent.payloads]


def written(payloads: Sequence[Payload]) -> bytes:
    """Write an answer."""
    told = SentPayloads(payloads=tuple(_sent(each) for each in payloads))
    return told.model_dump_json().encode()


async def opened(codec: PayloadCodec, payloads: Sequence[Payload]) -> list[Payload]:
    """Open each payload; one that no key opens comes back as it is, beside the reason.

    Raises:
        PayloadsTooLarge: together they are too much for the memory of the site.
    """
    found: list[Payload] = []
    size = 0
    for payload in payloads:
        found.append(await _opened(codec, payload))
        size += found[-1].ByteSize()
        if size > LARGEST_OPENED:
            raise PayloadsTooLarge
    return found


async def _opened(codec: PayloadCodec, payload: Payload) -> Payload:
    try:
        (found,) = await codec.decode([payload])
    except PayloadSealedElsewhere as refusal:
        told = CouldNotOpen(why=str(refusal), sealed=_sent(payload))
        return Payload(metadata={ENCODING: PLAIN}, data=told.model_dump_json().encode())
    return found


def _sent(payload: Payload) -> SentPayload:
    # As the type would have it: what is read from JSON is base64, and this is not.
    return SentPayload.model_construct(metadata=dict(payload.metadata), data=payload.data)

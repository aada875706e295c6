"""`/codec/decode` and `/codec/encode`: Temporal's remote codec protocol.

What the UI cannot have opened it shows as it is, encrypted, and tells why in its own words.
"""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from temporalio.converter import PayloadCodec

from domain.errors import ReviewError
from gateway.api.problems import answered, problem_of
from gateway.codec.origins import asked_first, let_in
from gateway.codec.payloads import LARGEST, PayloadsTooLarge, opened, read_payloads, written
from gateway.codec.reader import Notes, check_namespace, reader_of
from gateway.site.front import front_of

router = APIRouter(include_in_schema=False)

PATH: Final = "/codec"
JSON: Final = "application/json"


class PayloadsNotJson(ReviewError):
    """Send payloads as JSON, with Content-Type: application/json."""

    code: ClassVar[str] = "payloads_not_json"


@router.post(f"{PATH}/decode")
async def decode(request: Request) -> Response:
    """Open payloads for somebody who may read them, and note that they did."""
    return await _told(request, _decoded)


@router.post(f"{PATH}/encode")
async def encode(request: Request) -> Response:
    """Seal payloads for somebody who may read them."""
    return await _told(request, _encoded)


@router.options(f"{PATH}/decode")
async def before_decode(request: Request) -> Response:
    """Tell a browser whether a page of another site may ask."""
    return await _told(request, _asked_first)


@router.options(f"{PATH}/encode")
async def before_encode(request: Request) -> Response:
    """Tell a browser whether a page of another site may ask."""
    return await _told(request, _asked_first)


async def _decoded(request: Request) -> Response:
    reader = await reader_of(request)
    payloads = read_payloads(await _body(request))
    found = await opened(_codec(request), payloads)
    await _notes(request).note(front_of(request), reader.id)
    return Response(written(found), media_type=JSON)


async def _encoded(request: Request) -> Response:
    await reader_of(request)
    payloads = read_payloads(await _body(request))
    return Response(written(await _codec(request).encode(payloads)), media_type=JSON)


async def _asked_first(request: Request) -> Response:
    return asked_first(request)


async def _told(request: Request, act: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer so that the UI can read it: a refusal has a sentence, and no page around it."""
    try:
        return let_in(request, await act(request))
    except ReviewError as refusal:
        retry_after = getattr(refusal, "retry_after", None)
        return let_in(request, answered(problem_of(refusal), retry_after))


async def _body(request: Request) -> bytes:
    check_namespace(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise PayloadsNotJson
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise PayloadsTooLarge("This is more than 4 MiB of payloads. Ask for fewer at once.")
    return b"".join(parts)


def _codec(request: Request) -> PayloadCodec:
    codec = front_of(request).client.data_converter.payload_codec
    if codec is None:
        raise RuntimeError("the client of the site seals nothing")
    return codec


def _notes(request: Request) -> Notes:
    state = request.app.state
    if not hasattr(state, "payload_notes"):
        state.payload_notes = Notes()
    notes: Notes = state.payload_notes
    return notes

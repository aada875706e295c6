"""The feed: every fact of the processes in the order of the log, from wherever one left off.

As NDJSON it gives a page and ends; as server-sent events it goes on for as long as one listens.
Both are CloudEvents 1.0 and name positions of the log, so that a program goes on with the last it
has taken: `after`, or `Last-Event-ID` as browsers send it (WHATWG HTML, server-sent events).
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from activities.notify.facts_told import FactsTold
from domain.visibility import Deed
from gateway.api.caller import ReadsEvents
from gateway.site.front import Front, front_of
from gateway.site.guests import guests_of
from gateway.site.live import EVENT_STREAM, Seat
from storage.read_models.waiting import position_shown

NDJSON: Final = "application/x-ndjson"
PAGE: Final = 500
PAUSE_SECONDS: Final = 1.0
STILL_THERE_EVERY: Final = 15
LATEST: Final = 2**62

router = APIRouter(tags=["Events"])


@router.get(
    "/events",
    response_class=Response,
    responses={200: {"content": {NDJSON: {}, EVENT_STREAM: {}}, "description": "CloudEvents 1.0."}},
)
async def follow_events(
    request: Request,
    caller: ReadsEvents,
    after: Annotated[
        int, Query(ge=0, le=LATEST, description="The last position you have taken.")
    ] = 0,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=LATEST, description="The same, as browsers send it.")
    ] = None,
) -> Response:
    """Give what happened after a position: a page of lines, or a stream that goes on."""
    caller.visitor.require(Deed.FOLLOW_FEED)
    front, position = front_of(request), max(after, last_event_id or 0)
    if EVENT_STREAM in request.headers.get("accept", ""):
        headers = {"X-Accel-Buffering": "no"}
        seat = guests_of(request).seated(caller.token)
        return StreamingResponse(
            stream_of(front, position, seat), media_type=EVENT_STREAM, headers=headers
        )
    lines, reached = await _page(front, position)
    text = "".join(f"{line}\n" for _, line in lines)
    return Response(text, media_type=NDJSON, headers={"Perennial-Position": str(reached)})


async def _page(front: Front, after: int) -> tuple[list[tuple[int, str]], int]:
    """Give what is told after a position, and how far the log was looked through for it."""
    shown = await position_shown(front.archive.readers)
    told = await FactsTold(front.archive).after(after, shown, PAGE)
    lines = [(position, fact.model_dump_json()) for position, fact in told if fact is not None]
    return lines, told[-1][0] if told else after


async def stream_of(front: Front, position: int, seat: Seat) -> AsyncGenerator[str, None]:
    """Give what is told after a position as server-sent events, for as long as one may listen."""
    quiet = 0
    with seat as guest:
        while not guest.is_over:
            lines, reached = await _page(front, position)
            for at, line in lines:
                yield f"id: {at}\nevent: fact\ndata: {line}\n\n"
            if reached > position:
                position, quiet = reached, 0
                continue
            quiet += 1
            if quiet % STILL_THERE_EVERY == 0:
                yield ": still there\n\n"
            await asyncio.sleep(PAUSE_SECONDS)

"""Whether this process lives, and whether it can serve."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateway.site.front import front_of
from storage.errors import LogOutOfReach
from storage.read_models.waiting import position_shown

router = APIRouter()

BEHIND = 5_000
"""Facts of the log by which pages may lag and still be worth serving."""


@router.get("/livez")
async def lives() -> Response:
    """Say that the process answers."""
    return PlainTextResponse("lives\n")


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Say whether the log answers and the pages follow it."""
    archive = front_of(request).archive
    try:
        head, shown = await archive.store.head(), await position_shown(archive.readers)
    except (LogOutOfReach, OSError):
        return PlainTextResponse("The log does not answer.\n", 503)
    if head - shown > BEHIND:
        return PlainTextResponse("The pages are behind the log.\n", 503)
    return PlainTextResponse("ready\n")

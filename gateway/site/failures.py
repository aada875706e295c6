"""What nobody foresaw: told as a page, and logged by kind and place, never with what it says."""

import traceback
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.site.front import front_of
from gateway.site.pages import drawn

FRAMES: Final = 12
"""Places of the code that are logged, the last ones."""

_SENTENCE: Final = "This failed, and not through you. Wait a minute and try again, or tell HR."

log = structlog.get_logger()


class Failures:
    """Stands around all pages: what escapes them may hold somebody's words, and goes no further."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of a failure in its place."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_begun = False

        async def say(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, receive, say)
        except Exception as failure:  # noqa: BLE001 - the last one who could tell of it
            told = {"kind": type(failure).__name__, "places": _places(failure)}
            log.error("request_failed", **told)  # noqa: TRY400 - its words may be somebody's
            if not is_begun:
                await _told(Request(scope))(scope, receive, send)


def _places(failure: Exception) -> list[str]:
    frames = traceback.extract_tb(failure.__traceback__)[-FRAMES:]
    return [f"{frame.name}:{frame.lineno}" for frame in frames]


def _told(request: Request) -> HTMLResponse:
    """Draw the page without asking anything, for what is asked may be what fails."""
    context = {
        "request": request,
        "visitor": None,
        "zone": ZoneInfo("UTC"),
        "site": front_of(request).site,
        "path": request.url.path,
        "heading": "Not now",
        "sentence": _SENTENCE,
    }
    return HTMLResponse(drawn("refusal.html.j2", context), HTTPStatus.INTERNAL_SERVER_ERROR)

"""What a request may carry: JSON of a size that a form could have, or a people file."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.problems import answered, problem_of_status
from gateway.site.posted import LARGEST, LARGEST_UPLOAD

JSON: Final = "application/json"
PEOPLE_FILES: Final = ("/people/import", "/people/import/rehearsal")
"""Where the path of a request ends that carries a file instead of JSON."""


class Bodies:
    """Reads what a request carries before anything else is done, and refuses what is no JSON."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with all that it carries, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = scope["path"].endswith(PEOPLE_FILES)
        largest = LARGEST_UPLOAD if is_file else LARGEST
        body = await _body(receive, largest)
        if body is None:
            await _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        if body and kind != JSON and not is_file:
            await _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, scope, receive, send)
            return
        await self._app(scope, _Again(body, receive), send)


class _Again:
    """Gives what was read once more, and then whatever comes after it."""

    def __init__(self, body: bytes, rest: Receive) -> None:
        self._body: bytes | None = body
        self._rest = rest

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._rest()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


async def _body(receive: Receive, largest: int) -> bytes | None:
    """Read what was sent; None as soon as it is too much, or the sender has gone."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > largest:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    await answered(problem_of_status(status))(scope, receive, send)

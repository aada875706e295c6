"""One line for each request that was answered, and an id that ties together what is logged of it.

A line names the route as a template: addresses hold tokens and ids.
"""

import re
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from gateway.counts import known, note_answered
from storage.spans import Span, Unfollowed, span

HEADER: Final = "X-Request-Id"
_NAME: Final = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII)
_SILENT: Final = frozenset({"/livez", "/readyz", "/static"})
"""What is asked every few seconds and by nobody, and what belongs to a page that is logged."""

log = structlog.get_logger()


class RequestLog:
    """Stands around everything: binds the id of a request, gives it back, and logs the answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name, begun, status = _name_of(Headers(scope=scope)), time.perf_counter(), 0
        waited = 0.0

        async def say(message: Message) -> None:
            nonlocal status, waited
            if message["type"] == "http.response.start":
                status, waited = int(message["status"]), time.perf_counter() - begun
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        with bound_contextvars(request_id=name), self._span(scope, name) as seen:
            try:
                await self._app(scope, receive, say)
            finally:
                route = template_of(scope)
                seen.call(f"{known(scope['method'])} {route}")
                seen.tell(status=status)
                note_answered(scope["method"], route, status, waited)
                if route not in _SILENT:
                    took = round((time.perf_counter() - begun) * 1000, 1)
                    told = {"method": scope["method"], "route": route, "status": status, "ms": took}
                    log.info("request_answered", **told)

    @staticmethod
    def _span(scope: Scope, name: str) -> AbstractContextManager[Span]:
        """Follow a request, in a trace of its own: nobody outside says what is kept."""
        if any(scope["path"].startswith(path) for path in _SILENT):
            return nullcontext(Unfollowed())
        return span("request", kind="server", request_id=name)


def template_of(scope: Scope) -> str:
    """Give the route of a request as it is written in the code; nothing of the address itself."""
    mounted: str = scope.get("root_path", "")
    path: str | None = getattr(scope.get("route"), "path", None)
    return f"{mounted}{path or ''}" or "none"


def _name_of(headers: Headers) -> str:
    """Take the id that a proxy gave the request, where it is a UUID and nothing else."""
    given = headers.get(HEADER, "").lower()
    return given if _NAME.fullmatch(given) else str(uuid4())

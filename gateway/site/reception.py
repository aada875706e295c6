"""Where several organisations are served on one port: whose pages are meant, the host name says.

Each has pages, sessions, links and rights of its own. Whoever asks for a name that nobody has here
learns nothing of the names that somebody has.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers as RequestHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from gateway.site.headers import Headers

NOBODY: Final = HTTPStatus.MISDIRECTED_REQUEST
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{heading}</title>'
    "<h1>{heading}</h1><p>{sentence}</p></html>"
)
_ASTRAY: Final = (
    "Nothing is here",
    "This address leads to nobody's pages. Follow the link in your message as it is.",
)
_WAITS: Final = ("Not now", "These pages cannot be shown just now. Try again in a minute.")


@dataclass(frozen=True)
class Room:
    """The pages of one organisation, and its id, by which lines of the log are told apart."""

    organisation: str
    app: ASGIApp


class Reception:
    """Passes each request on to the organisation whose host name it asks for."""

    def __init__(self, hosts: Collection[str]) -> None:
        """Expect these host names; those nobody serves yet are told to wait."""
        self._hosts = frozenset(hosts)
        self._rooms: dict[str, Room] = {}
        self._astray = Headers(_Said(*_ASTRAY, NOBODY), is_secure=False)
        self._waits = Headers(_Said(*_WAITS, HTTPStatus.SERVICE_UNAVAILABLE), is_secure=False)

    @property
    def served(self) -> Mapping[str, Room]:
        """Who is served now, by host name."""
        return self._rooms

    @contextmanager
    def welcoming(self, host: str, room: Room) -> Iterator[None]:
        """Serve an organisation under its host name while the block lasts."""
        self._rooms[host] = room
        try:
            yield
        finally:
            if self._rooms.get(host) is room:
                del self._rooms[host]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or say that it leads nowhere."""
        match scope["type"]:
            case "lifespan":
                await _live(receive, send)
            case "http":
                await self._answer(scope, receive, send)
            case _:
                await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = host_in(scope)
        room = self._rooms.get(host)
        if room is not None:
            with bound_contextvars(organisation=room.organisation):
                await room.app(scope, receive, send)
        elif host in self._hosts:
            await self._waits(scope, receive, send)
        elif scope["path"] in {"/livez", "/readyz"}:
            # Whoever keeps the process running asks it by its address, not by a name.
            await self._of_itself(scope["path"])(scope, receive, send)
        else:
            await self._astray(scope, receive, send)

    def _of_itself(self, path: str) -> Response:
        if path == "/livez":
            return PlainTextResponse("lives\n")
        if self._rooms:
            return PlainTextResponse("ready\n")
        return PlainTextResponse("Nobody is served yet.\n", HTTPStatus.SERVICE_UNAVAILABLE)


def host_in(scope: Scope) -> str:
    """Give the host name a request asks for, without its port; empty where it names none or two.

    What a proxy says of another name is not believed: it has to pass the name on.
    """
    named = RequestHeaders(scope=scope).getlist("host")
    if len(named) != 1:
        return ""
    host = named[0].lower()
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).rstrip(".")


class _Said:
    """One sentence as a page, whatever was asked."""

    def __init__(self, heading: str, sentence: str, status: HTTPStatus) -> None:
        self._page = _PAGE.format(heading=heading, sentence=sentence)
        self._status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse(self._page, self._status)(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        said = await receive()
        await send({"type": f"{said['type']}.complete"})
        if said["type"] == "lifespan.shutdown":
            return

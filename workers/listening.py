"""HTTP servers in the loop of this process, which leave its signals alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from domain.errors import ReviewError

BACKLOG: Final = 2048
GRACE_SECONDS: Final = 3
"""How long requests under way may take once the process is asked to stop; live views end then."""


class LoopServer(uvicorn.Server):
    """A server that leaves signals to the process around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listen(
    host: str, port: int, refusal: type[ReviewError], what: str, names: str
) -> socket.socket:
    """Take a port, here and not in uvicorn, which would end the whole process where it is taken.

    Args:
        host: address to listen on, version 4 or 6.
        port: port to listen on.
        refusal: what is raised where that is not possible.
        what: who wants to listen, as a sentence begins.
        names: what the settings of it begin with.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise refusal(
            f"{what} cannot listen on {host}, port {port}: {error.strerror}. Name another port "
            f"with {names}_PORT, or another address with {names}_HOST."
        ) from None


def server_of(app: ASGIApp) -> LoopServer:
    """Give a server of an application that logs no request: addresses may hold tokens."""
    return LoopServer(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="on",
        )
    )


@asynccontextmanager
async def served(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an application on a socket while the block lasts; the socket is closed at the end."""
    server = server_of(app)
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        listening.close()

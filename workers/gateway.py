"""Runs the site: one HTTP server in the loop of this process, until it is asked to stop.

Beside it goes what asks again for whatever was asked of a workflow and has no answer yet.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import uvicorn

from domain.errors import ReviewError
from gateway.app import build_app
from gateway.relaying import relay
from gateway.site.front import Front
from gateway.step.relay import relay as relay_drafts

GRACE_SECONDS = 3
"""How long requests under way may take once the process is asked to stop; live views end then."""


BACKLOG = 2048


class SiteNotServed(ReviewError):
    """The site cannot listen on its port."""

    code: ClassVar[str] = "site_not_served"


class _Server(uvicorn.Server):
    """A server that leaves signals to the process around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run_gateway(front: Front, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve the site on a port until `stop` is set.

    Raises:
        SiteNotServed: the port cannot be listened on.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        build_app(front),
        log_config=None,
        access_log=False,  # addresses hold tokens
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    asked = asyncio.ensure_future(stop.wait())
    relaying = asyncio.gather(relay(front.archive, front.client, stop), relay_drafts(front, stop))
    try:
        await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
    finally:
        server.should_exit = True
        asked.cancel()
        relaying.cancel()
        await asyncio.gather(serving, asked, relaying, return_exceptions=True)
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    # Here and not in uvicorn, which would end the whole process where a port is taken.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SiteNotServed(
            f"The site cannot listen on {host}, port {port}: {error.strerror}. Name another port "
            "with PERENNIAL_SITE_PORT, or another address with PERENNIAL_SITE_HOST."
        ) from None

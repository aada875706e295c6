"""Runs the site: one HTTP server in the loop of this process, until it is asked to stop.

Beside it goes what asks again for steps that were handed in and have no answer yet.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from gateway.app import build_app
from gateway.site.front import Front
from gateway.step.relay import relay

GRACE_SECONDS = 3
"""How long requests under way may take once the process is asked to stop; live views end then."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the process around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run_gateway(front: Front, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve the site on a port until `stop` is set.

    Raises:
        OSError: the port cannot be listened on.
    """
    config = uvicorn.Config(
        build_app(front),
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # addresses hold tokens
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve())
    asked = asyncio.ensure_future(stop.wait())
    relaying = asyncio.ensure_future(relay(front, stop))
    try:
        await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
            if not stop.is_set():
                raise OSError(f"Nothing can listen on port {port}.")
    finally:
        server.should_exit = True
        asked.cancel()
        relaying.cancel()
        await asyncio.gather(serving, asked, relaying, return_exceptions=True)

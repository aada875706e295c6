"""Runs the site: one HTTP server in the loop of this process, until it is asked to stop.

Beside it goes what asks again for whatever was asked of a workflow and has no answer yet.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

from starlette.types import ASGIApp

from domain.errors import ReviewError
from gateway.app import build_app
from gateway.relaying import relay
from gateway.site.front import Front
from gateway.site.reception import Reception, Room
from gateway.step.relay import relay as relay_drafts
from workers.listening import listen, server_of
from workers.organisations.places import host_of


class SiteNotServed(ReviewError):
    """The site cannot listen on its port."""

    code: ClassVar[str] = "site_not_served"


async def run_gateway(front: Front, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve the site on a port until `stop` is set.

    Raises:
        SiteNotServed: the port cannot be listened on.
    """
    async with _relaying(front, stop):
        await serve(build_app(front), host, port, stop)


async def run_behind(front: Front, reception: Reception, stop: asyncio.Event) -> None:
    """Serve one of several organisations until `stop` is set: the reception has the port."""
    room = Room(str(front.organisation), build_app(front))
    async with _relaying(front, stop):
        with reception.welcoming(host_of(front.site.base_url), room):
            await stop.wait()


@asynccontextmanager
async def _relaying(front: Front, stop: asyncio.Event) -> AsyncIterator[None]:
    relaying = asyncio.gather(relay(front.archive, front.client, stop), relay_drafts(front, stop))
    try:
        yield
    finally:
        relaying.cancel()
        await asyncio.gather(relaying, return_exceptions=True)


async def serve(app: ASGIApp, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve an application on a port until `stop` is set.

    Raises:
        SiteNotServed: the port cannot be listened on.
    """
    listening = listen(host, port, SiteNotServed, "The site", "PERENNIAL_SITE")
    server = server_of(app)
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    asked = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
    finally:
        server.should_exit = True
        asked.cancel()
        await asyncio.gather(serving, asked, return_exceptions=True)
        listening.close()

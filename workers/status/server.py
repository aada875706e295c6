"""The status server of a process: whether it lives, whether it is ready, and what it counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import ClassVar, Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import ReviewError
from storage.metrics import REGISTRY, gauge
from workers.listening import listen, served
from workers.settings import Settings
from workers.status.readiness import Readiness

BEAT_SECONDS: Final = 0.5

LOOP_LAG: Final = gauge(
    "perennial_loop_lag_seconds",
    "By how much the loop of this process came late, at its worst since the last look.",
)
READY: Final = gauge(
    "perennial_ready",
    "1 where a part of this process is ready, 0 where it is not.",
    "part",
)

More = Callable[[], Awaitable[str]]
"""Gives further metrics in the format of Prometheus."""


class StatusNotServed(ReviewError):
    """The status of this process cannot be served on its port."""

    code: ClassVar[str] = "status_not_served"


class Pulse:
    """Feels whether the loop comes round in time."""

    def __init__(self) -> None:
        """Begin with a loop that is never late."""
        self._worst = 0.0

    async def beat(self) -> None:
        """Beat until cancelled."""
        while True:
            begun = perf_counter()
            await asyncio.sleep(BEAT_SECONDS)
            self._worst = max(self._worst, perf_counter() - begun - BEAT_SECONDS)

    def taken(self) -> float:
        """Give the worst lag in seconds since this was asked last."""
        worst, self._worst = self._worst, 0.0
        return worst


class Status:
    """Answers those who keep a process running."""

    def __init__(self, readiness: Readiness, more: More) -> None:
        """Answer by what the parts say; `more` gives metrics that are kept elsewhere."""
        self._readiness = readiness
        self._more = more
        self.pulse = Pulse()

    def app(self) -> Starlette:
        """Give the three answers as an application."""
        routes = [
            Route("/livez", self.lives),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]
        return Starlette(routes=routes)

    async def lives(self, _: Request) -> Response:
        """Say that the loop comes round: where it does not, nobody answers."""
        return PlainTextResponse("lives\n")

    async def ready(self, _: Request) -> Response:
        """Say whether every part is ready, with a sentence for each that is not."""
        troubles = await self._readiness.troubles()
        if not troubles:
            said = ("ready", *await self._readiness.remarks())
            return PlainTextResponse("\n".join(said) + "\n")
        lines = "".join(f"{part}: {sentence}\n" for part, sentence in troubles.items())
        return PlainTextResponse(lines, 503)

    async def metrics(self, _: Request) -> Response:
        """Give what was counted and measured, ours first and then what others keep."""
        troubles = await self._readiness.troubles()
        for part in self._readiness.parts:
            READY.labels(part).set("process" not in troubles and part not in troubles)
        LOOP_LAG.set(self.pulse.taken())
        text = generate_latest(REGISTRY).decode() + await self._more()
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def _nothing() -> str:
    return ""


@asynccontextmanager
async def status_served(
    settings: Settings, readiness: Readiness, more: More = _nothing
) -> AsyncIterator[None]:
    """Serve the status of this process while the block lasts, where the settings name a port.

    Raises:
        StatusNotServed: the port cannot be listened on.
    """
    if settings.status_port is None:
        yield
        return
    where = settings.status_host, settings.status_port
    listening = listen(*where, StatusNotServed, "The status server", "PERENNIAL_STATUS")
    status = Status(readiness, more)
    beating = asyncio.ensure_future(status.pulse.beat())
    try:
        async with served(status.app(), listening):
            yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating

"""A small HTTP server that answers as it is told and remembers what it was asked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from workers.embedded.ports import settle_ports


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Asked], web.Response]


@dataclass
class PretendedServer:
    """What was asked so far, and what is answered."""

    url: str
    answer: Answer
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(
            request.method, request.path, dict(request.query), headers, await request.read()
        )
        self.asked.append(asked)
        return self.answer(asked)


@asynccontextmanager
async def pretended(answer: Answer) -> AsyncIterator[PretendedServer]:
    """Serve on a free port for as long as the block lasts."""
    ports, _ = settle_ports({"pretended": 0})
    server = PretendedServer(f"http://127.0.0.1:{ports['pretended']}", answer)
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", server.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", ports["pretended"]).start()
        yield server
    finally:
        await runner.cleanup()

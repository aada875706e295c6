"""The site on a port, and a connection to it that costs too little to be what is measured."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from gateway.site.front import Front
from workers.embedded.ports import LOCALHOST
from workers.gateway import run_gateway

END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """What came back: the names of its headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def leads_to(self) -> str:
        """Where it sends the browser; "" if nowhere."""
        return self.headers.get("location", "")


class Wire:
    """Asks one thing after the other, with the cookies of one visitor."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cookies: Mapping[str, str]
    ) -> None:
        """Ask over this connection."""
        self._reader, self._writer = reader, writer
        self._cookies = dict(cookies)

    async def get(self, path: str) -> Answer:
        """Load a page."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, urlencode(values).encode())

    async def follow(self, path: str) -> AsyncIterator[str]:
        """Give the name of each server-sent event, until the block that asks is left."""
        await self._send("GET", path, b"")
        await self._head()
        while line := await self._reader.readline():
            if line.startswith(b"event: "):
                yield line[7:].decode().strip()

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        await self._send(method, path, body)
        status, headers = await self._head()
        read = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(status, headers, read)

    async def _send(self, method: str, path: str, body: bytes) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {LOCALHOST}",
            f"Cookie: {cookies}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        self._writer.write("\r\n".join(head).encode() + END + body)
        await self._writer.drain()

    async def _head(self) -> tuple[int, dict[str, str]]:
        first, *lines = (await self._reader.readuntil(END)).decode().split("\r\n")
        headers = {}
        for line in filter(None, lines):
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, given = value.partition(";")[0].partition("=")
                self._cookies[cookie] = given
        return int(first.split(" ")[1]), headers


@asynccontextmanager
async def wire_to(base_url: str, cookies: Mapping[str, str]) -> AsyncIterator[Wire]:
    """Open a connection to a site that listens there."""
    place = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield Wire(reader, writer, cookies)
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def listening(front: Front) -> AsyncIterator[None]:
    """Serve the site at the port in its address, as long as the block lasts."""
    port, stop = urlsplit(front.site.base_url).port or 80, asyncio.Event()
    serving = asyncio.ensure_future(run_gateway(front, LOCALHOST, port, stop))
    try:
        async with asyncio.timeout(20):
            while not await _answers(port):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        yield
    finally:
        stop.set()
        await serving


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOCALHOST, port)
    except OSError:
        return False
    writer.close()
    return True

"""A wire to the database that can be cut at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class CuttingProxy:
    """Forwards to the server of `url` until it is told to swallow something and cut the wire.

    `cuts` counts answers to swallow: what was asked for has been committed by then. `losses` counts
    requests to swallow: the server never hears of them.
    """

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._host, self._port = target.hostname or "", target.port or 0
        self._target = target
        self.url = ""
        self.cuts = 0
        self.losses = 0
        self._ends: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["CuttingProxy"]:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        login = self._target.netloc.rpartition("@")[0]
        self.url = self._target._replace(netloc=f"{login}@127.0.0.1:{port}").geturl()
        async with server:
            yield self
            self.cut_all()

    def cut_all(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection(self._host, self._port)
        self._ends |= {writer, upstream_writer}
        await asyncio.gather(
            self._forward(reader, upstream_writer, answers=False),
            self._forward(upstream_reader, writer, answers=True),
        )

    async def _forward(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while chunk := await source.read(65536):
                if answers and self.cuts and b"SELECT 1" in chunk:
                    self.cuts -= 1
                    break
                if not answers and self.losses:
                    self.losses -= 1
                    break
                sink.write(chunk)
                await sink.drain()
        sink.transport.abort()

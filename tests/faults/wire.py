"""The wire between an installation and its database, to be cut in the middle of a commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from workers.embedded.ports import LOCALHOST

WRITER: Final = b"perennial writer"
"""What connections that append say of themselves when they come in."""

STATEMENT: Final = 400
"""Bytes from which on a message of a writer carries facts or words, and is no mere question."""


class Wire:
    """Forwards to a database; cuts what it is told to, and counts the cuts.

    `answers` counts statements of writers whose answer is to be swallowed: by then they have been
    committed. `requests` counts those to be swallowed before the database hears of them. Either
    way the connection ends, and whoever asked cannot tell which it was.
    """

    def __init__(self, server_port: int, port: int) -> None:
        self._server_port = server_port
        self.port = port
        self.answers = 0
        self.requests = 0
        self.cuts = 0
        self._connections: set[_Connection] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Forward for as long as the block lasts."""
        server = await asyncio.start_server(self._connect, LOCALHOST, self.port)
        try:
            yield
        finally:
            server.close()
            self.cut_all()

    def cut_all(self) -> None:
        """End every connection there is, whatever is under way on it."""
        for connection in list(self._connections):
            connection.cut()

    def heal(self) -> None:
        """Cut nothing any more."""
        self.answers = self.requests = 0

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection(LOCALHOST, self._server_port)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(self, writer, back)
        self._connections.add(connection)
        try:
            await asyncio.gather(connection.ask(reader), connection.answer(there))
        finally:
            self._connections.discard(connection)
            connection.cut()


class _Connection:
    def __init__(self, wire: Wire, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self._wire = wire
        self._near = near
        self._far = far
        self._is_writer = False
        self._swallows_answer = False

    def cut(self) -> None:
        for end in (self._near, self._far):
            end.transport.abort()

    async def ask(self, source: asyncio.StreamReader) -> None:
        """Pass on what the client says; lose a statement when that is wanted."""
        with suppress(OSError):
            while chunk := await source.read(65536):
                self._is_writer = self._is_writer or WRITER in chunk
                is_statement = self._is_writer and len(chunk) >= STATEMENT and WRITER not in chunk
                if is_statement and self._wire.requests:
                    self._wire.requests -= 1
                    self._wire.cuts += 1
                    break
                if is_statement and self._wire.answers:
                    self._wire.answers -= 1
                    self._wire.cuts += 1
                    self._swallows_answer = True
                self._far.write(chunk)
                await self._far.drain()
        self.cut()

    async def answer(self, source: asyncio.StreamReader) -> None:
        """Pass on what the database answers, unless that is to be lost."""
        with suppress(OSError):
            while chunk := await source.read(65536):
                if self._swallows_answer:
                    break
                self._near.write(chunk)
                await self._near.drain()
        self.cut()

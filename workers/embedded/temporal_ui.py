"""The door to the embedded Temporal UI, which lets its requests to the site carry the session.

The dev server can be told where payloads are opened, and not that the browser may say there who
asks: of its settings one word is changed on the way, and nothing else.
"""

import asyncio
from contextlib import suppress
from typing import Final

from workers.embedded.ports import LOCALHOST

_AT_ONCE: Final = 64 * 1024
# Of the same length each, so that nothing around them has to be counted anew.
_UNTOLD: Final = (b'"IncludeCredentials":false', b'"IncludeCredentials":true ')
_PACKED: Final = (b"Accept-Encoding:", b"Never-Encodings:")
"""What is packed cannot be changed on the way; on this machine nothing is gained by it."""


class TemporalUi:
    """Listens on 127.0.0.1 and passes everything on to the UI that listens behind it."""

    def __init__(self, port: int, behind: int) -> None:
        """Remember where to listen, and the port of the UI itself; nothing runs before `start`."""
        self._port = port
        self._behind = behind
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where people look at workflows."""
        return f"http://{LOCALHOST}:{self._port}"

    async def start(self) -> None:
        """Let people in from now on; as long as the UI is not up, they are sent away.

        Raises:
            OSError: the port is taken.
        """
        self._server = await asyncio.start_server(self._welcome, LOCALHOST, self._port)

    async def stop(self) -> None:
        """Let nobody in any more, and see everybody out."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await server.wait_closed()

    async def _welcome(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._visits.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._lead(near, back)
        finally:
            self._visits.discard(task)
            back.close()

    async def _lead(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(LOCALHOST, self._behind)
        ways = {
            asyncio.ensure_future(_pass(near, on, _PACKED)),
            asyncio.ensure_future(_pass(far, back, _UNTOLD)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            on.close()


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, changed: tuple[bytes, bytes]
) -> None:
    while some := await reader.read(_AT_ONCE):
        writer.write(some.replace(*changed))
        await writer.drain()

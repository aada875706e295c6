"""Looks around once a minute while a process runs, and says what changed in one sentence."""

import asyncio
from collections.abc import Mapping
from typing import Final, Literal

import structlog
from temporalio.client import Client

from workers.doctor.finding import HARMLESS, Fault, Finding
from workers.doctor.surroundings import wrong_around
from workers.servers import Servers

EVERY_SECONDS: Final = 60.0

log = structlog.get_logger("perennial")


class Watch:
    """Remembers what was wrong at the last look."""

    def __init__(self, servers: Servers, client: Client) -> None:
        """Look at these servers, through this client."""
        self._servers = servers
        self._client = client
        self._wrong: Mapping[Fault, Finding] = {}

    async def run(self, stop: asyncio.Event, every: float = EVERY_SECONDS) -> None:
        """Look every minute until `stop`, which ends a look that is under way."""
        asked = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                await asyncio.wait({asked}, timeout=every)
                if not stop.is_set():
                    await self._look_until(asked)
        finally:
            asked.cancel()

    async def _look_until(self, asked: asyncio.Task[Literal[True]]) -> None:
        looking = asyncio.ensure_future(self.look())
        try:
            both: set[asyncio.Task[object]] = {looking, asked}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def look(self) -> None:
        """Look once; say what is wrong since, and what is right again."""
        try:
            found = await wrong_around(self._servers, self._client)
        except Exception as failure:  # noqa: BLE001 - if this ended, nobody would notice
            log.warning("look_around_failed", kind=type(failure).__name__)
            return
        wrong = {finding.fault: finding for finding in found if finding.fault is not None}
        for fault, finding in wrong.items():
            if fault not in self._wrong:
                log.error("surroundings_wrong", fault=fault, sentence=finding.sentence)
        for fault in self._wrong:
            if fault not in wrong:
                log.info("surroundings_right_again", fault=fault)
        self._wrong = wrong

    async def trouble(self) -> str:
        """Give a sentence where this process is not fit for work, for those who ask whether it is.

        What is wrong without keeping it from its work is no reason to take it away.
        """
        for fault, finding in self._wrong.items():
            if fault not in HARMLESS:
                return finding.sentence
        return ""

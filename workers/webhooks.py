"""Webhooks as a process: other programs are told what happens, as long as this one runs."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import httpx2
import structlog

from activities.notify.webhooks import TIMEOUT_SECONDS, WebhookSender
from storage.archive import Archive
from storage.errors import LogOutOfReach

PAUSE_SECONDS: Final = 1.0
AGENT: Final = "Perennial"

_log: Final = structlog.stdlib.get_logger(__name__)


async def run_webhooks(archive: Archive, stop: asyncio.Event) -> None:
    """Tell other programs what they have not heard, until `stop` is set.

    Any number of processes may do so at once: each program is told by one of them at a time.
    """
    client = httpx2.AsyncClient(
        timeout=TIMEOUT_SECONDS, follow_redirects=False, headers={"user-agent": AGENT}
    )
    async with client:
        sender = WebhookSender(archive, client)
        while not stop.is_set():
            try:
                told = await sender.send_round(datetime.now(UTC))
            except LogOutOfReach as failure:
                _log.warning("webhooks_wait", why=type(failure).__name__)
                told = 0
            if not told:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)

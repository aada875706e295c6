"""Tells other programs what happens, for as long as the process runs."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import httpx2
import structlog

from activities.notify.webhooks import WebhookSender
from domain.errors import ReviewError
from storage.archive import Archive
from storage.errors import LogOutOfReach

PAUSE_SECONDS: Final = 2.0

log = structlog.get_logger()


async def run_webhooks(archive: Archive, stop: asyncio.Event) -> None:
    """Give every program its turn until `stop` is set; several processes may do so at once."""
    async with httpx2.AsyncClient(follow_redirects=False) as client:
        sender = WebhookSender(archive, client)
        while not stop.is_set():
            had_a_turn = await _round(sender)
            if had_a_turn:
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


async def _round(sender: WebhookSender) -> int:
    try:
        return await sender.send_round(datetime.now(UTC))
    except (LogOutOfReach, ReviewError) as failure:
        log.warning("webhooks_put_off", kind=type(failure).__name__)
        return 0

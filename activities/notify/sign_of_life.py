"""Tells Temporal that a long round is still under way, however slow the world answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from temporalio import activity

EVERY_SECONDS: Final = 10.0


@asynccontextmanager
async def signs_of_life() -> AsyncIterator[None]:
    """Give a sign of life at once and every ten seconds; outside of an activity, none."""
    beating = asyncio.create_task(_beat()) if activity.in_activity() else None
    try:
        yield
    finally:
        if beating is not None:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)


async def _beat() -> None:
    while True:
        # What an earlier try has left is left again: a sign of life without it would wipe it out.
        activity.heartbeat(*activity.info().heartbeat_details)
        await asyncio.sleep(EVERY_SECONDS)

"""Lets a page wait until it can show what has just been recorded."""

import asyncio
from typing import Final

import asyncpg

from storage.read_models.asking import NothingToShowYet, row_of

PATIENCE_SECONDS: Final = 2.0
FIRST_PAUSE_SECONDS: Final = 0.003
LONGEST_PAUSE_SECONDS: Final = 0.05

# position_shown: how far the live read models are.
POSITION_SHOWN: Final = "SELECT position FROM read.checkpoint"


async def wait_for(
    pool: asyncpg.Pool,
    position: int,
    timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109
) -> bool:
    """Wait until the read models show everything up to a position; False if they do not in time.

    Who gets False says that the change was accepted and will be seen shortly.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    pause = FIRST_PAUSE_SECONDS
    while await position_shown(pool) < position:
        if loop.time() + pause > deadline:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    return True


async def position_shown(pool: asyncpg.Pool) -> int:
    """Say how far the read models are; 0 while there are none."""
    try:
        row = await row_of(pool, POSITION_SHOWN)
    except NothingToShowYet:
        return 0
    return int(row["position"]) if row else 0


async def wait_until_built(pool: asyncpg.Pool, position: int) -> None:
    """Wait until there are read models that show everything up to a position.

    For those who have just started a projector; there is no time limit but their own.
    """
    while True:
        try:
            row = await row_of(pool, POSITION_SHOWN)
        except NothingToShowYet:
            row = None
        if row is not None and row["position"] >= position:
            return
        await asyncio.sleep(LONGEST_PAUSE_SECONDS)

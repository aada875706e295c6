"""Empties a build of the workers: what runs on it moves over, until nothing is left."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from temporalio.client import Client

from workers.builds import builds, move_over

BETWEEN_LOOKS: Final = 1.0
AGAIN_AFTER: Final = 10
"""Looks after which whoever is still on the build is woken once more."""


async def drained(client: Client, build: str, pause: float = BETWEEN_LOOKS) -> AsyncIterator[int]:
    """Wake everybody on a build again and again; give how many are left, until none is.

    Broken off and begun again it goes on: who has moved is not on the build any more. Visibility
    may be a moment behind, so a number may repeat.

    Raises:
        BuildUnknown: no worker of that build has reported.
        BuildIsCurrent: there is no other build to move to.
    """
    looks = 0
    while True:
        if looks % AGAIN_AFTER == 0:
            await move_over(client, build)
        left = await left_on(client, build)
        yield left
        if not left:
            return
        looks += 1
        await asyncio.sleep(pause)


async def left_on(client: Client, build: str) -> int:
    """Count what is pinned to a build."""
    return next((each.running for each in await builds(client) if each.name == build), 0)

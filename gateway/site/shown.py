"""Waits after a write until pages show it, so that a form leads to what was just said."""

from gateway.asking import Answer, OnItsWay
from gateway.site.front import Front
from storage.read_models.waiting import wait_for


async def until_shown(front: Front, answer: Answer | int) -> bool:
    """Wait a moment for what was recorded, given as an answer or as its place in the log.

    False where it is on its way, or recorded and not to be seen yet; the page then says so.
    """
    if isinstance(answer, OnItsWay):
        return False
    position = answer if isinstance(answer, int) else answer.position
    return position is None or await wait_for(front.archive.readers, position)


async def until_all_shown(front: Front) -> bool:
    """Wait a moment for whatever has been recorded so far, by anybody; False if it takes longer."""
    return await wait_for(front.archive.readers, await front.archive.store.head())

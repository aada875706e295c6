"""Asks again for what was handed in and got no answer, until the answer is definite."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

import structlog

from domain.errors import ReviewError
from gateway.asking import OnItsWay
from gateway.site.front import Front
from gateway.step.drafting import drafts_of
from gateway.step.handing_in import Handing, hand_in
from gateway.step.place import Place, StepUnknown, lying
from gateway.step.ways import way_of
from storage.drafts import Sent
from storage.errors import LogOutOfReach
from storage.read_models.people import person_of

PAUSE_SECONDS: Final = 5.0
LEFT_ALONE: Final = timedelta(seconds=5)
"""Whoever has just handed in is still waiting for the answer themselves."""

log = structlog.get_logger()


async def relay(front: Front, stop: asyncio.Event) -> None:
    """Ask again every few seconds until `stop`; several may do so, for the same asked twice is one.

    What cannot be reached now is left for the next round.
    """
    while not stop.is_set():
        try:
            await relay_once(front)
        except Exception as failure:  # noqa: BLE001 - if this ended, nobody would notice
            log.warning("relay_failed", kind=type(failure).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


async def relay_once(front: Front, left_alone: timedelta = LEFT_ALONE) -> int:
    """Ask again for everything that is on its way; give how much of it has an answer now."""
    answered = 0
    for sent in await drafts_of(front).on_their_way(front.now() - left_alone):
        try:
            answered += await _asked_again(front, sent)
        except LogOutOfReach:
            return answered
        except ReviewError:
            answered += 1  # refused: the draft can be changed again, and its page says so
        except Exception as failure:  # noqa: BLE001 - one must not keep the others back
            log.warning("relay_failed", kind=type(failure).__name__)
    return answered


async def _asked_again(front: Front, sent: Sent) -> bool:
    key, drafts = sent.key, drafts_of(front)
    reader = await person_of(front.archive.readers, key.person)
    draft = await drafts.load(key)
    if reader is None or draft is None:
        await drafts.drop(key)
        return True
    try:
        place = Place(key.review, key.step, key.seat, key.round)
        lies = await lying(front.archive, place, reader)
    except StepUnknown:
        await drafts.take_back(key)
        return True
    way = way_of(lies, key.way)
    if lies.handed_in is not None:
        await drafts.drop(key)
        return True
    if way is None:
        await drafts.take_back(key)
        return True
    answer = await hand_in(front, Handing(lies, way, draft, sent.shown_sha256))
    return not isinstance(answer, OnItsWay)

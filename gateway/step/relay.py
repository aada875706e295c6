"""Looks after drafts on their way: each ends as recorded, or as refused with a sentence.

`gateway.relaying` asks again for whatever was written down before it was asked. What died before
that, between the draft and the vault, is handed in from here; and here its author learns why
something came back while they were away.
"""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

import structlog

from domain.errors import ReviewError
from gateway.asking import OnItsWay, Refused
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

NOT_OPEN: Final = "This step is not open to you any more."
NOT_AS_IT_IS: Final = "It cannot be accepted as it is any more. Check it once more."

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
        except ReviewError as refusal:
            await drafts_of(front).take_back(sent.key, _why(refusal))
            answered += 1
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
        await drafts.take_back(key, NOT_OPEN)
        return True
    way = way_of(lies, key.way)
    if lies.handed_in is not None:
        await drafts.drop(key)
        return True
    if way is None:
        await drafts.take_back(key, NOT_OPEN)
        return True
    answer = await hand_in(front, Handing(lies, way, draft, sent.shown_sha256))
    return not isinstance(answer, OnItsWay)


def _why(refusal: ReviewError) -> str:
    """Give the sentence of a review; what a check of the answers says may quote them."""
    return str(refusal) if isinstance(refusal, Refused) else NOT_AS_IT_IS

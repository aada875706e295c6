"""Asks again for what was asked of a workflow and has no answer, until the answer is definite.

Whoever asked may have gone, and the process with them; what they asked is written down, and any
process may ask again, for the same asked twice is one.
"""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

import structlog
from pydantic import ValidationError
from temporalio.client import Client

from activities.change_reviews import withdraw_from_session
from activities.naming import stream_of
from domain.actions import commands as actions
from domain.calibration import commands as calibration
from domain.ids import ReviewId
from domain.review import commands as review
from domain.value import Fact
from gateway.asking import AlreadyOver, OnItsWay, Refused, Wish, send
from gateway.counts import RELAYED
from gateway.standing_processes import Processes
from storage.archive import Archive
from storage.read_models.reviews import review_of
from storage.spans import span
from storage.under_way import TakenUp
from workflows.messages import ChangeAsked, Joining, StageMove

PAUSE_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 5.0
LEASE: Final = timedelta(seconds=15)
AT_ONCE: Final = 16
A_ROUND: Final = 32

KINDS: Final[dict[str, type[Fact]]] = {
    kind.__name__: kind
    for kind in (
        *(review.SubmitStep, review.Extend, review.HandOver, review.PauseReview),
        *(review.ResumeReview, review.CancelReview, review.ReopenStep, review.NudgeReview),
        *(calibration.MoveRating, calibration.LockSession),
        *(calibration.NameCoFacilitator, calibration.ReleaseCoFacilitator),
        *(actions.FinishAction, actions.DropAction, actions.MoveAction, actions.HandOverAction),
        *(ChangeAsked, Joining, StageMove),
    )
}
"""Everything that can be asked of a workflow, by the name under which it is written down."""

log = structlog.get_logger()


async def relay(archive: Archive, client: Client, stop: asyncio.Event) -> None:
    """Ask again every few seconds until `stop`; several processes may do so at once."""
    relaying = Relay(archive, client)
    while not stop.is_set():
        try:
            await relaying.once()
        except Exception as failure:  # noqa: BLE001 - if this ended, nobody would notice
            log.warning("relay_failed", kind=type(failure).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)


class Relay:
    """Takes up what nobody waits for any more, a round at a time."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Read what is under way in this archive and ask through this client."""
        self._archive = archive
        self._client = client
        self._processes = Processes(archive, client)
        self._unreadable: set[tuple[str, str]] = set()

    async def once(self, early: timedelta = timedelta(0)) -> int:
        """Ask again for everything that is due; give how much of it has a definite answer now.

        `early` takes up what somebody is left alone with for that much longer.
        """
        gate, answered = asyncio.Semaphore(AT_ONCE), 0

        async def again(taken: TakenUp) -> bool:
            async with gate:
                return await self._again(taken)

        while round_ := await self._archive.under_way.take_up(LEASE, A_ROUND, early):
            answered += sum(await asyncio.gather(*map(again, round_)))
            await self._archive.under_way.flush()
            if len(round_) < A_ROUND or early:
                break
        return answered

    async def _again(self, taken: TakenUp) -> bool:
        wish = self._wish(taken)
        if wish is None:
            return False
        told = {"update": wish.update, "workflow_id": wish.workflow}
        try:
            with span(f"ask again {wish.update}", kind="client", parent=taken.asked.trace):
                answer = await send(self._client, wish, PATIENCE_SECONDS)
        except Refused as refusal:
            await self._archive.under_way.refused(taken.asked, taken.turn)
            RELAYED.labels("refused").inc()
            log.info("relayed_and_refused", code=refusal.refusal, **told)
            return True
        except AlreadyOver:
            return await self._of_no_process(taken)
        except Exception as failure:  # noqa: BLE001 - one must not keep the others back
            RELAYED.labels("failed").inc()
            log.warning("relay_failed", kind=type(failure).__name__, **told)
            return False
        if isinstance(answer, OnItsWay):
            RELAYED.labels("on_its_way").inc()
            return False
        RELAYED.labels("recorded").inc()
        self._archive.under_way.answered(taken.asked)
        await self._and_then(wish)
        log.info("relayed_and_recorded", is_new=answer.position is not None, **told)
        return True

    async def _of_no_process(self, taken: TakenUp) -> bool:
        """Drop what came too late; what is asked of a process that is not there yet is kept."""
        name = taken.asked.workflow
        if not await self._processes.is_over(name):
            await self._processes.begin(name)
            log.warning("relay_waits_for_process", workflow_id=name)
            return False
        await self._archive.under_way.refused(taken.asked, taken.turn)
        log.info("relayed_too_late", update=taken.asked.asks, workflow_id=name)
        return True

    async def _and_then(self, wish: Wish) -> None:
        """Do what whoever asked would have done with the answer."""
        if isinstance(wish.command, review.CancelReview):
            line = await review_of(self._archive.readers, ReviewId(stream_of(wish.workflow)))
            if line is not None:
                await withdraw_from_session(self._client, line)

    def _wish(self, taken: TakenUp) -> Wish | None:
        """Read what was written down; what cannot be read is told of once, and kept."""
        asked = taken.asked
        try:
            command = KINDS[asked.kind].model_validate_json(asked.command)
        except (KeyError, ValidationError) as failure:
            name = (asked.workflow, asked.request)
            if name not in self._unreadable:
                self._unreadable.add(name)
                told = {"workflow_id": asked.workflow, "update": asked.asks}
                log.error("relay_cannot_read", kind=type(failure).__name__, **told)  # noqa: TRY400 - its trace would quote the note
            return None
        return Wish(asked.workflow, asked.asks, command, asked.request)

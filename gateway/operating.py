"""What an operator does to reviews and cycles: asks after them, stops and resumes their clocks."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from temporalio.client import Client

from domain.cycle.events import Change
from domain.ids import CycleId, ReviewId
from domain.operations.foretelling import foretold
from domain.review import commands as c
from domain.review.decide import decide
from gateway.asking import Answer, OnItsWay
from gateway.changing import Changes, Ordered
from gateway.nudging import spared
from gateway.operators import Clocks, Done, Order, check_operator, note_steered, was_steered
from gateway.process_meant import CycleMeant, ReviewMeant
from storage.archive import Archive
from storage.read_models.reviews import count_open

Meant = ReviewMeant | CycleMeant

RECORDED_BEFORE: Final = "That was recorded before; nothing was changed."

_NOW: Final[dict[Clocks, str]] = {
    "pause": "{what} is paused: no reminder goes out and nothing is handed in until it is resumed.",
    "resume": "{what} goes on; its deadlines have moved by the working days that were lost.",
}
_WAS: Final[dict[Clocks, str]] = {
    "pause": "{what} was paused already; nothing was changed.",
    "resume": "{what} was not paused; nothing was changed.",
}
_THEN: Final[dict[Change, str]] = {
    "pause": "The clocks of {reviews} would stop.",
    "resume": "The clocks of {reviews} would run again.",
    "nudge": "Whoever has {step} in {reviews} would be asked after it, "
    "nobody twice within a working day.",
}


class Operating:
    """Passes orders on to processes; each is checked, recorded with its reason, and done once."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Look in this archive where processes stand, and ask them through this client."""
        self._archive = archive
        self._changes = Changes(archive, client)

    async def nudge(self, meant: Meant, order: Order, *, late: bool = False) -> Done:
        """Have everybody asked who has an open step; why is kept, and is told to nobody.

        Raises:
            NotAnOperator, ReasonMissing: see `check_operator`.
            Refused, ReviewError: nothing is open, or all were asked today.
        """
        await check_operator(self._archive, order)
        now = meant.tempo.virtual(datetime.now(UTC))
        request = order.named(self._archive, "nudge", meant.workflow, now.date(), late)
        if await was_steered(self._archive, request):
            return Done("was_so", request, (RECORDED_BEFORE,))
        ordered = self._ordered("nudge", meant, order, request)
        left_out = await spared(self._archive, ordered.cycle, now)
        told = replace(ordered, late=late, spared=left_out)
        if order.is_dry:
            command = c.NudgeReview(late=late, spared=left_out, request=request, by=order.by)
            return await self._foretold("nudge", meant, request, command.stamped(now), late=late)
        answer = await self._changes.carry_out(told)
        # Without an answer yet, too: it will be asked again by itself, and the reason is known now.
        await note_steered(self._archive, order, request, "nudge", meant.workflow)
        return came_of(answer, request, "Whoever has an open step was asked after it.")

    async def set_clocks(self, change: Clocks, meant: Meant, order: Order) -> Done:
        """Stop the clocks of a review or a cycle, or let them run again.

        Raises:
            NotAnOperator, ReasonMissing: see `check_operator`.
            Refused, ReviewError: it is over.
        """
        await check_operator(self._archive, order)
        request = order.named(self._archive, change, meant.workflow, meant.state.version)
        what = meant.workflow
        if _is_paused(meant) is (change == "pause"):
            return Done("was_so", request, (_WAS[change].format(what=what),))
        if order.is_dry:
            now = meant.tempo.virtual(datetime.now(UTC))
            kind = c.PauseReview if change == "pause" else c.ResumeReview
            command = kind(at=now, request=request, by=order.by)
            return await self._foretold(change, meant, request, command)
        answer = await self._changes.carry_out(self._ordered(change, meant, order, request))
        return came_of(answer, request, _NOW[change].format(what=what))

    def _ordered(self, change: Change, meant: Meant, order: Order, request: str) -> Ordered:
        words = "" if change == "nudge" else order.reason
        return Ordered(request, _cycle(meant), change, order.by, words, _reviews(meant))

    async def _foretold(
        self, change: Change, meant: Meant, request: str, command: c.Command, *, late: bool = False
    ) -> Done:
        """Decide as the process would, and tell what would follow; a refusal is one here, too."""
        if isinstance(meant, ReviewMeant):
            sentences = foretold(decide(meant.state, command))
        else:
            number = await count_open(self._archive.readers, meant.cycle)
            reviews = f"{number} open review{'' if number == 1 else 's'}"
            step = "an overdue step" if late else "an open step"
            sentences = (_THEN[change].format(reviews=reviews, step=step),)
        return Done("would_be_done", request, sentences)


def _cycle(meant: Meant) -> CycleId:
    return meant.cycle if isinstance(meant, CycleMeant) else meant.state.planned.cycle


def _reviews(meant: Meant) -> tuple[ReviewId, ...]:
    return () if isinstance(meant, CycleMeant) else (meant.state.planned.review,)


def _is_paused(meant: Meant) -> bool:
    if isinstance(meant, CycleMeant):
        return meant.state.is_paused
    return meant.state.paused_since is not None


def came_of(answer: Answer, request: str, done: str) -> Done:
    """Say what came of something that was asked of a process."""
    if isinstance(answer, OnItsWay):
        told = "It is safe and on its way, not confirmed yet. Asked again it is done once."
        return Done("on_its_way", request, (told,))
    if answer.position is None:
        return Done("was_so", request, (RECORDED_BEFORE,))
    return Done("done", request, (done,), answer.position)

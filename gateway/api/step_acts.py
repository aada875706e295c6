"""What else can be done at a step: hand it to a colleague, ask for more time."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from domain.review.more_time import MOST_DAYS
from domain.value import Value
from gateway.api.once import ThisOnce, may_be_on_its_way
from gateway.api.persons import Named
from gateway.api.shapes import Taken, Words, taken
from gateway.api.step_place import PREFIX, StepToDo
from gateway.delegating import Delegation, delegate
from gateway.more_time import MoreTime, ask_more_time

router = APIRouter(tags=["Steps"], prefix=PREFIX)


class Delegates(Value):
    """To whom the step goes, and why."""

    to: Named
    reason: Words


class AsksForTime(Value):
    """How many working days are needed, and why."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    reason: Words


@router.post("/delegate", responses=may_be_on_its_way())
async def delegate_step(at: StepToDo, sent: Delegates, once: ThisOnce) -> Taken:
    """Hand an open step, and what comes later in the same part, to a colleague."""
    lies, front = at.lies, at.front

    async def hand_over(request: str) -> Taken:
        at.check_open()
        asked = Delegation(
            request=request,
            review=lies.place.review,
            step=lies.spec,
            actor=lies.reader,
            reviewee=lies.looked.reviewee,
            plan=lies.state.planned,
            named=sent.to,
            reason=sent.reason,
        )
        return await taken(
            front, await delegate(front.archive, front.steering, asked, lies.context)
        )

    return await once.take(at.caller, Taken, hand_over)


@router.post("/more-time")
async def ask_for_more_time(at: StepToDo, sent: AsksForTime, once: ThisOnce) -> Taken:
    """Ask HR for more time on an open step; the deadline stands until they decide."""
    lies, front = at.lies, at.front

    async def ask(request: str) -> Taken:
        at.check_open()
        asked = MoreTime(
            request=request,
            review=lies.place.review,
            step=lies.place.step,
            seat=lies.place.seat,
            round=lies.place.round,
            person=lies.reader.id,
            reviewee=lies.looked.reviewee.id,
            days=sent.days,
            reason=sent.reason,
        )
        return await taken(front, await ask_more_time(front.archive, asked, lies.now))

    return await once.take(at.caller, Taken, ask)

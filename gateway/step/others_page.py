"""Handing a step to a colleague, and asking HR for more time."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import ReviewError
from domain.review.more_time import MOST_DAYS
from gateway.asking import OnItsWay
from gateway.delegating import Delegation, delegate
from gateway.more_time import MoreTime, ask_more_time
from gateway.site.asked import request_in
from gateway.site.front import front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.refusals import status_of
from gateway.site.shown import until_shown
from gateway.site.visitor import NotFound
from gateway.step.filling import CONFIRMED
from gateway.step.place import Lying, Standing
from gateway.step.sight import PREFIX, Here, sight_of, step_page

router = APIRouter(prefix=PREFIX)

TO, REASON, DAYS = "to", "reason", "days"


@router.get("/delegate")
async def show_delegating(request: Request, lies: Here) -> Response:
    """Ask to whom the step goes, and why."""
    return await _delegating(request, lies, Posted(()))


@router.post("/delegate")
async def hand_over(request: Request, lies: Here) -> Response:
    """Hand the step, and what comes later in the same part, to a colleague."""
    front, sent = front_of(request), await posted(request)
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    if sent.one(CONFIRMED) != "yes":
        return see_other(f"{lies.place.path}/delegate")
    asked = Delegation(
        request=request_in(sent),
        review=lies.place.review,
        step=lies.spec,
        actor=lies.reader,
        reviewee=lies.looked.reviewee,
        plan=lies.state.planned,
        named=sent.one(TO),
        reason=sent.one(REASON),
    )
    try:
        answer = await delegate(front.archive, front.steering, asked, lies.context)
    except ReviewError as refusal:
        return await _delegating(request, lies, sent, refusal)
    if isinstance(answer, OnItsWay):
        sentence = ReviewError("It is safe and on its way, but not confirmed yet. Ask once more.")
        return await _delegating(request, lies, sent, sentence)
    await until_shown(front, answer)
    return see_other(lies.place.path)


@router.get("/more-time")
async def show_asking(request: Request, lies: Here) -> Response:
    """Ask how many working days are needed, and why."""
    return await _asking(request, lies, Posted(()))


@router.post("/more-time")
async def ask(request: Request, lies: Here) -> Response:
    """Pass the wish on to HR; the deadline stands until they decide."""
    front, sent = front_of(request), await posted(request)
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    if sent.one(CONFIRMED) != "yes":
        return see_other(f"{lies.place.path}/more-time")
    asked = MoreTime(
        request=request_in(sent),
        review=lies.place.review,
        step=lies.place.step,
        seat=lies.place.seat,
        round=lies.place.round,
        person=lies.reader.id,
        reviewee=lies.looked.reviewee.id,
        days=sent.whole(DAYS),
        reason=sent.one(REASON),
    )
    try:
        position = await ask_more_time(front.archive, asked, lies.now)
    except ReviewError as refusal:
        return await _asking(request, lies, sent, refusal)
    await until_shown(front, position)
    return see_other(lies.place.path)


async def _delegating(
    request: Request, lies: Lying, sent: Posted, refusal: ReviewError | None = None
) -> Response:
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    sight = await sight_of(front_of(request), lies)
    if not sight.can_delegate:
        raise NotFound
    return await step_page(
        request,
        "delegate",
        sight,
        status=_status(refusal),
        refusal=str(refusal) if refusal else "",
        at=REASON if not sent.one(REASON).strip() else TO,
        request_id=request_in(sent),
        to=sent.one(TO),
        reason=sent.one(REASON),
    )


async def _asking(
    request: Request, lies: Lying, sent: Posted, refusal: ReviewError | None = None
) -> Response:
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    sight = await sight_of(front_of(request), lies)
    return await step_page(
        request,
        "more_time",
        sight,
        status=_status(refusal),
        refusal=str(refusal) if refusal else "",
        at=REASON if not sent.one(REASON).strip() else DAYS,
        request_id=request_in(sent),
        days=sent.one(DAYS, "5"),
        most=MOST_DAYS,
        reason=sent.one(REASON),
    )


def _status(refusal: ReviewError | None) -> int:
    if refusal is None:
        return 200
    status = int(status_of(refusal))
    return status if status >= _OUT_OF_REACH else 422


_OUT_OF_REACH = 500

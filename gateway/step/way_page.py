"""A page for each other way to answer: what it means, what it is about, why, and the button."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.review.refusals import ReviewMovedOn
from gateway.asking import OnItsWay, Refused
from gateway.checking import Asked, rehearsed
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import NotFound
from gateway.step.conflict_page import conflict_page
from gateway.step.drafting import Clash, draft_of, keep
from gateway.step.filling import CONFIRMED, SHOWN, Filled, drawn, writing_in
from gateway.step.handing_in import Handing, hand_in
from gateway.step.place import Lying, Standing
from gateway.step.sight import PREFIX, Here, sight_of, step_page
from gateway.step.ways import FORM, REVISITED, Way, shown_of, way_of
from storage.drafts import Draft

router = APIRouter(prefix=PREFIX)


@router.get("/{name}")
async def show(request: Request, lies: Here, name: str) -> Response:
    """Show what one is about to say and what it means; nothing is said yet."""
    way = _way(lies, name)
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    front = front_of(request)
    draft = await draft_of(front, lies, way)
    if draft is not None and draft.asked_at is not None:
        return see_other(f"{lies.place.path}/status")
    return await _page(request, lies, way, Filled.of(draft))


@router.post("/{name}")
async def say(request: Request, lies: Here, name: str) -> Response:
    """Say it, if the box was ticked and the review is still as it was shown.

    What opens links before people do may press buttons; it ticks no box.
    """
    way, sent = _way(lies, name), await posted(request)
    path = lies.place.path
    if lies.standing is not Standing.OPEN:
        return see_other(path)
    front = front_of(request)
    writing = await writing_in(front, lies, way, sent)
    if sent.one(CONFIRMED) != "yes":
        return await _page(request, lies, way, Filled.unticked(writing), status=422)
    kept = await keep(front, lies, way, writing)
    if isinstance(kept, Clash):
        return await conflict_page(request, front, lies, way, kept)
    if shown_of(lies) not in (None, sent.one(SHOWN)):
        return await _moved_on(request, lies, way, kept)
    asked = Asked(lies.place.review, lies.spec, way.verdict)
    found = await rehearsed(front.archive, asked, lies.context, kept.answers)
    if found.problems:
        filled = Filled.of(kept).refused(found.problems)
        return await _page(request, lies, way, filled, status=422)
    return await _said(request, front, lies, Handing(lies, way, kept, _shown(lies, sent)))


async def _said(request: Request, front: Front, lies: Lying, handing: Handing) -> Response:
    try:
        answer = await hand_in(front, handing)
    except Refused as refused:
        if refused.refusal == ReviewMovedOn.code:
            return await _moved_on(request, lies, handing.way, handing.draft)
        raise
    path = lies.place.path
    return see_other(f"{path}/status" if isinstance(answer, OnItsWay) else path)


async def _moved_on(request: Request, lies: Lying, way: Way, draft: Draft) -> Response:
    """Show the review as it is now: what is said holds for exactly what was shown."""
    return await _page(request, lies, way, Filled.of(draft), status=409, has_moved_on=True)


async def _page(
    request: Request,
    lies: Lying,
    way: Way,
    filled: Filled,
    *,
    status: int = 200,
    has_moved_on: bool = False,
) -> Response:
    front = front_of(request)
    sight = await sight_of(front, lies)
    return await step_page(
        request,
        "way",
        sight,
        status=status,
        form=await drawn(front, sight, way, filled),
        follows=sight.follows(way),
        shown_sha256=shown_of(lies),
        has_moved_on=has_moved_on,
    )


def _shown(lies: Lying, sent: Posted) -> str | None:
    return sent.one(SHOWN) if lies.spec.act in REVISITED else None


def _way(lies: Lying, name: str) -> Way:
    way = way_of(lies, name)
    if way is None or way.name == FORM:
        raise NotFound
    return way

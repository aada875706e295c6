"""Takes a reading of an objective, any day, from the page of the review."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import ReviewId
from domain.progress import refusals as r
from gateway.present import present_of
from gateway.readings import ReadingAsked, ReadReview, record_reading
from gateway.review_told import looked_at
from gateway.site.asked import request_in
from gateway.site.front import front_of
from gateway.site.pages import see_other
from gateway.site.posted import posted
from gateway.site.shown import until_shown
from gateway.site.visitor import NotFound, Visitor, signed_in
from gateway.work.reading_form import RefusedReading, reading_in
from gateway.work.review_page import review_page

router = APIRouter()

_MENDABLE = (
    r.ReadingInTheFuture,
    r.ReadingBeforeTheCycle,
    r.ReadingOfAnotherKind,
    r.ReadingNotAccepted,
)


@router.post("/reviews/{review}/readings")
async def record(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Record a reading; one that cannot be taken comes back with the words that were typed."""
    sent, front = await posted(request), front_of(request)
    looked = await looked_at(front.archive, ReviewId(review), visitor.id)
    about = ReadReview(looked.review, looked.cycle, looked.reviewee)
    goal = sent.one("goal")
    asked = ReadingAsked(request_in(sent), visitor.id, goal, reading_in(sent))
    try:
        position = await record_reading(front.archive, asked, about, present_of(looked.cycle))
    except (r.NotYoursToRead, r.UnknownGoal):
        raise NotFound from None
    except _MENDABLE as refusal:
        refused = RefusedReading(goal, sent, str(refusal))
        return await review_page(request, visitor, ReviewId(review), refused=refused)
    is_seen = await until_shown(front, position)
    return see_other(f"/reviews/{review}?said={'reading' if is_seen else 'later'}#goal-{goal}")

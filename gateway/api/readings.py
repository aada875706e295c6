"""Readings of objectives, any day."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field, JsonValue

from domain.ids import ReviewId
from domain.progress import refusals as r
from domain.progress.reading import Confidence
from domain.value import Value
from gateway.api.caller import WritesWork
from gateway.api.once import ThisOnce
from gateway.api.shapes import Day, Line, Taken, Words, taken
from gateway.present import present_of
from gateway.readings import ReadingAsked, ReadReview, record_reading
from gateway.review_told import looked_at
from gateway.site.front import front_of
from gateway.site.visitor import NotFound

router = APIRouter(tags=["Reviews"])

Number = Annotated[str, Field(max_length=40, description="A number as text, so that it is exact.")]


class Reads(Value):
    """How far an objective has come: a value, a level or the milestones that are done."""

    goal: Line
    value: Number | None = None
    level: Line | None = None
    done: tuple[Line, ...] | None = Field(default=None, max_length=100)
    evidence: Words
    confidence: Confidence
    obstacle: Words | None = None
    on: Day | None = None


@router.post("/reviews/{review}/readings")
async def record_goal_reading(
    request: Request, review: UUID, sent: Reads, caller: WritesWork, once: ThisOnce
) -> Taken:
    """Record how far an objective has come, for the person it belongs to or their manager."""
    front = front_of(request)

    async def record(name: str) -> Taken:
        looked = await looked_at(front.archive, ReviewId(review), caller.id)
        about = ReadReview(looked.review, looked.cycle, looked.reviewee)
        told: dict[str, JsonValue] = sent.model_dump(
            mode="json", exclude_none=True, exclude={"goal"}
        )
        asked = ReadingAsked(name, caller.id, sent.goal, told)
        try:
            return await taken(
                front, await record_reading(front.archive, asked, about, present_of(looked.cycle))
            )
        except (r.NotYoursToRead, r.UnknownGoal):
            raise NotFound from None

    return await once.take(caller, Taken, record)

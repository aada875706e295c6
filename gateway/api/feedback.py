"""Feedback any time of the year: read, given, taken back."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId
from domain.value import Value
from gateway.api.caller import Caller, ReadsWork, WritesWork
from gateway.api.once import ThisOnce
from gateway.api.persons import Named, person_named
from gateway.api.shapes import Day, Line, Made, Shape, Taken, Words, taken
from gateway.feedback import Giving, before_sending, give_feedback, withdraw_feedback
from gateway.present import present_here
from gateway.site.front import Front, front_of
from gateway.work.feedback_page import notes_of

router = APIRouter(tags=["Feedback"], prefix="/feedback")

Which = Annotated[
    Literal["received", "given", "recognition"],
    Query(description="What one got, what one gave, or what everybody may read."),
]


class FeedbackShown(Shape):
    """Feedback with its words, for somebody who may read it."""

    feedback: FeedbackId
    at: datetime
    giver: str
    receiver: str
    kind: FeedbackKind
    visible_to: VisibleTo
    words: str
    about: str | None
    seen_on: date | None
    may_withdraw: bool


class Gives(Value):
    """Feedback to be given: to whom, of which kind, who reads it, and the words."""

    to: Named
    kind: FeedbackKind
    visible_to: VisibleTo = VisibleTo.BOTH
    words: Words
    about: Line | None = None
    seen_on: Day | None = None


class ReadBy(Shape):
    """Who would read feedback, in a sentence."""

    sentence: str = Field(description="Who will read it.")


@router.get("")
async def list_feedback(
    request: Request, caller: ReadsWork, which: Which = "received"
) -> tuple[FeedbackShown, ...]:
    """List feedback that the person may read, the latest first."""
    notes = await notes_of(front_of(request), caller.visitor, which)
    return tuple(
        FeedbackShown(
            feedback=each.line.feedback,
            at=each.line.at,
            giver=each.giver,
            receiver=each.receiver,
            kind=each.line.kind,
            visible_to=each.line.visible_to,
            words=each.line.words,
            about=each.line.about,
            seen_on=each.line.seen_on,
            may_withdraw=each.may_withdraw,
        )
        for each in notes
    )


@router.post("/readers")
async def foresee_readers(request: Request, sent: Gives, caller: ReadsWork) -> ReadBy:
    """Check feedback and say who would read it; nothing is given."""
    front = front_of(request)
    giving = await _giving(front, caller, sent, "")
    return ReadBy(sentence=await before_sending(front.archive, giving))


@router.post("")
async def give_feedback_to(
    request: Request, sent: Gives, caller: WritesWork, once: ThisOnce
) -> Made:
    """Give feedback; for seven days it can be taken back."""
    front = front_of(request)

    async def act(name: str) -> Made:
        giving = await _giving(front, caller, sent, name)
        done = await taken(front, await give_feedback(front.archive, giving))
        return Made(id=str(giving.feedback), position=done.position)

    return await once.take(caller, Made, act)


@router.post("/{feedback}/withdraw")
async def withdraw_given_feedback(
    request: Request, feedback: UUID, caller: WritesWork, once: ThisOnce
) -> Taken:
    """Take feedback back; nobody reads it any more."""
    front = front_of(request)

    async def act(_: str) -> Taken:
        at = await present_here(front.archive)
        position = await withdraw_feedback(front.archive, FeedbackId(feedback), caller.id, at)
        return await taken(front, position)

    return await once.take(caller, Taken, act)


async def _giving(front: Front, caller: Caller, sent: Gives, name: str) -> Giving:
    to = await person_named(front, sent.to)
    return Giving(
        request=name,
        giver=caller.id,
        receiver=to.id,
        kind=sent.kind,
        visible_to=sent.visible_to,
        words=sent.words,
        at=await present_here(front.archive),
        about=(sent.about or "").strip() or None,
        seen_on=sent.seen_on,
    )

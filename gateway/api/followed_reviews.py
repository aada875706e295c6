"""A review as HR follows it: where it stands and what was told of it, and no word of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from domain.ids import CycleId, ReviewId
from domain.people import Person
from domain.visibility import Deed
from gateway.api.caller import ReadsCycles
from gateway.api.messages import MessageSent, messages_told
from gateway.api.persons import Somebody, somebody
from gateway.api.shapes import Shape
from gateway.api.told import Happened, happened
from gateway.console.changes_prepared import entrusted
from gateway.console.kept_back import messages_seen
from gateway.console.review_page import MESSAGES, followed, time_asked
from gateway.console.scope import Scope
from gateway.site.front import Front, front_of
from storage.read_models.ledger import ledger_of_review
from storage.read_models.people import names_of
from storage.read_models.reviews import ReviewLine, StepLine
from storage.read_models.timeline_seen import steps_seen_by, timeline_seen_by
from storage.read_models.viewing import viewing

router = APIRouter(tags=["Cycles"], prefix="/reviews/{review}/process")


class StepFollowed(Shape):
    """A step of a review that ever opened."""

    step: str
    title: str
    seat: int
    round: int
    state: str
    assignee: Somebody | None
    opens_at: datetime
    due: datetime | None
    done_at: datetime | None
    reminders: int


class TimeAskedTold(Shape):
    """Somebody asked for more time."""

    who: str
    step: str
    days: int
    why: str
    at: datetime


class ReviewFollowed(Shape):
    """A review as its process stands."""

    review: ReviewId
    cycle: CycleId
    reviewee: Somebody | None
    state: str
    stage: str
    is_paused: bool
    opened_at: datetime
    closed_at: datetime | None
    steps: tuple[StepFollowed, ...]
    more_time: tuple[TimeAskedTold, ...] = Field(description="For whoever may steer the review.")
    timeline: tuple[Happened, ...]


class _Followed:
    """A review before somebody in HR."""

    def __init__(
        self, front: Front, scope: Scope, line: ReviewLine, reviewee: Person | None
    ) -> None:
        self.front, self.scope, self.line, self.reviewee = front, scope, line, reviewee

    @property
    def may_steer(self) -> bool:
        """Whether the person may change something in it."""
        is_theirs = self.reviewee is not None and entrusted(self.scope, self.reviewee)
        return is_theirs and self.line.state == "open" and self.scope.may(Deed.STEER_REVIEW)


async def _followed(request: Request, review: UUID, caller: ReadsCycles) -> _Followed:
    front = front_of(request)
    return _Followed(front, *await followed(front, caller.visitor, ReviewId(review)))


AtReview = Annotated[_Followed, Depends(_followed)]


@router.get("")
async def follow_review(at: AtReview) -> ReviewFollowed:
    """Say where a review stands, step by step, and what happened, for whoever follows it in HR."""
    front, line, scope = at.front, at.line, at.scope
    readers, definition = front.archive.readers, scope.cycle.definition
    look = await viewing(readers, line.review, scope.visitor.id)
    steps = await steps_seen_by(readers, line.review, definition, look)
    people = {line.reviewee, *(each.assignee for each in steps if each.assignee)}
    names = await names_of(readers, people)
    titles = {step.id: step.title for step in definition.steps}
    asked = await time_asked(front, scope, line, look, at.reviewee) if at.may_steer else []
    return ReviewFollowed(
        review=line.review,
        cycle=line.cycle,
        reviewee=somebody(names, line.reviewee),
        state=line.state,
        stage=next((each.title for each in definition.stages if each.id == line.stage), ""),
        is_paused=line.paused_at is not None,
        opened_at=line.opened_at,
        closed_at=line.closed_at,
        steps=tuple(
            _step(each, titles.get(each.step, each.step), somebody(names, each.assignee))
            for each in steps
        ),
        more_time=tuple(TimeAskedTold.model_validate(each) for each in asked),
        timeline=happened(await timeline_seen_by(readers, line.review, definition, look)),
    )


@router.get("/messages")
async def list_messages_of_review(at: AtReview) -> tuple[MessageSent, ...]:
    """List the messages that spoke of a review, the latest first: to whom, why, what became."""
    readers, review = at.front.archive.readers, at.line.review
    look = await viewing(readers, review, at.scope.visitor.id)
    lines = await ledger_of_review(readers, review)
    seen = messages_seen(lines, at.scope.cycle.definition, look)
    return await messages_told(at.front, seen[:MESSAGES])


def _step(line: StepLine, title: str, assignee: Somebody | None) -> StepFollowed:
    return StepFollowed(
        step=line.step,
        title=title,
        seat=line.seat,
        round=line.round,
        state=line.state,
        assignee=assignee,
        opens_at=line.opens_at,
        due=line.due,
        done_at=line.done_at,
        reminders=line.reminders,
    )

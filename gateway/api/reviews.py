"""A review as the person may see it, and what happened in it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from domain.ids import ActionId, CycleId, PersonId, PlanId, ReviewId
from domain.views.profile import ProfilePage
from gateway.api.caller import ReadsReviews
from gateway.api.persons import Somebody, somebody
from gateway.api.shapes import Shape
from gateway.api.told import (
    ChapterTold,
    EarlierTold,
    Goals,
    Happened,
    RatingTold,
    chapters_told,
    goals_told,
    happened,
    rating_told,
)
from gateway.looked_at import What, note_review_seen
from gateway.review_told import told_review
from gateway.signatures import Signed
from gateway.site.front import front_of
from gateway.work.review_page import ReviewShown, review_shown
from storage.read_models.people import Names

router = APIRouter(tags=["Reviews"], prefix="/reviews/{review}")


class WaitingStep(Shape):
    """A step of the review that waits for somebody."""

    step: str
    seat: int
    round: int
    title: str
    state: Literal["open", "blocked"]
    assignee: Somebody | None
    due: datetime | None


class ActionInReview(Shape):
    """An action that the review asked for."""

    action: ActionId
    what: str
    owner: str
    state: str


class SignedTold(Shape):
    """How the review was signed; `caveat` says why it does not stand as signed, if it does not."""

    how: str | None
    by: Somebody | None
    at: datetime | None
    sha256: str | None = Field(description="The fingerprint of what lay before who signed.")
    was_disputed: bool
    caveat: str | None


class ReviewTold(Shape):
    """A review as one person may see it: nothing in it is meant for others alone."""

    review: ReviewId
    cycle: CycleId
    cycle_title: str
    reviewee: Somebody
    roles: tuple[str, ...]
    state: Literal["open", "completed", "cancelled"]
    stage: str
    is_own: bool
    opened_at: datetime
    closed_at: datetime | None
    waits: tuple[WaitingStep, ...]
    objectives: Goals | None
    written: tuple[ChapterTold, ...]
    rating: RatingTold | None
    score: tuple[str, ...]
    signed: SignedTold | None
    profile: ProfilePage | None
    earlier: EarlierTold | None
    actions: tuple[ActionInReview, ...]
    plan: PlanId | None
    takes_readings: bool
    has_packet: bool


@router.get("")
async def show_review(request: Request, review: UUID, caller: ReadsReviews) -> ReviewTold:
    """Give a review to whoever has a part in it, each answer as its readers are set.

    Who looked is recorded.
    """
    front = front_of(request)
    told = await told_review(front.archive, ReviewId(review), caller.id)
    shown = await review_shown(front, told, caller.id)
    await note_review_seen(front.archive, told, What.REVIEW)
    return _told(shown)


@router.get("/timeline")
async def show_timeline(
    request: Request, review: UUID, caller: ReadsReviews
) -> tuple[Happened, ...]:
    """Tell what happened in a review, oldest first, as far as the person may know."""
    archive = front_of(request).archive
    told = await told_review(archive, ReviewId(review), caller.id)
    await note_review_seen(archive, told, What.TIMELINE)
    return happened(told.year)


def _told(shown: ReviewShown) -> ReviewTold:
    told = shown.told
    looked, beside, names = told.looked, told.beside, told.names
    line = looked.review
    return ReviewTold(
        review=line.review,
        cycle=line.cycle,
        cycle_title=looked.cycle.title,
        reviewee=_named(names, looked.reviewee.id),
        roles=tuple(beside.roles),
        state=line.state,
        stage=shown.stage,
        is_own=shown.is_own,
        opened_at=line.opened_at,
        closed_at=line.closed_at,
        waits=_waits(shown),
        objectives=goals_told(beside.goals, shown.goals, names) if beside.goals else None,
        written=chapters_told(shown.chapters),
        rating=rating_told(told.rating),
        score=shown.score,
        signed=_signed(told.signed, names),
        profile=beside.profile,
        earlier=EarlierTold.model_validate(beside.earlier) if beside.earlier else None,
        actions=tuple(
            ActionInReview(
                action=each.line.action,
                what=each.words.what or "",
                owner=each.owner,
                state=each.line.state,
            )
            for each in shown.actions
        ),
        plan=shown.plan,
        takes_readings=shown.takes_readings,
        has_packet=shown.has_packet,
    )


def _named(names: Names, person: PersonId) -> Somebody:
    return Somebody(person=person, name=names.name_of(person))


def _waits(shown: ReviewShown) -> tuple[WaitingStep, ...]:
    return tuple(
        WaitingStep(
            step=each.step,
            seat=each.seat,
            round=each.round,
            title=shown.step_title(each),
            state="blocked" if each.state == "blocked" else "open",
            assignee=somebody(shown.told.names, each.assignee),
            due=each.due,
        )
        for each in shown.waits
    )


def _signed(signed: Signed | None, names: Names) -> SignedTold | None:
    if signed is None:
        return None
    signature = signed.signature
    return SignedTold(
        how=signature.verdict.value if signature else None,
        by=somebody(names, signature.by) if signature else None,
        at=signature.at if signature else None,
        sha256=signature.sha256 if signature else None,
        was_disputed=signed.was_disputed,
        caveat=signed.caveat,
    )

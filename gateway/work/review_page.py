"""`/reviews/{review}`: a review as the visitor may see it, and the document it becomes."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import PersonId, PlanId, ReviewId, plan_id
from domain.views.telling import ROLES
from domain.visibility import READ_PLANS
from gateway.chapters import Chapter, chapters
from gateway.goal_marks import GoalShown, goals_shown, together
from gateway.looked_at import What, note_review_seen
from gateway.packet.packets import may_have
from gateway.present import present_of
from gateway.review_told import ToldReview, told_review
from gateway.score_told import score_lines
from gateway.signatures import HOW_SIGNED
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import Visitor, signed_in
from gateway.work.actions_shown import ActionShown, actions_in_review
from gateway.work.reading_form import RefusedReading
from storage.read_models.development import plan_line
from storage.read_models.reviews import StepLine
from storage.read_models.who_leads import managers_in

router = APIRouter()

SAID: Final = {
    "reading": "The reading is recorded.",
    "later": "The reading is recorded, and will be seen here shortly.",
}


@dataclass(frozen=True)
class ReviewShown:
    """A review laid out for the page: everything that takes more than a look at `told`."""

    told: ToldReview
    roles: str
    stage: str
    is_own: bool
    waits: tuple[StepLine, ...]
    goals: tuple[GoalShown, ...]
    together: str
    takes_readings: bool
    chapters: tuple[Chapter, ...]
    score: tuple[str, ...]
    actions: tuple[ActionShown, ...]
    plan: PlanId | None
    has_packet: bool

    def step_title(self, step: StepLine) -> str:
        """Give what a step is called."""
        return self.told.looked.cycle.definition.step(step.step).title


@router.get("/reviews/{review}")
async def show(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show a review to whoever has a part in it."""
    said = SAID.get(request.query_params.get("said", ""), "")
    return await review_page(request, visitor, ReviewId(review), said=said)


async def review_page(
    request: Request,
    visitor: Visitor,
    review: ReviewId,
    *,
    said: str = "",
    refused: RefusedReading | None = None,
) -> Response:
    """Draw a review, with a reading that was not accepted if there is one.

    Raises:
        NotYoursToSee: there is none, or the visitor has no part in it.
        RateFirst: the visitor is about to rate the same person independently.
    """
    front = front_of(request)
    told = await told_review(front.archive, review, visitor.id)
    shown = await review_shown(front, told, visitor.id)
    await note_review_seen(front.archive, told, What.REVIEW)
    now = present_of(told.looked.cycle)
    return await page(
        request,
        "work/review.html.j2",
        status=422 if refused else 200,
        shown=shown,
        told=told,
        name=told.names.name_of,
        now=now,
        today=now.astimezone(visitor.zone).date(),
        how_signed=HOW_SIGNED,
        said=said,
        refused=refused,
    )


async def review_shown(front: Front, told: ToldReview, reader: PersonId) -> ReviewShown:
    """Lay a review out for whoever reads it."""
    archive, review = front.archive, told.looked.review
    definition, goals = told.looked.cycle.definition, told.beside.goals
    plan = None
    if told.look.viewer.acting_roles & READ_PLANS:
        plan = await plan_line(archive.readers, plan_id(ReviewId(review.review)))
    takers = {told.looked.reviewee.id, *await managers_in(archive.readers, review.review)}
    return ReviewShown(
        told=told,
        roles=" and ".join(ROLES[role] for role in told.beside.roles),
        stage=next((one.title for one in definition.stages if one.id == review.stage), ""),
        is_own=told.looked.reviewee.id == reader,
        waits=tuple(step for step in told.steps if step.state in ("open", "blocked")),
        goals=goals_shown(goals, definition) if goals else (),
        together=together(goals) if goals else "",
        takes_readings=review.state == "open" and reader in takers,
        chapters=chapters(told),
        score=tuple(score_lines(told.beside.score)) if told.beside.score else (),
        actions=await actions_in_review(front, told.look, review.review),
        plan=plan.plan if plan else None,
        has_packet=may_have(told),
    )

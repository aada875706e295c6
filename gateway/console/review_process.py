"""`/operations/reviews/{review}`: one review as a process: states, ids and dates, and no name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from activities.naming import review_workflow
from domain.definition.words import Role
from domain.ids import CycleId, ReviewId
from domain.process_state import review_shown, review_wake
from domain.review.state import OpenStep, ReviewState
from gateway.effects import states_of
from gateway.ready_queries import workflow_in_ui
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound, Visitor, signed_in

router = APIRouter()


@dataclass(frozen=True)
class OpenShown:
    """An open step as an operator sees it; `holder` is an id, or says why there is none."""

    step: str
    holder: str
    is_blocked: bool
    opens: datetime
    due: datetime | None
    reminders: int
    rungs: int


def process_page(review: ReviewId) -> str:
    """Give the address of a review as a process."""
    return f"/operations/reviews/{review}"


def workflow_of(front: Front, cycle: CycleId, review: ReviewId) -> str | None:
    """Give the address of a review's workflow in the Temporal UI; None where no UI is named."""
    ui = front.site.temporal_ui
    name = review_workflow(cycle, review)
    return workflow_in_ui(ui, front.client.namespace, name) if ui else None


@router.get("/operations/reviews/{review}")
async def show(
    request: Request, review: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show where a review stands to whoever runs the system.

    The log tells it, not Temporal: it is the same while no worker runs.
    """
    if not visitor.sees_processes:
        raise NotFound
    front = front_of(request)
    state = (await states_of(front.archive, [ReviewId(review)]))[ReviewId(review)]
    if state.plan is None or state.plan.organisation != front.organisation:
        raise NotFound
    at = state.plan.tempo.virtual(front.now())
    return await page(
        request,
        "console/review_process.html.j2",
        review=review,
        state=state,
        shown=review_shown(state, at),
        wake=review_wake(state, at),
        at=at,
        steps=[_shown(state, each) for each in state.open],
        workflow=workflow_of(front, state.plan.cycle, ReviewId(review)),
    )


def _shown(state: ReviewState, open_step: OpenStep) -> OpenShown:
    clock = open_step.clock
    return OpenShown(
        step=open_step.step,
        holder=_holder(state, open_step),
        is_blocked=open_step.is_blocked,
        opens=open_step.opens,
        due=clock.due if clock else None,
        reminders=clock.reminded if clock else 0,
        rungs=clock.climbed if clock else 0,
    )


def _holder(state: ReviewState, open_step: OpenStep) -> str:
    if open_step.is_blocked:
        return "nobody; HR looks after it"
    if open_step.clock is None:
        return "the panel"
    # Who gives feedback on somebody may be promised not to be known.
    if state.spec(open_step.step).role is Role.PEER:
        return "a peer"
    return str(open_step.assignee)

"""Whose step it is, for whatever a form or a refusal would tell of somebody's review."""

from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import ReviewEvent
from domain.review.evolve import fold
from domain.review.refusals import NotYourStep
from storage.archive import Archive


async def refuse_strangers(
    archive: Archive, review: ReviewId, step: StepId, actor: PersonId
) -> None:
    """Let pass whoever has, had or will have a step; whether it is their turn says the review.

    An empty form names objectives, and a refusal speaks of goals, colleagues and scores.

    Raises:
        NotYourStep: the step is somebody else's.
    """
    recorded = await archive.journal.read(review)
    state = fold(each.event for each in recorded if isinstance(each.event, ReviewEvent))
    planned = state.plan.step(step) if state.plan else None
    if planned is None:
        return
    seated = {seat.person for seat in planned.seats if seat is not None}
    holders = {each.assignee for each in state.open if each.step == step}
    if actor not in seated | holders:
        raise NotYourStep

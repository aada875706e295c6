"""Colleagues who were put forward for feedback, and the seats they come to hold."""

from domain.definition.words import Role
from domain.ids import StepId
from domain.review import events as e
from domain.review.hands import relay_rungs
from domain.review.plan import PlannedStep, ReviewPlan, Seat
from domain.review.state import ReviewState

NOBODY: tuple[Seat | None, ...] = (None,)
"""The one seat of a step of peers for which nobody was nominated: it will be blocked."""


def nominated_or_named(state: ReviewState, event: e.PeersNominated | e.PeersNamed) -> ReviewState:
    """Remember who was put forward, or let them sit where they were put forward for."""
    if isinstance(event, e.PeersNominated):
        return _nominated(state, event)
    waiting = dict(state.nominated)
    seats = waiting.pop(event.step, ()) or NOBODY
    return _with(state, nominated=waiting, plan=seated(state.planned, event.steps, seats))


def _nominated(state: ReviewState, event: e.PeersNominated) -> ReviewState:
    plan = state.planned
    known = {
        "calendars": {**plan.calendars, **event.calendars},
        "leaves": {**event.leaves, **plan.leaves},
    }
    waiting = {**state.nominated, event.step: tuple(event.peers)}
    return _with(state, plan=plan.model_copy(update=known), nominated=waiting)


def seated(
    plan: ReviewPlan, steps: tuple[StepId, ...], seats: tuple[Seat | None, ...]
) -> ReviewPlan:
    """Give the plan with these seats at these steps."""

    def changed(step: PlannedStep) -> PlannedStep:
        return step.model_copy(update={"seats": seats}) if step.id in steps else step

    stages = tuple(
        stage.model_copy(update={"steps": tuple(changed(step) for step in stage.steps)})
        for stage in plan.stages
    )
    return plan.model_copy(update={"stages": stages})


def passed_on(state: ReviewState, event: e.PartHandedOver) -> ReviewState:
    """Let the successor of somebody who was put forward be put forward instead."""
    if not state.nominated:
        return state
    waiting = {
        step: tuple(_successor(state.planned, seat, event) for seat in seats)
        for step, seats in state.nominated.items()
    }
    return _with(state, nominated=waiting)


def _successor(plan: ReviewPlan, seat: Seat | None, event: e.PartHandedOver) -> Seat | None:
    is_theirs = (seat.person if seat else None) == event.from_person
    to_reviewee = event.to is not None and event.to.person == plan.reviewee
    if is_theirs and not to_reviewee and event.role in (None, Role.PEER):
        return event.to
    return relay_rungs(plan, seat, event)


def _with(state: ReviewState, **changes: object) -> ReviewState:
    return state.model_copy(update=changes)

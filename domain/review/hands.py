"""Whose part in a review becomes whose: seats, ladders, and who owns a blocked step."""

from domain.definition.words import Role
from domain.review.events import PartHandedOver
from domain.review.plan import PlannedStep, ReviewPlan, RungSeat, Seat


def replanned(plan: ReviewPlan, event: PartHandedOver) -> ReviewPlan:
    """Give the plan once the part has changed hands; open steps follow in their own events."""
    stages = tuple(
        stage.model_copy(update={"steps": tuple(_step(plan, step, event) for step in stage.steps)})
        for stage in plan.stages
    )
    calendars = {**plan.calendars, **event.calendars}
    owner = _owner(plan, event)
    return plan.model_copy(update={"stages": stages, "calendars": calendars, "blocked": owner})


def relay_rungs(plan: ReviewPlan, seat: Seat | None, event: PartHandedOver) -> Seat | None:
    """Let the successor hear what the one who left would have heard; nobody means HR.

    A change of one role only concerns the ladder of the reviewee, whose manager it is.
    """
    if seat is None or (event.role is not None and seat.person != plan.reviewee):
        return seat
    if all(rung.to != event.from_person for rung in seat.rungs):
        return seat
    return seat.model_copy(update={"rungs": _rungs(plan, seat, event)})


def _step(plan: ReviewPlan, step: PlannedStep, event: PartHandedOver) -> PlannedStep:
    seats = tuple(
        event.to if _changes(plan, step, held, event) else relay_rungs(plan, held, event)
        for held in step.seats
    )
    later = step.hand_to
    if later is not None and later.person == event.from_person and event.role is not step.role:
        later = event.to
    return step.model_copy(update={"seats": seats, "hand_to": relay_rungs(plan, later, event)})


def _changes(plan: ReviewPlan, step: PlannedStep, held: Seat | None, event: PartHandedOver) -> bool:
    """Whether a seat changes hands. The reviewee's own seats are for the reviewee alone."""
    to_reviewee = event.to is not None and event.to.person == plan.reviewee
    if to_reviewee is not (step.role is Role.REVIEWEE) or event.role not in (None, step.role):
        return False
    return (held.person if held else None) == event.from_person


def _owner(plan: ReviewPlan, event: PartHandedOver) -> Seat:
    """Give who owns blocked steps from now on: somebody always does."""
    owner, to = plan.blocked, event.to
    concerned = owner.person == event.from_person and event.role in (None, Role.HR_PARTNER)
    if to is None or not concerned:
        return owner
    return Seat(person=to.person, place=to.place, rungs=_rungs(plan, owner, event))


def _rungs(plan: ReviewPlan, seat: Seat, event: PartHandedOver) -> tuple[RungSeat, ...]:
    hears = event.to.person if event.to else plan.blocked.person
    return tuple(
        RungSeat(to=hears, after=rung.after) if rung.to == event.from_person else rung
        for rung in seat.rungs
    )

"""Turns the colleagues somebody names into seats of the review, or says why they cannot be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import JsonValue

from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Act, FieldKind, Role
from domain.ids import PersonId, ReviewId, StepId
from domain.people import Organisation
from domain.peers import Circle, check_nominees
from domain.review.commands import Leaves
from domain.review.events import ReviewEvent
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan, Seat
from domain.review.planning import Setting, can_act, in_confidence, seat_of
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.working_calendar import WorkingCalendar
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import cycle_of
from storage.read_models.nominations import (
    asked_elsewhere,
    launched_among,
    people_with_those_above,
)
from storage.read_models.people import ERASED


@dataclass(frozen=True)
class Nomination:
    """Who is put forward, with the working days and the leave that the review does not know yet."""

    peers: tuple[Seat, ...] = ()
    calendars: Mapping[str, WorkingCalendar] = field(default_factory=dict)
    leaves: Leaves = field(default_factory=dict)


async def nomination_of(
    archive: Archive,
    review: ReviewId,
    context: ReviewContext,
    step: Step,
    words: Mapping[str, JsonValue],
    verdict: Verdict,
) -> Nomination:
    """Give the seats of those whom somebody names at a step that nominates; none at any other.

    Whoever approves a nomination has it looked at once more: others may have asked the same
    people meanwhile, and people leave.

    Raises:
        NomineesNotAccepted: somebody cannot be asked; a subclass of it says why.
        NothingToShowYet: the read models do not know the cycle yet.
    """
    approves = _approved(context.definition, step) if verdict is Verdict.AGREED else None
    if step.act is not Act.NOMINATE and approves is None:
        return Nomination()
    state = await _state(archive, review)
    if state.plan is None:
        return Nomination()  # the review itself says that it has not been opened
    if approves is not None:
        waiting = state.nominated.get(approves, ())
        nominees = [seat.person for seat in waiting if seat is not None]
        await _looked_at(archive, state.plan, context, nominees)
        return Nomination()
    nominees = _named(context.definition, step, words)
    people = await _looked_at(archive, state.plan, context, nominees)
    return await _seated(archive, state.plan, context, step, [people[one] for one in nominees])

"""Turns the colleagues somebody names into seats of the review, or says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import JsonValue

from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Act, FieldKind, Role
from domain.ids import PersonId, ReviewId, StepId
from domain.peers import Circle, check_nominees
from domain.people import Organisation
from domain.review.commands import Leaves
from domain.review.events import ReviewEvent
from domain.review.evolve import fold
from domain.review.plan import ReviewPlan, Seat
from domain.review.planning import Setting, can_act, seat_at
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.working_calendar import WorkingCalendar
from gateway.surroundings import ReviewContext
from storage.acting import acting_as_process
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
        return Nomination()  # the review says itself that it has not been opened
    if approves is not None:
        waiting = [seat.person for seat in state.nominated.get(approves, ()) if seat]
        await _looked_at(archive, state.plan, context, waiting)
        return Nomination()
    nominees = _named(context.definition, step, words)
    setting = await _looked_at(archive, state.plan, context, nominees)
    return _seated(setting, state.plan, step, nominees)


def _approved(definition: CycleDefinition, step: Step) -> StepId | None:
    """Name the step that nominates, if this is the one that approves it."""
    nominating = {each.id for each in definition.steps if each.act is Act.NOMINATE}
    return step.returns_to if step.returns_to in nominating else None


async def _state(archive: Archive, review: ReviewId) -> ReviewState:
    recorded = await archive.journal.read(review)
    return fold(each.event for each in recorded if isinstance(each.event, ReviewEvent))


def _named(
    definition: CycleDefinition, step: Step, words: Mapping[str, JsonValue]
) -> list[PersonId]:
    """Give those whom the kept answers name, in the order given."""
    form = definition.forms[step.form] if step.form else None
    answers = [
        words.get(field.id)
        for field in (form.fields if form else ())
        if field.kind is FieldKind.PEOPLE
    ]
    named = (one for answer in answers if isinstance(answer, list) for one in answer)
    return [PersonId(UUID(str(one))) for one in named]


async def _looked_at(
    archive: Archive, plan: ReviewPlan, context: ReviewContext, nominees: Sequence[PersonId]
) -> Setting:
    """Hold everybody who is named against the rules; give the organisation around them."""
    readers, on = archive.readers, context.now.date()
    cycle = await cycle_of(readers, context.cycle)
    people = await people_with_those_above(readers, [plan.reviewee, *nominees])
    if cycle is None or plan.reviewee not in people:
        raise NothingToShowYet
    with acting_as_process():  # who is in the cycle is not for the reviewee to see
        launched = await launched_among(readers, plan.cycle, nominees)
    circle = Circle(
        reviewee=plan.reviewee,
        managers=_managers(plan, people),
        launched=launched,
        gone=frozenset(one for one in nominees if not can_act(people.get(one), on)),
        asked=await asked_elsewhere(readers, plan.cycle, plan.review, nominees),
        per_giver=context.definition.peers.per_giver,
        name_of=lambda one: people[one].display_full_name if one in people else ERASED,
    )
    check_nominees(nominees, circle)
    return Setting(
        organisation_id=archive.organisation,
        cycle=context.cycle,
        definition=context.definition,
        people=people,
        calendars={},
        on=on,
        hr_owner=cycle.hr_owner,
    )


def _managers(plan: ReviewPlan, people: Organisation) -> frozenset[PersonId]:
    """Name whoever rates the reviewee, by this review and by the directory."""
    seats = (seat for step in plan.steps if step.role is Role.MANAGER for seat in step.seats)
    found = {seat.person for seat in seats if seat is not None}
    manager = people[plan.reviewee].manager
    return frozenset(found if manager is None else {*found, manager})


def _seated(
    setting: Setting, plan: ReviewPlan, step: Step, nominees: Sequence[PersonId]
) -> Nomination:
    """Seat those who are named, with the ladder of the first step they are named for."""
    steps = setting.definition.steps
    later = steps[steps.index(step) + 1 :]
    named_for = next((each for each in later if each.role is Role.PEER), step)
    reviewee, peers = setting.people[plan.reviewee], [setting.people[one] for one in nominees]
    calendars = calendars_of(setting.definition, peers)
    return Nomination(
        peers=tuple(seat_at(setting, reviewee, peer, named_for) for peer in peers),
        calendars={
            place: found for place, found in calendars.items() if place not in plan.calendars
        },
        leaves={
            peer.id: tuple((leave.start, leave.end) for leave in peer.leaves)
            for peer in peers
            if peer.leaves and peer.id not in plan.leaves
        },
    )

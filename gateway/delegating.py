"""Hands somebody's part in a review to a colleague they name."""

from dataclasses import dataclass

from domain.definition.cycle import Step
from domain.ids import ReviewId
from domain.people import Person
from domain.review.delegating import (
    Successor,
    check_successor,
    may_be_delegated,
    other_parts,
)
from domain.review.plan import ReviewPlan
from domain.review.planning import can_act
from domain.review.refusals import NotToBeDelegated, WordsMissing
from gateway.asking import Answer
from gateway.named import person_named
from gateway.steering import NewHands, Steering, seat_for, setting_of
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.nominations import people_with_those_above
from storage.read_models.who_leads import has_duty


@dataclass(frozen=True)
class Delegation:
    """Who hands over what to whom, and why.

    `named` is an employee number or a work address; `request` makes doing it twice doing it once.
    """

    request: str
    review: ReviewId
    step: Step
    actor: Person
    reviewee: Person
    plan: ReviewPlan
    named: str
    reason: str


async def delegate(
    archive: Archive, steering: Steering, asked: Delegation, context: ReviewContext
) -> Answer:
    """Hand over a part: the open step, and what comes later in the same role.

    That the step lies with the actor is for the caller to know.

    Raises:
        NotToBeDelegated, NotYourself: it cannot be handed over, or not to that person.
        NobodyOfThatName, WordsMissing: nobody was found, or there is no reason.
        Refused: the review says no.
    """
    if not may_be_delegated(asked.step.role, asked.step.act):
        raise NotToBeDelegated
    if not asked.reason.strip():
        raise WordsMissing
    found = await person_named(archive, asked.named)
    people = await people_with_those_above(archive.readers, [asked.reviewee.id, found.id])
    successor = Successor(
        person=found,
        has_duty=await has_duty(archive.readers, found.id),
        is_here=can_act(found, context.now.date()),
        has_part=found.id in other_parts(asked.plan, asked.step.role),
    )
    check_successor(successor, asked.actor.id, asked.reviewee.id, people)
    setting = setting_of(archive, context.cycle, context.definition, people)
    seat, calendars = seat_for(setting, asked.reviewee, found, asked.step.role)
    hands = NewHands(
        request=asked.request,
        cycle=context.cycle,
        review=asked.review,
        role=asked.step.role,
        from_person=asked.actor.id,
        to=seat,
        calendars=calendars,
        by=asked.actor.id,
        reason=asked.reason.strip(),
    )
    return await steering.hand_over(hands)

"""Gives a part in a review to somebody else on the word of HR: it opens words to them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from temporalio.client import Client

from domain.definition.words import Role
from domain.errors import ReviewError
from domain.ids import PersonId
from domain.offices import Office
from domain.operations.foretelling import foretold
from domain.people import Person
from domain.review.commands import HandOver
from domain.review.decide import decide
from domain.review.state import ReviewState
from gateway.offices import offices_of
from gateway.operating import came_of
from gateway.operators import Done, Order, ReasonMissing
from gateway.process_meant import NoSuchProcess, ReviewMeant
from gateway.steering import NewHands, Steering, seat_for, setting_of
from storage.archive import Archive
from storage.read_models.cycles import cycle_of

KEPT: Final = frozenset({Role.REVIEWEE, Role.PANEL})


class PartIsKept(ReviewError):
    """The part of the reviewee and that of the panel cannot be given away."""

    code: ClassVar[str] = "part_is_kept"


class NotForOperators(ReviewError):
    """Whoever gets a part reads what was written, so HR decides who does."""

    code: ClassVar[str] = "not_for_operators"


class WhoGivesItUp(ReviewError):
    """Several people have this part; say with --from who gives it up."""

    code: ClassVar[str] = "who_gives_it_up"


class Reassigning:
    """Passes changes of hands on to reviews; why is sealed with them."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Look in this archive where reviews stand, and ask them through this client."""
        self._archive = archive
        self._steering = Steering(archive, client)

    async def reassign(
        self,
        meant: ReviewMeant,
        role: Role,
        to: Person,
        order: Order,
        former: PersonId | None = None,
    ) -> Done:
        """Give open steps of a role, and later ones, to somebody; without `former` see `holder_of`.

        Raises:
            NotForOperators: who decides it has no say over the review; ReasonMissing.
            PartIsKept, WhoGivesItUp: it cannot be said whose part is meant.
            Refused, ReviewError: nobody has the part, or it would be the reviewee's own.
        """
        await self._check(meant.state, role, order)
        state, archive = meant.state, self._archive
        if _has_it(state, role, to.id):
            return Done("was_so", order.request or "", (f"{to.id} has that part already.",))
        giver = former or holder_of(state, role)
        request = order.named(archive, "reassign", meant.workflow, role, to.id, state.version)
        hands = await self._hands(meant, role, to, giver, request)
        if order.is_dry:
            command = HandOver(
                at=meant.tempo.virtual(datetime.now(UTC)),
                request=request,
                role=role,
                from_person=giver,
                to=hands.to,
                calendars=dict(hands.calendars),
                by=order.by,
            )
            return Done("would_be_done", request, foretold(decide(state, command)))
        answer = await self._steering.hand_over(_by(hands, order))
        return came_of(answer, request, f"{to.id} now has the part of the {role.value}.")

    async def _check(self, state: ReviewState, role: Role, order: Order) -> None:
        if role in KEPT:
            raise PartIsKept
        if not order.reason.strip():
            raise ReasonMissing
        owns = order.by == state.planned.blocked.person
        if not owns and Office.HR_ADMIN not in await offices_of(self._archive, order.by):
            raise NotForOperators(
                "Whoever gets a part reads what was written, so HR decides who does: name with "
                f"--by an HR admin, or {state.planned.blocked.person}, who looks after this review."
            )

    async def _hands(
        self, meant: ReviewMeant, role: Role, to: Person, giver: PersonId | None, request: str
    ) -> NewHands:
        archive, plan = self._archive, meant.state.planned
        people = await archive.people()
        cycle = await cycle_of(archive.readers, plan.cycle)
        reviewee = people.get(plan.reviewee)
        if cycle is None or reviewee is None:
            raise NoSuchProcess("The read models do not show the cycle of this review yet.")
        setting = setting_of(archive, plan.cycle, cycle.definition, people)
        seat, calendars = seat_for(setting, reviewee, to, role)
        return NewHands(request, plan.cycle, plan.review, role, giver, seat, calendars)


def holder_of(state: ReviewState, role: Role) -> PersonId | None:
    """Say whose part is given up: the blocked one's, if one is, else that of who has it.

    Raises:
        WhoGivesItUp: several people have it.
    """
    own = [each for each in state.open if state.spec(each.step).role is role]
    if any(each.is_blocked for each in own):
        return None
    held = _seated(state, role)
    if len(held) > 1:
        raise WhoGivesItUp
    return next(iter(held), None)


def _seated(state: ReviewState, role: Role) -> frozenset[PersonId]:
    steps = [step for step in state.planned.steps if step.role is role]
    open_to = {o.assignee for o in state.open if state.spec(o.step).role is role}
    seats = {seat.person for step in steps for seat in step.seats if seat is not None}
    return frozenset(person for person in (*open_to, *seats) if person is not None)


def _has_it(state: ReviewState, role: Role, person: PersonId) -> bool:
    own = [each for each in state.open if state.spec(each.step).role is role]
    is_blocked = any(each.is_blocked for each in own)
    return not is_blocked and _seated(state, role) == {person}


def _by(hands: NewHands, order: Order) -> NewHands:
    return replace(hands, by=order.by, reason=order.reason.strip())

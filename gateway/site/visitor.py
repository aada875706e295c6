"""Who is there, what they are, and how far their session reaches."""

import asyncio
from dataclasses import dataclass, replace
from typing import ClassVar, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request

from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, ReviewId, StepId
from domain.offices import Office
from domain.people import Person
from domain.reach import ActionReach, Reach, StepReach
from domain.visibility import Capacity, Deed, Relation, how_far, may
from gateway.offices import offices_of
from gateway.site.front import Front, front_of
from storage.acting import acting_as_process, go_on_as
from storage.read_models.people import person_of
from storage.read_models.standing import standing_of


class SignInFirst(ReviewError):
    """Sign in to see this page."""

    code: ClassVar[str] = "sign_in_first"


class NotFound(ReviewError):
    """There is no such page, or it is not yours to see."""

    code: ClassVar[str] = "not_found"


class NotYours(ReviewError):
    """You may see this, but what you asked for is not yours to do."""

    code: ClassVar[str] = "not_yours"


_OF_OFFICES = {
    Office.HR_ADMIN: Capacity.HR_ADMIN,
    Office.AUDITOR: Capacity.AUDITOR,
    Office.OPS: Capacity.OPS,
    Office.PAYLOAD_READER: Capacity.PAYLOAD_READER,
}


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session.

    Attributes:
        person: who it is.
        session: the session by its id, which is no secret; its secret is in the cookie alone.
        reach: the one thing a link opened; None for who signed in and reaches all that is theirs.
        capacities: what they are in the organisation, not in a single review or cycle.
        owns: the cycles HR launched in their name.
    """

    person: Person
    session: UUID
    reach: Reach | None = None
    capacities: frozenset[Capacity] = frozenset()
    owns: frozenset[CycleId] = frozenset()

    @property
    def id(self) -> PersonId:
        """Give the person by id."""
        return self.person.id

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone in which they read dates."""
        return ZoneInfo(self.person.time_zone)

    @property
    def is_signed_in(self) -> bool:
        """Whether they reach all that is theirs."""
        return self.reach is None

    @property
    def is_hr(self) -> bool:
        """Whether the console has anything for them."""
        return self.is_signed_in and self.how_far(Deed.FOLLOW_CYCLE) is not None

    @property
    def sees_processes(self) -> bool:
        """Whether the page of operations is for them."""
        return self.may(Deed.SEE_PROCESSES)

    @property
    def may_read_payloads(self) -> bool:
        """Whether the Temporal UI shows them what it shows others encrypted."""
        return self.may(Deed.READ_PAYLOADS)

    def with_parts(self, *parts: Capacity) -> Self:
        """Give the same visitor with what they are in the thing at hand as well."""
        return replace(self, capacities=self.capacities | set(parts))

    def in_cycle(self, cycle: CycleId) -> Self:
        """Give the visitor as they stand in a cycle: its owner, if it is theirs."""
        owner = {Capacity.CYCLE_OWNER}
        others = self.capacities - owner
        return replace(self, capacities=others | owner if cycle in self.owns else others)

    def may(self, deed: Deed, relation: Relation = Relation.FOREIGN) -> bool:
        """Tell whether they may do something, standing to it like that."""
        return self.is_signed_in and may(deed, self.capacities, relation)

    def how_far(self, deed: Deed) -> Relation | None:
        """Say how far a right of theirs reaches; see `domain.visibility.how_far`."""
        return how_far(deed, self.capacities) if self.is_signed_in else None

    def require(self, deed: Deed, relation: Relation = Relation.FOREIGN) -> None:
        """Refuse what they may not do.

        Raises:
            NotYours: they may not.
        """
        if not self.may(deed, relation):
            raise NotYours

    def reaches_step(self, review: ReviewId, step: StepId, seat: int, round_: int) -> bool:
        """Tell whether the session reaches a step; whose step it is, is another question."""
        return self.reach in (None, StepReach(review=review, step=step, seat=seat, round=round_))

    def reaches_action(self, action: UUID) -> bool:
        """Tell whether the session reaches an action."""
        return self.reach in (None, ActionReach(action=action))


async def introduce(
    front: Front, person: PersonId, session: UUID, reach: Reach | None
) -> Visitor | None:
    """Say who a session belongs to and what they are; None when they are not known any more.

    From here on the request reads in their name.
    """
    with acting_as_process():
        visitor = await _found(front, person, session, reach)
    if visitor is not None:
        go_on_as(visitor.id, visitor.capacities)
    return visitor


async def _found(
    front: Front, person: PersonId, session: UUID, reach: Reach | None
) -> Visitor | None:
    readers = front.archive.readers
    if reach is not None:
        # Whatever they are besides: a link opens one thing, and gives no right beyond it.
        guest = await person_of(readers, person)
        is_here = guest is not None and guest.works_here(front.now())
        return Visitor(guest, session, reach) if guest is not None and is_here else None
    known, offices, standing = await asyncio.gather(
        person_of(readers, person),
        offices_of(front.archive, person),
        standing_of(readers, person),
    )
    if known is None or not known.works_here(front.now()):
        return None
    capacities = {_OF_OFFICES[office] for office in offices}
    if standing.is_partner:
        capacities.add(Capacity.HR_PARTNER)
    if standing.owns:
        capacities.add(Capacity.CYCLE_OWNER)
    return Visitor(known, session, reach, frozenset(capacities), standing.owns)


async def visitor_at(request: Request) -> Visitor | None:
    """Give who sent a request, whatever their session reaches; None without a session."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = await request.app.state.visitor_of(front_of(request), request)
    visitor: Visitor | None = request.state.visitor
    return visitor


async def somebody(request: Request) -> Visitor:
    """Give who sent a request, be it through a link; to be checked with `reaches_...`.

    Raises:
        SignInFirst: there is no session.
    """
    visitor = await visitor_at(request)
    if visitor is None:
        raise SignInFirst
    return visitor


async def signed_in(request: Request) -> Visitor:
    """Give who signed in and sent a request.

    Raises:
        SignInFirst: nobody did; a link's session does not reach this far.
    """
    visitor = await somebody(request)
    if not visitor.is_signed_in:
        raise SignInFirst
    return visitor

"""Who sits at a board, and what they may do there."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from domain.calibration.hiding import Hidden, why_hidden
from domain.ids import PersonId, SessionId
from domain.visibility import Capacity, Deed, Relation
from gateway.present import present_of
from gateway.site.front import front_of
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.board import BoardSession, TableRow, manager_today, session_of
from storage.read_models.cycles import Cycle, cycle_of


@dataclass(frozen=True)
class Seat:
    """Somebody before a board.

    Attributes:
        visitor: who it is, with the parts they have in this session.
        session: the session as it was when they came.
        cycle: the cycle it belongs to.
        manager: to whom they report today.
        is_hr: whether they answer for the cycle in HR, whatever their part in the session.
    """

    visitor: Visitor
    session: BoardSession
    cycle: Cycle
    manager: PersonId | None
    is_hr: bool

    def may(self, deed: Deed) -> bool:
        """Tell whether they may do something at this board."""
        return self.visitor.may(deed, Relation.ENTRUSTED if self._has_part else Relation.FOREIGN)

    @property
    def _has_part(self) -> bool:
        parts = {Capacity.FACILITATOR, Capacity.PANEL, Capacity.CYCLE_OWNER}
        return bool(self.visitor.capacities & parts)

    @property
    def moves(self) -> bool:
        """Whether they may move ratings, as long as the session is not locked."""
        return not self.session.is_locked and self.may(Deed.MOVE_RATING)

    @property
    def locks(self) -> bool:
        """Whether they may lock the session, as long as nobody has."""
        return not self.session.is_locked and self.may(Deed.LOCK_SESSION)

    @property
    def names(self) -> bool:
        """Whether they may say who leads the session beside its facilitator."""
        is_leader = self.visitor.id == self.session.facilitator
        return not self.session.is_locked and (self.is_hr or is_leader)

    @property
    def is_early(self) -> bool:
        """Whether the panel is not awaited yet; the session itself says whether it may begin."""
        return present_of(self.cycle) < self.session.opens_at

    def why_hidden(self, row: TableRow) -> Hidden | None:
        """Say why a row is kept from them; None when they see it."""
        rules = self.cycle.definition.calibration
        return why_hidden(
            self.visitor.id,
            row.reviewee,
            row.manager,
            row.hidden_from,
            leads_viewer=row.reviewee == self.manager,
            hide_own_reports=rules is not None and rules.hide_own_reports,
        )

    def renewed(self, session: BoardSession) -> "Seat | None":
        """Give the seat as the session stands now; None when they have none any more."""
        parts = {Capacity.FACILITATOR, Capacity.PANEL}
        bare = replace(self.visitor, capacities=self.visitor.capacities - parts)
        return seated(bare, session, self.cycle, self.manager)


def seated(
    visitor: Visitor, session: BoardSession, cycle: Cycle, manager: PersonId | None
) -> Seat | None:
    """Seat a visitor at a board; None when it is none of their business."""
    visitor = visitor.in_cycle(session.cycle)
    owns = Capacity.CYCLE_OWNER in visitor.capacities
    relation = Relation.ENTRUSTED if owns else Relation.FOREIGN
    is_hr = visitor.may(Deed.NAME_CO_FACILITATORS, relation)
    if visitor.id in session.leaders:
        visitor = visitor.with_parts(Capacity.FACILITATOR)
    if visitor.id in session.panel:
        visitor = visitor.with_parts(Capacity.PANEL)
    seat = Seat(visitor, session, cycle, manager, is_hr)
    return seat if seat.may(Deed.SEE_BOARD) else None


async def seat_at(request: Request, session: SessionId) -> Seat:
    """Seat whoever sent a request at a board.

    Raises:
        SignInFirst: nobody did who is signed in.
        NotFound: there is no such session, or it is none of theirs.
    """
    visitor = await signed_in(request)
    readers = front_of(request).archive.readers
    found = await session_of(readers, session)
    cycle = await cycle_of(readers, found.cycle) if found else None
    if found is None or cycle is None:
        raise NotFound
    seat = seated(visitor, found, cycle, await manager_today(readers, visitor.id))
    if seat is None:
        raise NotFound
    return seat

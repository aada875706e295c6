"""Which part of a cycle somebody in HR looks after: all of it, or the people entrusted to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.ids import CycleId, PersonId
from domain.visibility import Capacity, Deed, Relation
from gateway.present import present_of
from gateway.site.front import Front
from gateway.site.visitor import NotFound, NotYours, Visitor
from storage.read_models.cycles import Cycle, cycle_of


@dataclass(frozen=True)
class Scope:
    """A cycle as a visitor may look at it.

    Attributes:
        cycle: the cycle.
        visitor: as they stand in it: its owner, if it is theirs.
        unit: the HR partner whose people are meant; None for everybody in the cycle.
        at: the present of the cycle.
    """

    cycle: Cycle
    visitor: Visitor
    unit: PersonId | None
    at: datetime

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        """Give the pages of the cycle that are theirs to open: words, address, and a short name."""
        base = f"/hr/cycles/{self.cycle.cycle}"
        pages = (
            ("Progress", "", "progress", True),
            ("People", "/people", "people", True),
            ("Calibration", "/calibration", "calibration", self._is_calibrated),
            ("Changes", "/changes", "changes", self.may(Deed.STEER_REVIEW)),
            ("Audit", "/audit", "audit", self.may(Deed.READ_AUDIT)),
            ("Export", "/export", "export", self.may(Deed.EXPORT_PROGRESS)),
        )
        return [(words, base + place, name) for words, place, name, is_theirs in pages if is_theirs]

    @property
    def _is_calibrated(self) -> bool:
        return self.cycle.definition.calibration is not None

    def may(self, deed: Deed) -> bool:
        """Tell whether the visitor may do something with all that is in this scope."""
        return reaches(self.visitor, deed) and unit_of(self.visitor, deed) in (None, self.unit)


async def scope_of(front: Front, visitor: Visitor, cycle: UUID, deed: Deed) -> Scope:
    """Say what of a cycle a visitor may look at to do something.

    Raises:
        NotFound: there is no such cycle, or nothing in it is for them to see.
        NotYours: they may see it, but not do that.
    """
    here = visitor.in_cycle(CycleId(cycle))
    found = await cycle_of(front.archive.readers, CycleId(cycle))
    is_seen = reaches(here, Deed.FOLLOW_CYCLE)
    if found is None or found.organisation != front.organisation or not is_seen:
        raise NotFound
    if not reaches(here, deed):
        raise NotYours
    return Scope(found, here, unit_of(here, deed), present_of(found))


def reaches(visitor: Visitor, deed: Deed) -> bool:
    """Tell whether a visitor may do something with others than themselves at all."""
    return visitor.may(deed) or visitor.may(deed, Relation.ENTRUSTED)


def unit_of(visitor: Visitor, deed: Deed) -> PersonId | None:
    """Name the HR partner whose people a visitor may do something with; None for everybody's.

    The owner of a cycle is entrusted with all of it.
    """
    if visitor.may(deed):
        return None
    if Capacity.CYCLE_OWNER in visitor.capacities:
        return None
    return visitor.id

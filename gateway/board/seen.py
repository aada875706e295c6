"""Who saw which ratings at a board, and as what: noted for whoever audits."""

from typing import Final

from starlette.requests import Request

from domain.ids import ReviewId
from domain.visibility import Capacity
from gateway.board.seat import Seat
from gateway.looked_at import About, What, note_seen
from gateway.site.front import front_of

_STRONGEST_FIRST: Final = (
    Capacity.FACILITATOR,
    Capacity.PANEL,
    Capacity.CYCLE_OWNER,
    Capacity.HR_ADMIN,
)


async def note_view(
    request: Request, seat: Seat, what: What, review: ReviewId | None = None
) -> None:
    """Note that somebody saw a board, or what stands on it about one person."""
    front = front_of(request)
    right = next((each for each in _STRONGEST_FIRST if each in seat.visitor.capacities), "")
    about = About(cycle=seat.cycle.cycle, review=review)
    await note_seen(front.archive, seat.visitor.id, what, str(right), about)

"""`/hr/cycles/{cycle}/calibration`: the sessions of a cycle, how far each is, and their boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.visibility import Deed
from gateway.board.seat import seated
from gateway.console.scope import Scope, scope_of
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.board import BoardSession, manager_today, sessions_of_cycle
from storage.read_models.people import Names, names_of

router = APIRouter()


@dataclass(frozen=True)
class SessionLine:
    """A session as HR follows it: with how many reviews, and whether its board is theirs to see."""

    session: BoardSession
    reviews: int
    sees_board: bool


@router.get("/hr/cycles/{cycle}/calibration")
async def show(
    request: Request, cycle: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """List the sessions of a cycle; somebody with a part of it sees those they sit at."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    shown = await session_lines(front, scope)
    return await page(
        request,
        "console/sessions.html.j2",
        scope=scope,
        lines=shown,
        names=await names_in(front, shown),
    )


async def session_lines(front: Front, scope: Scope) -> list[SessionLine]:
    """List the sessions of a cycle that somebody may know of.

    Raises:
        NotFound: the cycle has no calibration.
    """
    if scope.cycle.definition.calibration is None:
        raise NotFound
    readers, visitor = front.archive.readers, scope.visitor
    manager = await manager_today(readers, visitor.id)
    lines = [
        SessionLine(each, reviews, seated(visitor, each, scope.cycle, manager) is not None)
        for each, reviews in await sessions_of_cycle(readers, scope.cycle.cycle)
    ]
    return [line for line in lines if line.sees_board or scope.unit is None]


async def names_in(front: Front, lines: Sequence[SessionLine]) -> Names:
    """Name everybody who leads one of these sessions, or locked it."""
    who = {person for line in lines for person in (*line.session.leaders, line.session.locked_by)}
    return await names_of(front.archive.readers, {person for person in who if person})

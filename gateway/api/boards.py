"""Calibration boards as data: each as the person at the table may see it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.ids import CycleId, SessionId
from gateway.api.boards_told import BoardTold, LockWeighed, RowTold, board_told, row_told
from gateway.api.caller import ReadsRatings
from gateway.api.shapes import Shape
from gateway.board.boards import picture_changes
from gateway.board.picture import picture_of
from gateway.board.rows import row_before
from gateway.board.seat import Seat, seat_at
from gateway.board.seen import note_view
from gateway.board.table import tables_of
from gateway.board.weighing import weighed
from gateway.looked_at import What
from gateway.site.front import front_of
from gateway.site.guests import guests_of
from gateway.site.live import EVENT_STREAM, sse
from storage.read_models.board import sessions_at_which

router = APIRouter(tags=["Calibration"], prefix="/boards")

ONE: Final = "/{session}"


class SessionTold(Shape):
    """A session that is not locked, at which the person sits."""

    session: SessionId
    cycle: CycleId
    opens_at: datetime
    due: datetime
    moves: int
    missing: int


async def _seat(request: Request, session: UUID, _: ReadsRatings) -> Seat:
    return await seat_at(request, SessionId(session))


AtBoard = Annotated[Seat, Depends(_seat)]


@router.get("")
async def list_boards(request: Request, caller: ReadsRatings) -> tuple[SessionTold, ...]:
    """List the sessions at which the person sits that are not locked, what is due first."""
    found = await sessions_at_which(front_of(request).archive.readers, caller.id)
    return tuple(SessionTold.model_validate(each) for each in found)


@router.get(ONE)
async def show_board(request: Request, seat: AtBoard) -> BoardTold:
    """Give a board to somebody who sits at it. Who looked is recorded."""
    await note_view(request, seat, What.BOARD)
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return board_told(seat, shot, picture_of(seat, shot))


@router.get(
    f"{ONE}/live",
    response_class=Response,
    responses={200: {"content": {EVENT_STREAM: {}}, "description": "`BoardTold`, each event."}},
)
async def follow_board(request: Request, seat: AtBoard) -> Response:
    """Send a board, and again whenever it changes, as server-sent events.

    Whoever follows is seen at the table by the others.
    """
    await note_view(request, seat, What.BOARD)
    at = guests_of(request).seated(seat.visitor.session)
    return sse(_boards(request, seat), at, "board")


@router.get(f"{ONE}/rows/{{review}}")
async def show_row(request: Request, seat: AtBoard, review: UUID) -> RowTold:
    """Give what stands behind a row, as far as a panel may know. Who looked is recorded."""
    before = await row_before(request, seat.session.session, review)
    await note_view(request, seat, What.BEHIND_RATING, before.row.review)
    return await row_told(front_of(request).archive, before)


@router.get(f"{ONE}/lock")
async def weigh_lock(request: Request, seat: AtBoard) -> LockWeighed:
    """Say what locking the session would do, and whether it can be locked."""
    await note_view(request, seat, What.BOARD)
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return LockWeighed.model_validate(weighed(seat, shot, picture_of(seat, shot)))


async def _boards(request: Request, seat: Seat) -> AsyncGenerator[str, None]:
    """Give the board as often as it looks different to this seat."""
    table, known = tables_of(request).at(seat.cycle, seat.session.session), ""
    async with aclosing(picture_changes(request, seat, table)) as changes:
        async for now, shot in changes:
            words = board_told(now, shot, picture_of(now, shot)).model_dump_json()
            if words != known:
                known = words
                yield words

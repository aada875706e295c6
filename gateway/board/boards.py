"""The board itself: as a page, and live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.ids import SessionId
from gateway.board.picture import picture_of
from gateway.board.seat import Seat, seat_at
from gateway.board.seen import note_view
from gateway.board.snapshot import Snapshot
from gateway.board.table import Table, tables_of
from gateway.looked_at import What
from gateway.site.front import front_of
from gateway.site.guests import guests_of
from gateway.site.live import sse
from gateway.site.pages import fragment, page
from gateway.site.posted import posted
from gateway.site.visitor import signed_in
from storage.presence import Attendance
from storage.read_models.board import sessions_at_which
from storage.read_models.cycles import cycle_of

router = APIRouter()

REGIONS: Final = ("present", "standing", "columns")
"""Parts of the board that change by themselves, each a template and an element of the page."""


@router.get("/board")
async def show_boards(request: Request) -> Response:
    """List the sessions at which somebody sits that are not locked."""
    visitor, readers = await signed_in(request), front_of(request).archive.readers
    found = await sessions_at_which(readers, visitor.id)
    cycles = {each.cycle: await cycle_of(readers, each.cycle) for each in found}
    sessions = [(each, cycle) for each in found if (cycle := cycles[each.cycle]) is not None]
    return await page(request, "board/boards.html.j2", sessions=sessions)


@router.get("/board/{session}")
async def show_board(request: Request, session: UUID) -> Response:
    """Show a board to somebody who sits at it."""
    seat = await seat_at(request, SessionId(session))
    await Attendance(front_of(request).archive.hosts).sit_down(
        seat.session.session, seat.visitor.id
    )
    await note_view(request, seat, What.BOARD)
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return await page(
        request,
        "board/board.html.j2",
        seat=seat,
        shot=shot,
        picture=picture_of(seat, shot),
        moved=shown_row(request, seat, shot),
    )


def shown_row(request: Request, seat: Seat, shot: Snapshot) -> str:
    """Name whose rating was just moved by the one who asks; empty for none."""
    for row in shot.rows:
        if str(row.review) == request.query_params.get("moved") and not seat.why_hidden(row):
            return row.name or ""
    return ""


@router.get("/board/{session}/live")
async def watch_board(request: Request, session: UUID) -> Response:
    """Send the parts of a board that have changed, as long as somebody looks at it."""
    seat = await seat_at(request, SessionId(session))
    table = tables_of(request).at(seat.cycle, seat.session.session)
    at = guests_of(request).seated(seat.visitor.session)
    return sse(_changes(request, seat, table), at, "board")


async def _changes(request: Request, seat: Seat, table: Table) -> AsyncGenerator[str, None]:
    """Draw for one seat what has changed."""
    known: dict[str, str] = {}
    async with aclosing(picture_changes(request, seat, table)) as changes:
        async for now, shot in changes:
            changed = await _drawn(request, now, shot, known)
            if changed:
                yield changed


async def picture_changes(
    request: Request, seat: Seat, table: Table
) -> AsyncGenerator[tuple[Seat, Snapshot], None]:
    """Give one seat what is read once for all; ends when the seat is theirs no more."""
    topic = f"board:{seat.session.session}"
    await table.come(seat.visitor.id)
    try:
        async for _ in front_of(request).live.watch(topic, table.pulse):
            shot = table.shown
            now = seat.renewed(shot.session) if shot else None
            if shot is None or now is None:
                return
            yield now, shot
    finally:
        await table.go(seat.visitor.id)


async def _drawn(request: Request, seat: Seat, shot: Snapshot, known: dict[str, str]) -> str:
    picture = picture_of(seat, shot)
    changed = []
    for region in REGIONS:
        words = await fragment(
            request, f"board/{region}.html.j2", seat=seat, shot=shot, picture=picture
        )
        if known.get(region) != words:
            known[region] = words
            changed.append(words)
    return "".join(changed)


@router.post("/board/{session}/presence")
async def close_row(request: Request, session: UUID) -> Response:
    """Note that no row lies open before somebody any more."""
    await posted(request)
    seat = await seat_at(request, SessionId(session))
    hosts = front_of(request).archive.hosts
    await Attendance(hosts).sit_down(seat.session.session, seat.visitor.id)
    return Response(status_code=204)

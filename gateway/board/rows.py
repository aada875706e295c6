"""One row of a board: what stands behind it, and the form that moves it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from domain.calibration.refusals import SessionIsLocked
from domain.errors import ReviewError
from domain.ids import ReviewId, SessionId
from domain.visibility import Deed
from gateway.asking import AlreadyOver, OnItsWay
from gateway.board.history import history_of, moves_of_row
from gateway.board.move_form import STALE, MoveForm
from gateway.board.picture import AtTable, picture_of
from gateway.board.seat import Seat, seat_at
from gateway.board.seen import note_view
from gateway.board.snapshot import Snapshot
from gateway.board.table import tables_of
from gateway.calibration_reasons import MoveSeen
from gateway.looked_at import What
from gateway.site.front import front_of
from gateway.site.pages import fragment, page, see_other
from gateway.site.posted import posted
from gateway.site.refusals import code_of, status_of
from gateway.site.shown import until_all_shown, until_shown
from gateway.site.visitor import NotFound, NotYours
from storage.presence import Attendance
from storage.read_models.board import TableRow

router = APIRouter()


@dataclass(frozen=True)
class Before:
    """A row before somebody, who sits at the board."""

    seat: Seat
    shot: Snapshot
    row: TableRow


@router.get("/board/{session}/rows/{review}")
async def show_row(request: Request, session: UUID, review: UUID) -> Response:
    """Show a row and the form that moves it; with `part` for a dialog of the board."""
    before = await row_before(request, session, review)
    seat, row = before.seat, before.row
    await Attendance(front_of(request).archive.hosts).sit_down(
        seat.session.session, seat.visitor.id, row.review
    )
    await note_view(request, seat, What.BOARD_ROW, row.review)
    level = request.query_params.get("level") or ""
    form = MoveForm(rating=level or str(row.level or "")).before(row)
    return await _drawn(request, before, form)


@router.get("/board/{session}/rows/{review}/history")
async def show_history(request: Request, session: UUID, review: UUID) -> Response:
    """Show what stands behind a row."""
    before = await row_before(request, session, review)
    archive = front_of(request).archive
    history = await history_of(archive, before.seat, before.row)
    await note_view(request, before.seat, What.BEHIND_RATING, before.row.review)
    context = {**_context(request, before), "history": history}
    if request.query_params.get("part"):
        return HTMLResponse(await fragment(request, "board/behind.html.j2", **context))
    return await page(request, "board/history.html.j2", status=200, **context)


@router.post("/board/{session}/rows/{review}")
async def move_row(request: Request, session: UUID, review: UUID) -> Response:
    """Move a row, or show what stands against it with everything that was typed."""
    sent = await posted(request)
    before = await row_before(request, session, review)
    form = MoveForm.sent(sent)
    front, seat = front_of(request), before.seat
    if not seat.may(Deed.MOVE_RATING):
        raise NotYours
    try:
        move = form.move(seat, before.row)
        answer = await front.board.move(move, seat.cycle.definition)
    except AlreadyOver:
        return await _refused(request, before, form, SessionIsLocked())
    except ReviewError as refusal:
        return await _refused(request, before, form, refusal)
    if isinstance(answer, OnItsWay):
        return await page(request, "board/on_its_way.html.j2", status=202, seat=before.seat)
    await until_shown(front, answer)
    return see_other(f"/board/{session}?moved={review}#row-{review}")


async def row_before(request: Request, session: UUID, review: UUID) -> Before:
    """Find a row for whoever sits at the board.

    Raises:
        NotFound: there is no such row, or none for them.
    """
    seat = await seat_at(request, SessionId(session))
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    row = shot.row(ReviewId(review))
    if row is None or seat.why_hidden(row) is not None:
        raise NotFound
    return Before(seat, shot, row)


async def _refused(
    request: Request, before: Before, form: MoveForm, refusal: ReviewError
) -> Response:
    """Show the row as it stands now, with what was typed and what stands against it."""
    await until_all_shown(front_of(request))
    session, review = before.seat.session.session, before.row.review
    now = await row_before(request, session, review)
    status = int(status_of(refusal))
    is_stale = code_of(refusal) == STALE
    return await _drawn(
        request,
        now,
        form.before(now.row),
        status=status,
        problem=str(refusal),
        since=form.basis if is_stale else None,
    )


async def _drawn(
    request: Request,
    before: Before,
    form: MoveForm,
    *,
    status: int = 200,
    problem: str = "",
    since: str | None = None,
) -> Response:
    moves = await moves_of_row(front_of(request).archive, before.seat, before.row)
    context = {
        **_context(request, before),
        "filled": form,
        "problem": problem,
        "moves": moves,
        "meanwhile": _meanwhile(moves, since),
        "elsewhere": _elsewhere(before),
    }
    if request.query_params.get("part"):
        return HTMLResponse(await fragment(request, "board/dialog.html.j2", **context))
    return await page(request, "board/row.html.j2", status=status, **context)


def _context(request: Request, before: Before) -> dict[str, object]:
    """Give what all pages of a row speak of; in a dialog headings rank below its title."""
    rank = "h3" if request.query_params.get("part") else "h2"
    return {"seat": before.seat, "row": before.row, "shot": before.shot, "rank": rank}


def _meanwhile(
    moves: tuple[tuple[MoveSeen, str], ...], since: str | None
) -> tuple[tuple[MoveSeen, str], ...]:
    """Give the moves that were made after the one that somebody saw last."""
    if since is None:
        return ()
    seen = [str(move.content) for move, _ in moves]
    return moves[seen.index(since) + 1 if since in seen else 0 :]


def _elsewhere(before: Before) -> tuple[AtTable, ...]:
    """Name who else has the row open."""
    picture = picture_of(before.seat, before.shot)
    own = before.seat.visitor.id
    return tuple(
        each for each in picture.present if each.review == before.row.review and each.person != own
    )

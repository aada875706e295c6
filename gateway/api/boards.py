"""Calibration boards as data: each as the person at the table may see it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from domain.ids import CycleId, PersonId, ReviewId, SessionId
from gateway.api.caller import ReadsRatings
from gateway.api.persons import Somebody, somebody
from gateway.api.shapes import Shape
from gateway.board.boards import picture_changes
from gateway.board.history import history_of, moves_of_row
from gateway.board.picture import Picture, picture_of
from gateway.board.rows import Before, row_before
from gateway.board.seat import Seat, seat_at
from gateway.board.seen import note_view
from gateway.board.snapshot import Snapshot
from gateway.board.table import tables_of
from gateway.board.weighing import weighed
from gateway.site.front import front_of
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


class CardTold(Shape):
    """A person on the board; `basis` and `proposed` are to be sent with a move."""

    review: ReviewId
    name: str
    job_title: str
    department: str
    level: int
    proposed: int | None
    moved_by: str | None
    reason_code: str | None
    score: Decimal | None
    is_apart: bool
    came_late: bool
    basis: UUID | None


class LevelOfScale(Shape):
    """A level of the rating scale."""

    value: int
    label: str
    meaning: str


class ColumnTold(Shape):
    """A level with the people at it, against the guideline if there is one."""

    level: LevelOfScale
    cards: tuple[CardTold, ...]
    percent: int
    expected: int | None
    guideline: Decimal | None


class MissingTold(Shape):
    """Somebody who is not rated yet."""

    review: ReviewId
    name: str
    owed_by: str | None
    due: datetime | None


class BoardTold(Shape):
    """A board as one person sees it; nothing of a hidden row is in it, not even in a number."""

    session: SessionId
    cycle: CycleId
    is_locked: bool
    opens_at: datetime
    due: datetime
    facilitator: Somebody | None
    co_facilitators: tuple[Somebody, ...]
    may_move: bool
    may_lock: bool
    may_name: bool
    reason_codes: tuple[str, ...]
    columns: tuple[ColumnTold, ...]
    missing: tuple[MissingTold, ...]
    hidden: dict[str, int] = Field(description="How many rows are kept back, by reason.")
    departs: tuple[str, ...]
    moved: int
    unsettled: int


class MoveTold(Shape):
    """A move of a rating, from what to what, by whom and why."""

    at: datetime
    before: LevelOfScale | None
    after: LevelOfScale
    reason_code: str
    words: str
    by: str


class GoalOnBoard(Shape):
    """An objective and how far it came, in whole per cent of the way."""

    title: str
    weight: str
    percent: int | None


class AnsweredTold(Shape):
    """What was written, line by line."""

    step: str
    by: str
    question: str
    lines: tuple[str, ...]


class RowTold(Shape):
    """What stands behind a row: its moves, the last cycle, objectives, what was written."""

    review: ReviewId
    name: str
    level: int | None
    proposed: int | None
    basis: UUID | None
    moves: tuple[MoveTold, ...]
    last_cycle: str | None
    last_level: int | None
    goals: tuple[GoalOnBoard, ...]
    answers: tuple[AnsweredTold, ...]


class LockWeighed(Shape):
    """What a lock would do, told before it is done."""

    ratings: int
    missing: int
    is_possible: bool
    departs: bool
    needs_reason: bool
    sentences: tuple[str, ...]


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
    await note_view(request, seat, "calibration board")
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return _board(seat, shot, picture_of(seat, shot))


@router.get(
    f"{ONE}/live",
    response_class=Response,
    responses={200: {"content": {EVENT_STREAM: {}}, "description": "`BoardTold`, each event."}},
)
async def follow_board(request: Request, seat: AtBoard) -> Response:
    """Send a board, and again whenever it changes, as server-sent events.

    Whoever follows is seen at the table by the others.
    """
    await note_view(request, seat, "calibration board")
    return sse(_boards(request, seat), "board")


@router.get(f"{ONE}/rows/{{review}}")
async def show_row(request: Request, seat: AtBoard, review: UUID) -> RowTold:
    """Give what stands behind a row, as far as a panel may know. Who looked is recorded."""
    before = await row_before(request, seat.session.session, review)
    await note_view(request, seat, "what stands behind a rating", before.row.review)
    return await _row(request, before)


@router.get(f"{ONE}/lock")
async def weigh_lock(request: Request, seat: AtBoard) -> LockWeighed:
    """Say what locking the session would do, and whether it can be locked."""
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return LockWeighed.model_validate(weighed(seat, shot, picture_of(seat, shot)))


async def _boards(request: Request, seat: Seat) -> AsyncGenerator[str, None]:
    """Give the board as often as it looks different to this seat."""
    table, known = tables_of(request).at(seat.cycle, seat.session.session), ""
    async with aclosing(picture_changes(request, seat, table)) as changes:
        async for now, shot in changes:
            words = _board(now, shot, picture_of(now, shot)).model_dump_json()
            if words != known:
                known = words
                yield words


def _board(seat: Seat, shot: Snapshot, picture: Picture) -> BoardTold:
    session, rules = seat.session, seat.cycle.definition.calibration
    return BoardTold(
        session=session.session,
        cycle=session.cycle,
        is_locked=session.is_locked,
        opens_at=session.opens_at,
        due=session.due,
        facilitator=somebody(shot.names, session.facilitator),
        co_facilitators=tuple(_named(shot, each) for each in session.co_facilitators),
        may_move=seat.moves,
        may_lock=seat.locks,
        may_name=seat.names,
        reason_codes=tuple(rules.reason_codes) if rules else (),
        columns=tuple(ColumnTold.model_validate(each) for each in picture.columns),
        missing=tuple(MissingTold.model_validate(each) for each in picture.missing),
        hidden={reason.value: number for reason, number in picture.hidden.items()},
        departs=picture.departs,
        moved=picture.moved,
        unsettled=picture.unsettled,
    )


def _named(shot: Snapshot, person: PersonId) -> Somebody:
    return Somebody(person=person, name=shot.names.name_of(person))


async def _row(request: Request, before: Before) -> RowTold:
    archive, row = front_of(request).archive, before.row
    history = await history_of(archive, before.seat, row)
    moves = await moves_of_row(archive, before.seat, row)
    last = history.last
    return RowTold(
        review=row.review,
        name=row.name or "",
        level=row.level,
        proposed=row.proposed,
        basis=row.last_move,
        moves=tuple(
            MoveTold(
                at=move.at,
                before=LevelOfScale.model_validate(move.before) if move.before else None,
                after=LevelOfScale.model_validate(move.after),
                reason_code=move.reason_code,
                words=move.words,
                by=by,
            )
            for move, by in moves
        ),
        last_cycle=last[0] if last else None,
        last_level=last[1] if last else None,
        goals=tuple(GoalOnBoard.model_validate(each) for each in history.goals),
        answers=tuple(AnsweredTold.model_validate(each) for each in history.answers),
    )

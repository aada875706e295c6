"""A calibration board and its rows, as programs are told of them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from domain.ids import CycleId, PersonId, ReviewId, SessionId
from gateway.api.persons import Somebody, somebody
from gateway.api.shapes import Shape
from gateway.board.history import history_of, moves_of_row
from gateway.board.picture import Picture
from gateway.board.rows import Before
from gateway.board.seat import Seat
from gateway.board.snapshot import Snapshot
from gateway.console.sessions import SessionLine
from storage.archive import Archive
from storage.read_models.people import Names


class SessionFollowed(Shape):
    """A session of a cycle; `sees_board` says whether its board is for the person to see."""

    session: SessionId
    is_locked: bool
    opens_at: datetime
    due: datetime
    reviews: int
    moves: int
    missing: int
    facilitator: Somebody | None
    co_facilitators: tuple[Somebody, ...]
    locked_at: datetime | None
    locked_by: Somebody | None
    sees_board: bool


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


def board_told(seat: Seat, shot: Snapshot, picture: Picture) -> BoardTold:
    """Tell of a board as one seat sees it."""
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


async def row_told(archive: Archive, before: Before) -> RowTold:
    """Tell what stands behind a row."""
    row = before.row
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


def session_told(line: SessionLine, names: Names) -> SessionFollowed:
    """Tell of a session in a list."""
    session = line.session
    others = (somebody(names, each) for each in session.co_facilitators)
    return SessionFollowed(
        session=session.session,
        is_locked=session.is_locked,
        opens_at=session.opens_at,
        due=session.due,
        reviews=line.reviews,
        moves=session.moves,
        missing=session.missing,
        facilitator=somebody(names, session.facilitator),
        co_facilitators=tuple(each for each in others if each),
        locked_at=session.locked_at,
        locked_by=somebody(names, session.locked_by),
        sees_board=line.sees_board,
    )

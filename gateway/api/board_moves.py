"""What a panel does at its board: moves ratings, says who leads, locks."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from domain.answers import NotAnAnswer, text_of
from domain.calibration.refusals import SessionIsLocked
from domain.ids import SessionId
from domain.value import Value
from domain.visibility import Deed, Relation
from gateway.api.caller import WritesBoards
from gateway.api.once import ThisOnce, may_be_on_its_way
from gateway.api.persons import Named, person_named
from gateway.api.shapes import Line, Taken, Words, taken
from gateway.asking import AlreadyOver, Answer
from gateway.board.move_form import MoveForm
from gateway.board.rows import row_before
from gateway.board.seat import Seat, seat_at
from gateway.calibrating import Leading
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotYours
from gateway.submitting import AnswersNotAccepted

router = APIRouter(tags=["Calibration"], prefix="/boards/{session}")


class Moves(Value):
    """A rating to be moved, and what lay before the eyes of whoever moves it.

    `basis` and `proposed` are those of the row: a move is refused when the row has moved since.
    """

    rating: int
    reason_code: Line
    reason: Words
    basis: UUID | None = None
    proposed: int | None = None


class Locks(Value):
    """Why the session is locked although the guideline asks for something else."""

    reason: Words = ""


class Names(Value):
    """Who leads the session beside its facilitator, or does no longer."""

    person: Named


class _AtBoard:
    def __init__(self, front: Front, caller: WritesBoards, seat: Seat) -> None:
        self.front, self.caller, self.seat = front, caller, seat


async def _at(request: Request, session: UUID, caller: WritesBoards) -> _AtBoard:
    return _AtBoard(front_of(request), caller, await seat_at(request, SessionId(session)))


AtBoard = Annotated[_AtBoard, Depends(_at)]


@router.post("/rows/{review}/moves", responses=may_be_on_its_way())
async def move_rating(
    request: Request, at: AtBoard, review: UUID, sent: Moves, once: ThisOnce
) -> Taken:
    """Move a rating for a reason; the manager's own rating stays beside it.

    A row that somebody else has moved meanwhile is not moved (409, `row_has_moved`).
    """

    async def move(name: str) -> Taken:
        before = await row_before(request, at.seat.session.session, review)
        if not at.seat.may(Deed.MOVE_RATING):
            raise NotYours
        asked = _form(sent, name).move(at.seat, before.row)
        try:
            answer = await at.front.board.move(asked, at.seat.cycle.definition)
        except AlreadyOver:
            raise SessionIsLocked from None
        return await taken(at.front, answer)

    return await once.take(at.caller, Taken, move)


@router.post("/lock", responses=may_be_on_its_way())
async def lock_session(at: AtBoard, sent: Locks, once: ThisOnce) -> Taken:
    """Lock a session; its ratings are written back to the reviews."""

    async def lock(name: str) -> Taken:
        seat = at.seat
        seat.visitor.require(Deed.LOCK_SESSION, Relation.ENTRUSTED)
        try:
            reason = text_of(sent.reason)
            answer = await at.front.board.lock(
                seat.cycle.cycle, seat.session.session, seat.visitor.id, name, reason
            )
        except NotAnAnswer as problem:
            raise AnswersNotAccepted(" ".join(problem.sentences)) from None
        except AlreadyOver:
            raise SessionIsLocked from None
        return await taken(at.front, answer)

    return await once.take(at.caller, Taken, lock)


@router.post("/co-facilitators", responses=may_be_on_its_way())
async def name_co_facilitator(at: AtBoard, sent: Names, once: ThisOnce) -> Taken:
    """Name somebody to lead a session beside its facilitator."""

    async def name_them(name: str) -> Taken:
        return await taken(at.front, await _lead(at, sent, name, "name"))

    return await once.take(at.caller, Taken, name_them)


@router.post("/co-facilitators/release", responses=may_be_on_its_way())
async def release_co_facilitator(at: AtBoard, sent: Names, once: ThisOnce) -> Taken:
    """Release somebody from leading a session beside its facilitator."""

    async def release(name: str) -> Taken:
        return await taken(at.front, await _lead(at, sent, name, "release"))

    return await once.take(at.caller, Taken, release)


async def _lead(at: _AtBoard, sent: Names, request: str, act: Literal["name", "release"]) -> Answer:
    seat = at.seat
    if not seat.names:
        raise NotYours
    person = await person_named(at.front, sent.person)
    leading = Leading(
        id=request,
        session=seat.session.session,
        cycle=seat.cycle.cycle,
        person=person.id,
        actor=seat.visitor.id,
        act=act,
        is_hr=seat.is_hr,
    )
    try:
        return await at.front.board.lead(leading)
    except AlreadyOver:
        raise SessionIsLocked from None


def _form(sent: Moves, request: str) -> MoveForm:
    return MoveForm(
        rating=str(sent.rating),
        reason_code=sent.reason_code,
        reason=sent.reason,
        basis=str(sent.basis or ""),
        proposed="" if sent.proposed is None else str(sent.proposed),
        request=request,
    )

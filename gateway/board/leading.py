"""What those do who lead a session: lock it, and say who else leads."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.answers import NotAnAnswer, text_of
from domain.errors import ReviewError
from domain.ids import PersonId, SessionId
from domain.visibility import Deed, Relation
from gateway.asking import AlreadyOver, Answer, OnItsWay, Refused
from gateway.board.picture import picture_of
from gateway.board.seat import Seat, seat_at
from gateway.board.seen import note_view
from gateway.board.table import tables_of
from gateway.board.weighing import weighed
from gateway.calibrating import Leading
from gateway.looked_at import What
from gateway.named import NobodyOfThatName, person_named
from gateway.site.asked import request_in
from gateway.site.front import front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.refusals import status_of
from gateway.site.shown import until_shown
from gateway.site.visitor import NotYours
from gateway.submitting import AnswersNotAccepted

router = APIRouter()


@router.get("/board/{session}/lock")
async def show_lock(request: Request, session: UUID) -> Response:
    """Show what locking a session will do."""
    seat = await seat_at(request, SessionId(session))
    seat.visitor.require(Deed.LOCK_SESSION, Relation.ENTRUSTED)
    if seat.session.is_locked:
        return see_other(f"/board/{session}")
    await note_view(request, seat, What.BOARD)
    return await _lock_page(request, seat)


@router.post("/board/{session}/lock")
async def lock(request: Request, session: UUID) -> Response:
    """Lock a session; what stands against it is told, and the reason is kept in the form."""
    sent = await posted(request)
    seat = await seat_at(request, SessionId(session))
    seat.visitor.require(Deed.LOCK_SESSION, Relation.ENTRUSTED)
    try:
        reason = text_of(sent.one("reason"))
        answer = await front_of(request).board.lock(
            seat.cycle.cycle,
            seat.session.session,
            seat.visitor.id,
            f"{seat.visitor.id}:{request_in(sent)}",
            reason,
        )
    except NotAnAnswer as problem:
        unreadable = AnswersNotAccepted(" ".join(problem.sentences))
        return await _lock_page(request, seat, sent, unreadable)
    except AlreadyOver:
        return see_other(f"/board/{session}")
    except Refused as refusal:
        now = await seat_at(request, SessionId(session))
        if now.session.is_locked:
            return see_other(f"/board/{session}")
        return await _lock_page(request, now, sent, refusal)
    return await _done(request, seat, answer, "locked")


@router.get("/board/{session}/co-facilitators")
async def show_leaders(request: Request, session: UUID) -> Response:
    """Show who leads a session."""
    return await _leaders_page(request, await _naming(request, session))


@router.post("/board/{session}/co-facilitators")
async def change_leaders(request: Request, session: UUID) -> Response:
    """Name somebody to lead a session beside its facilitator, or release them."""
    sent = await posted(request)
    seat = await _naming(request, session)
    try:
        answer = await front_of(request).board.lead(await _leading(request, seat, sent))
    except (AlreadyOver, Refused, NobodyOfThatName) as refusal:
        return await _leaders_page(request, seat, sent, refusal)
    return await _done(request, seat, answer, "leaders")


async def _naming(request: Request, session: UUID) -> Seat:
    seat = await seat_at(request, SessionId(session))
    if not seat.names:
        raise NotYours
    return seat


async def _leading(request: Request, seat: Seat, sent: Posted) -> Leading:
    released = sent.one("release")
    if released:
        person = next((one for one in seat.session.leaders if str(one) == released), None)
        if person is None:
            raise NobodyOfThatName
    else:
        person = (await person_named(front_of(request).archive, sent.one("person"))).id
    return Leading(
        id=f"{seat.visitor.id}:{request_in(sent)}",
        session=seat.session.session,
        cycle=seat.cycle.cycle,
        person=PersonId(person),
        actor=seat.visitor.id,
        act="release" if released else "name",
        is_hr=seat.is_hr,
    )


async def _done(request: Request, seat: Seat, answer: Answer, what: str) -> Response:
    session = seat.session.session
    if isinstance(answer, OnItsWay):
        return await page(request, "board/on_its_way.html.j2", status=202, seat=seat)
    await until_shown(front_of(request), answer)
    return see_other(f"/board/{session}?done={what}")


async def _lock_page(
    request: Request, seat: Seat, sent: Posted | None = None, refusal: ReviewError | None = None
) -> Response:
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    picture = picture_of(seat, shot)
    return await page(
        request,
        "board/lock.html.j2",
        status=int(status_of(refusal)) if refusal else 200,
        seat=seat,
        picture=picture,
        weighed=weighed(seat, shot, picture),
        reason=sent.one("reason") if sent else "",
        problem=str(refusal) if refusal else "",
    )


async def _leaders_page(
    request: Request, seat: Seat, sent: Posted | None = None, refusal: ReviewError | None = None
) -> Response:
    shot = await tables_of(request).at(seat.cycle, seat.session.session).look()
    return await page(
        request,
        "board/leaders.html.j2",
        status=int(status_of(refusal)) if refusal else 200,
        seat=seat,
        shot=shot,
        person=sent.one("person") if sent else "",
        problem=str(refusal) if refusal else "",
    )

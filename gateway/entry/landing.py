"""The page that a link opens. It names nobody and nothing, and opens nothing until asked to."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.entry.limits import OPENINGS_OF_A_LINK, count
from gateway.entry.opened_links import OpenedLink, opened
from gateway.entry.paths import reach_around, sign_in_then
from gateway.entry.sessions import let_through, session_of, signed_in_session
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import posted
from gateway.site.visitor import NotFound
from storage.read_models.link_standing import Standing

router = APIRouter(include_in_schema=False)

GONE = 410
CONFLICT = 409


@router.get("/s/{token}")
async def land(request: Request, token: str) -> Response:
    """Ask whoever opened a link whether to go on; looking changes nothing."""
    front = front_of(request)
    link = await opened(front, request, token)
    if not link.is_good:
        return await _ended(request, token, link)
    if await _is_signed_in(front, request, link):
        return see_other(link.path)
    return await page(request, "entry/landing.html.j2", link=link, token=token)


@router.post("/s/{token}")
async def go_on(request: Request, token: str) -> Response:
    """Begin a session that reaches what the link opens, and lead there."""
    front = front_of(request)
    await posted(request)
    link = await opened(front, request, token)
    if not link.is_good or link.person is None:
        return await _ended(request, token, link)
    if await _is_signed_in(front, request, link):
        return see_other(link.path)
    if link.asks_for_sign_in:
        return see_other(sign_in_then(link.path))
    await count(front, "opened link", str(link.kept.id), OPENINGS_OF_A_LINK)
    response = see_other(link.path)
    opens = (link.kept.id, link.kept.link.reach)
    await let_through(front, request, response, link.person.id, opens)
    return response


@router.get("/{place:path}/not-mine")
async def not_mine(request: Request, place: str) -> Response:
    """Lead from a page that a link opened to where the link can be reported."""
    front = front_of(request)
    session = await session_of(front, request)
    if session is None or session.link is None or reach_around(f"/{place}") is None:
        raise NotFound
    return see_other(f"/s/{front.site.signer.sign(session.link)}/report")


async def _is_signed_in(front: Front, request: Request, link: OpenedLink) -> bool:
    session = await signed_in_session(front, request)
    return session is not None and session.kept.person == link.kept.link.person


async def _ended(request: Request, token: str, link: OpenedLink) -> Response:
    status = CONFLICT if link.standing is Standing.PAUSED and not link.kept.is_revoked else GONE
    return await page(request, "entry/ended.html.j2", status=status, link=link, token=token)

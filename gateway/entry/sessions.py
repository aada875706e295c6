"""Sessions in the browser: one of who signed in, and one for each thing that a link opened.

The session of a link lies in a cookie named after what it opens, and is looked for on the pages of
that thing alone: it reaches no further, and two links in two tabs do not end each other.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from domain.ids import PersonId
from domain.reach import Reach
from gateway.entry.paths import path_of, reach_around
from gateway.site.front import Front, Site
from gateway.site.visitor import Visitor, introduce
from storage.sessions import LONGEST, KeptSession, SessionBook

NAME: Final = "perennial"
_BYTES: Final = 32
_ID_BYTES: Final = 16
_LONGEST_SECRET: Final = 100
_MARK: Final = 16


@dataclass(frozen=True, slots=True)
class Session:
    """A session that lives: its `id` is no secret, what the browser holds is."""

    id: UUID
    kept: KeptSession

    @property
    def link(self) -> UUID | None:
        """The link it began with; None for who signed in."""
        return self.kept.link


async def visitor_of(front: Front, request: Request) -> Visitor | None:
    """Say who sent a request; None without a session that reaches this page."""
    session = await session_of(front, request)
    if session is None:
        return None
    return await introduce(front, session.kept.person, session.id, session.kept.reach)


async def session_of(front: Front, request: Request) -> Session | None:
    """Give the session that a request belongs to.

    On the pages of what a link opened that is the link's, unless the same person signed in.
    """
    own = await _kept_in(front, request, _name(front.site))
    place = reach_around(request.url.path)
    linked = await _kept_in(front, request, _name(front.site, place)) if place else None
    if own is not None and (linked is None or linked.kept.person == own.kept.person):
        return own
    return linked


async def signed_in_session(front: Front, request: Request) -> Session | None:
    """Give the session of who signed in, whatever page was asked for."""
    return await _kept_in(front, request, _name(front.site))


async def sign_in(
    front: Front,
    request: Request,
    response: Response,
    person: PersonId,
    *,
    ticket: UUID | None = None,
) -> None:
    """Begin a session that reaches everything of a person; it has an id that nobody knew before."""
    await _begin(front, request, response, _name(front.site), person, ticket=ticket)


async def let_through(
    front: Front, request: Request, response: Response, person: PersonId, link: tuple[UUID, Reach]
) -> None:
    """Begin a session that reaches what a link opens and no further."""
    name = cookie_name(front.site, link[1])
    await _begin(front, request, response, name, person, link=link[0])


async def sign_out(front: Front, request: Request, response: Response) -> None:
    """End every session of this browser, those of links included."""
    own = {name: value for name, value in request.cookies.items() if _is_ours(front.site, name)}
    await SessionBook(front.archive.hosts).end(*(digest_of(value) for value in own.values()))
    for name in own:
        response.delete_cookie(
            name, path="/", secure=front.site.is_secure, httponly=True, samesite="lax"
        )


async def _begin(  # noqa: PLR0913 - what a cookie is made of
    front: Front,
    request: Request,
    response: Response,
    name: str,
    person: PersonId,
    *,
    link: UUID | None = None,
    ticket: UUID | None = None,
) -> None:
    book = SessionBook(front.archive.hosts)
    before = request.cookies.get(name)
    if before:
        await book.end(digest_of(before))
    secret = secrets.token_urlsafe(_BYTES)
    await book.begin(digest_of(secret), person, front.now(), link=link, by_ticket=ticket)
    response.set_cookie(
        name,
        secret,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=front.site.is_secure,
        httponly=True,
        samesite="lax",
    )


async def _kept_in(front: Front, request: Request, name: str) -> Session | None:
    secret = request.cookies.get(name, "")
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    digest = digest_of(secret)
    # A page that keeps itself up to date does not say that anybody is there.
    is_live = request.url.path.endswith("/live")
    kept = await SessionBook(front.archive.hosts).find(digest, front.now(), is_seen=not is_live)
    return Session(UUID(bytes=digest[:_ID_BYTES]), kept) if kept else None


def digest_of(secret: str) -> bytes:
    """Give what a session is kept under: not what the browser holds."""
    return hashlib.sha256(secret.encode()).digest()


def cookie_name(site: Site, reach: Reach | None = None) -> str:
    """Name the cookie of who signed in, or of what a link opened.

    The prefix makes browsers take it from this very host over https alone (RFC 6265bis, 4.1.3).
    """
    return _name(site, path_of(reach) if reach is not None else None)


def _name(site: Site, place: str | None = None) -> str:
    prefix = "__Host-" if site.is_secure else ""
    mark = f"-{hashlib.sha256(place.encode()).hexdigest()[:_MARK]}" if place else ""
    return f"{prefix}{NAME}{mark}"


def _is_ours(site: Site, name: str) -> bool:
    return name == _name(site) or name.startswith(f"{_name(site)}-")

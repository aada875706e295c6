"""Addresses that sign somebody in without a code, where every mail can be read at /inbox anyway.

They exist for a demonstration: `perennial demo` prints one for HR, a manager and a reviewee. An
installation that really sends mail has no such door.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.ids import PersonId
from domain.people import Person
from gateway.entry.codes import still_here
from gateway.entry.limits import FORGED_LINKS_FROM_A_CLIENT, client_of, count
from gateway.entry.paths import HOME, way_on
from gateway.entry.sessions import sign_in
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import posted
from gateway.site.visitor import NotFound
from storage.link_tokens import LinkSigner, TokenForged
from storage.tickets import Ticket, TicketBook

router = APIRouter(include_in_schema=False)


async def entry_url(front: Front, person: PersonId, path: str = HOME) -> str:
    """Give an address that signs somebody in and leads to a page; the same one at every start.

    It is good until it is revoked, on this installation alone.

    Raises:
        NotFound: mail really goes out here, so nobody comes in this way.
    """
    _check_embedded(front)
    name = await TicketBook(front.archive.hosts).ensure(person, way_on(path), front.now())
    return f"{front.site.base_url}/enter/{_signer(front).sign(name)}"


@router.get("/enter/{token}")
async def offer(request: Request, token: str) -> Response:
    """Ask whether to go on; looking changes nothing."""
    _, person = await _found(request, token)
    return await page(request, "entry/enter.html.j2", person=person, token=token)


@router.post("/enter/{token}")
async def enter(request: Request, token: str) -> Response:
    """Sign in whoever has the address."""
    await posted(request)
    ticket, person = await _found(request, token)
    response = see_other(ticket.path)
    await sign_in(front_of(request), request, response, person.id, ticket=ticket.id)
    return response


async def _found(request: Request, token: str) -> tuple[Ticket, Person]:
    front = front_of(request)
    _check_embedded(front)
    try:
        ticket = await TicketBook(front.archive.hosts).find(_signer(front).read(token))
    except TokenForged:
        await count(front, "forged link", client_of(request), FORGED_LINKS_FROM_A_CLIENT)
        raise
    person = await still_here(front, ticket.person) if ticket else None
    if ticket is None or person is None:
        raise TokenForged
    return ticket, person


def _check_embedded(front: Front) -> None:
    if front.site.caught is None:
        raise NotFound


def _signer(front: Front) -> LinkSigner:
    return front.site.signer.for_purpose("ticket")

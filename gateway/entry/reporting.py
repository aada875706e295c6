"""Links in wrong hands: reported from the page itself, revoked at once, made anew on request.

Every form here holds a box to tick, so that a mail scanner which sends the forms it finds as they
are revokes nothing and writes to nobody.
"""

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from activities.notify.channel import Words
from domain.ids import PersonId
from domain.people import Person
from domain.reach import StepReach
from gateway.entry.codes import still_here
from gateway.entry.limits import FRESH_LINKS, count
from gateway.entry.opened_links import OpenedLink, opened
from gateway.entry.post import write_to
from gateway.entry.sessions import session_of
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import posted
from storage.acting import acting_as_process
from storage.links import LinkBook
from storage.read_models.cycles import cycle_of
from storage.read_models.link_standing import Standing
from storage.read_models.reviews import review_of

router = APIRouter(include_in_schema=False)

GONE = 410
UNPROCESSABLE = 422
CONFIRMED = "yes"


@router.get("/s/{token}/report")
async def ask_to_report(request: Request, token: str) -> Response:
    """Ask whether a link is in wrong hands."""
    link = await opened(front_of(request), request, token)
    return await _report_page(request, token, link)


@router.post("/s/{token}/report")
async def report(request: Request, token: str) -> Response:
    """Revoke a link with every session that began with it, and tell HR."""
    front = front_of(request)
    sent = await posted(request)
    link = await opened(front, request, token)
    if sent.one("confirmed") != CONFIRMED:
        return await _report_page(request, token, link, is_unconfirmed=True)
    session = await session_of(front, request)
    by = session.kept.person if session else None
    book = LinkBook(front.archive.hosts)
    was_alive = await book.revoke(link.kept.id, by, front.now(), is_reported=True)
    response = await page(request, "entry/reported.html.j2", link=link, token=token)
    if was_alive and link.person is not None:
        response.background = BackgroundTask(_tell_hr, front, link, link.person)
    return response


@router.post("/s/{token}/fresh")
async def send_fresh(request: Request, token: str) -> Response:
    """Send the person of a revoked link a new one, to their own address and nowhere else."""
    front = front_of(request)
    sent = await posted(request)
    link = await opened(front, request, token)
    if not link.kept.is_revoked:
        return see_other(f"/s/{token}")
    is_unconfirmed = sent.one("confirmed") != CONFIRMED
    if is_unconfirmed or link.standing is not Standing.OPEN:
        return await page(
            request,
            "entry/ended.html.j2",
            status=UNPROCESSABLE if is_unconfirmed else GONE,
            link=link,
            token=token,
            is_unconfirmed=is_unconfirmed,
        )
    await count(front, "fresh link", str(link.kept.link.person), FRESH_LINKS)
    response = await page(request, "entry/fresh.html.j2", link=link)
    response.background = BackgroundTask(_send_fresh, front, link)
    return response


async def _report_page(
    request: Request, token: str, link: OpenedLink, *, is_unconfirmed: bool = False
) -> Response:
    return await page(
        request,
        "entry/report.html.j2",
        status=UNPROCESSABLE if is_unconfirmed else 200,
        link=link,
        token=token,
        is_unconfirmed=is_unconfirmed,
    )


async def _send_fresh(front: Front, link: OpenedLink) -> None:
    if link.person is None:
        return
    address = await front.linker.to(link.kept.link)
    text = (
        "Here is a new link to what is waiting for you. The one before it was revoked.\n\n"
        f"{address}\n\n"
        "It is for you alone: whoever has it can go on in your name.\n"
    )
    await write_to(front, link.person, Words(subject="Your new link", text=text))


async def _tell_hr(front: Front, link: OpenedLink, person: Person) -> None:
    reader = await _who_cares(front, link, person)
    if reader is None:
        return
    name = person.display_full_name
    text = (
        f"Somebody opened a link that was made for {name} and reported that it is not theirs.\n\n"
        f"The link is revoked and opens nothing any more. {name} gets a new one with the next "
        "message. If a message was forwarded, remind them to keep their links to themselves.\n"
    )
    await write_to(front, reader, Words(subject="A link was reported and revoked", text=text))


async def _who_cares(front: Front, link: OpenedLink, person: Person) -> Person | None:
    """Find who in HR cares for somebody: their partner, else the owner of the cycle."""
    whose: PersonId | None = person.hr_partner
    reach = link.kept.link.reach
    if whose is None and isinstance(reach, StepReach):
        with acting_as_process():
            review = await review_of(front.archive.readers, reach.review)
            cycle = await cycle_of(front.archive.readers, review.cycle) if review else None
        whose = cycle.hr_owner if cycle else None
    return await still_here(front, whose) if whose is not None else None

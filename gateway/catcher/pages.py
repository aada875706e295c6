"""The pages of the embedded inbox; where mail really goes out there are none."""

import asyncio
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from gateway.catcher.letters import Letter, envelope_of, letter_of
from gateway.site.front import Caught, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound

router = APIRouter()

SHOWN_AT_ONCE: Final = 50
ALONE: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation;"
    " default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
"""A mail may look as it likes, but it runs nothing, fetches nothing and posts nothing."""

_FOLLOWED_AT_THE_TOP: Final = '<base target="_top">'


@router.get("/inbox")
async def show_inbox(request: Request, to: str = "", before: int = 0) -> Response:
    """List the mails that were caught, the latest first; `to` finds those to an address."""
    wanted = [
        each
        for each in reversed(_caught(request))
        if _is_to(each, to) and (not before or each.number < before)
    ]
    shown = wanted[:SHOWN_AT_ONCE]
    envelopes = await asyncio.to_thread(lambda: [envelope_of(each) for each in shown])
    older = shown[-1].number if len(wanted) > len(shown) else None
    return await page(
        request, "catcher/inbox.html.j2", envelopes=envelopes, to=to, before=before, older=older
    )


@router.get("/inbox/{number}")
async def show_mail(request: Request, number: int) -> Response:
    """Show one mail: as it looks, and its plain text with links to follow."""
    return await page(request, "catcher/mail.html.j2", letter=await _letter(request, number))


@router.get("/inbox/{number}/html")
async def show_html(request: Request, number: int) -> Response:
    """Give the HTML of a mail, for a frame that shuts it in."""
    letter = await _letter(request, number)
    if not letter.html:
        raise NotFound
    html = letter.html.replace("<head>", f"<head>{_FOLLOWED_AT_THE_TOP}", 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": ALONE})


async def _letter(request: Request, number: int) -> Letter:
    found = next((each for each in _caught(request) if each.number == number), None)
    if found is None:
        raise NotFound
    try:
        return await asyncio.to_thread(letter_of, found)
    except FileNotFoundError:
        raise NotFound from None


def _caught(request: Request) -> Sequence[Caught]:
    caught = front_of(request).site.caught
    if caught is None:
        raise NotFound
    return caught()


def _is_to(caught: Caught, address: str) -> bool:
    wanted = address.strip().casefold()
    return not wanted or any(wanted in each.casefold() for each in caught.recipients)

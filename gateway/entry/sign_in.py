"""Signing in with a one-time code, and signing out.

Nothing here tells whether an address belongs to anybody: every address is answered alike.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from gateway.entry.codes import LONGEST_ADDRESS, ask_for_code, still_here, take_code
from gateway.entry.limits import (
    CODES_FOR_AN_ADDRESS,
    CODES_FROM_A_CLIENT,
    GUESSES_FROM_A_CLIENT,
    client_of,
    count,
)
from gateway.entry.paths import sign_in_then, way_on
from gateway.entry.sessions import sign_in, sign_out, signed_in_session
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import NotFound
from storage.sign_in_codes import GOOD_FOR, TRIES

router = APIRouter(include_in_schema=False)

UNPROCESSABLE = 422
_CODE: Final = "perennial_code"


@router.get("/sign-in")
async def ask_who(request: Request, to: str = "") -> Response:
    """Ask for a work address, or offer the way through the provider."""
    if await signed_in_session(front_of(request), request) is not None:
        return see_other(way_on(to))
    return await _who_page(request, way_on(to))


@router.post("/sign-in")
async def send_code(request: Request) -> Response:
    """Send a code to the address, if it is somebody's; the answer is the same if it is not."""
    front = _with_codes(request)
    sent = await posted(request)
    address, to = sent.one("address").strip(), way_on(sent.one("to"))
    if "@" not in address or len(address) > LONGEST_ADDRESS or "\0" in address:
        problem = "Type your work address, with an @ in it."
        return await _who_page(request, to, address=address[:LONGEST_ADDRESS], problem=problem)
    await count(front, "code from", client_of(request), CODES_FROM_A_CLIENT)
    await count(front, "code for", address.casefold(), CODES_FOR_AN_ADDRESS)
    asked = await ask_for_code(front, address)
    response = see_other(sign_in_then(to, "/sign-in/code"))
    _keep_secret(front, response, asked.secret)
    response.background = BackgroundTask(asked.send)
    return response


@router.get("/sign-in/code")
async def ask_code(request: Request, to: str = "") -> Response:
    """Ask for the code that was sent."""
    front = _with_codes(request)
    if not request.cookies.get(_code_cookie(front)):
        return see_other(sign_in_then(way_on(to)))
    return await _code_page(request, way_on(to))


@router.post("/sign-in/code")
async def check_code(request: Request) -> Response:
    """Sign in whoever typed the right code in the browser in which it was asked for."""
    front = _with_codes(request)
    sent: Posted = await posted(request)
    to = way_on(sent.one("to"))
    secret = request.cookies.get(_code_cookie(front), "")
    if not secret:
        return see_other(sign_in_then(to))
    if not sent.one("code").strip():
        return await _code_page(request, to, problem="Type the code from the mail.")
    await count(front, "code guessed", client_of(request), GUESSES_FROM_A_CLIENT)
    tried = await take_code(front, secret, sent.one("code")[:100])
    person = await still_here(front, tried.person) if tried.person else None
    if person is None:
        return await _code_page(request, to, problem=_wrong(tried.tries_left))
    response = see_other(to)
    response.delete_cookie(_code_cookie(front), path="/", secure=front.site.is_secure)
    await sign_in(front, request, response, person.id)
    return response


@router.get("/sign-out")
async def ask_to_leave(request: Request) -> Response:
    """Ask whether to sign out."""
    return await page(request, "entry/sign_out.html.j2")


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """End every session of this browser."""
    await posted(request)
    response = see_other("/sign-in")
    await sign_out(front_of(request), request, response)
    return response


def _with_codes(request: Request) -> Front:
    """Give the front, if codes sign in here.

    Raises:
        NotFound: a provider vouches for people instead.
    """
    front = front_of(request)
    if front.site.provider is not None:
        raise NotFound
    return front


async def _who_page(request: Request, to: str, *, address: str = "", problem: str = "") -> Response:
    return await page(
        request,
        "entry/sign_in.html.j2",
        status=UNPROCESSABLE if problem else 200,
        to=to,
        address=address,
        problem=problem,
        by_provider=front_of(request).site.provider is not None,
    )


async def _code_page(request: Request, to: str, *, problem: str = "") -> Response:
    return await page(
        request,
        "entry/code.html.j2",
        status=UNPROCESSABLE if problem else 200,
        to=to,
        problem=problem,
        minutes=int(GOOD_FOR.total_seconds() // 60),
        tries=TRIES,
    )


def _wrong(tries_left: int) -> str:
    match tries_left:
        case 0:
            return "This code is not good any more. Ask for a new one."
        case 1:
            return "This is not the code. You have one more try."
        case _:
            return f"This is not the code. You have {tries_left} more tries."


def _code_cookie(front: Front) -> str:
    return f"__Host-{_CODE}" if front.site.is_secure else _CODE


def _keep_secret(front: Front, response: Response, secret: str) -> None:
    response.set_cookie(
        _code_cookie(front),
        secret,
        max_age=int(GOOD_FOR.total_seconds()),
        path="/",
        secure=front.site.is_secure,
        httponly=True,
        samesite="strict",
    )

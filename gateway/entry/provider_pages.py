"""Signing in through the provider of the organisation: there and back."""

import hmac
import json
from dataclasses import asdict
from typing import Final

from fastapi import APIRouter, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import RedirectResponse, Response

from gateway.entry.codes import person_with
from gateway.entry.limits import GUESSES_FROM_A_CLIENT, client_of, count
from gateway.entry.paths import way_on
from gateway.entry.provider import Errand, SignInFailed, send_off, take_back
from gateway.entry.sessions import sign_in
from gateway.site.front import Front, IdentityProvider, front_of
from gateway.site.pages import see_other
from gateway.site.visitor import NotFound

router = APIRouter(include_in_schema=False)

AWAY_SECONDS: Final = 600
_COOKIE: Final = "perennial_errand"


@router.get("/sign-in/oidc")
async def go(request: Request, to: str = "") -> Response:
    """Send the browser to the provider; all that is kept of it is kept in the browser."""
    front = front_of(request)
    provider = _provider(front)
    await count(front, "provider", client_of(request), GUESSES_FROM_A_CLIENT)
    address, errand = await send_off(provider, _back(front), way_on(to))
    response = RedirectResponse(address, 303)
    response.set_cookie(
        _cookie(front),
        _serializer(front).dumps(asdict(errand)),
        max_age=AWAY_SECONDS,
        path="/",
        secure=front.site.is_secure,
        httponly=True,
        # It has to come along when the provider sends the browser back.
        samesite="lax",
    )
    return response


@router.get("/sign-in/oidc/back")
async def come_back(request: Request, state: str = "", code: str = "") -> Response:
    """Sign in whoever comes back from the provider in the browser that was sent there.

    This is the one GET that begins a session, because providers redirect. Without the cookie of
    the browser that was sent off, and a code that the provider takes back once, it does nothing.
    """
    front = front_of(request)
    provider = _provider(front)
    await count(front, "provider", client_of(request), GUESSES_FROM_A_CLIENT)
    errand = _errand(front, request)
    if errand is None or not code or not hmac.compare_digest(errand.state.encode(), state.encode()):
        raise SignInFailed
    person = await person_with(front, await take_back(provider, _back(front), errand, code))
    if person is None:
        raise SignInFailed("Nobody works here under the address you signed in with. Ask HR.")
    response = see_other(way_on(errand.to))
    response.delete_cookie(_cookie(front), path="/", secure=front.site.is_secure)
    await sign_in(front, request, response, person.id)
    return response


def _provider(front: Front) -> IdentityProvider:
    """Give the provider that vouches for people.

    Raises:
        NotFound: there is none here.
    """
    if front.site.provider is None:
        raise NotFound
    return front.site.provider


def _back(front: Front) -> str:
    return f"{front.site.base_url}/sign-in/oidc/back"


def _errand(front: Front, request: Request) -> Errand | None:
    try:
        kept = _serializer(front).loads(request.cookies.get(_cookie(front), ""), AWAY_SECONDS)
    except BadData:
        return None
    return Errand(**kept)


def _serializer(front: Front) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(front.site.secret, salt="perennial errand", serializer=json)


def _cookie(front: Front) -> str:
    return f"__Host-{_COOKIE}" if front.site.is_secure else _COOKIE

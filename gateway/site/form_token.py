"""Ties a form to the browser it was shown in, so that no other site can post it."""

import hmac
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.site.front import Front, front_of

FIELD: Final = "_csrf"
HEADER: Final = "X-CSRF-Token"
COOKIE: Final = "perennial_form"
_BYTES: Final = 32


def token_of(request: Request) -> str:
    """Give the token that forms of this page hold; the browser gets its half as a cookie."""
    return _digest(front_of(request), _half(request))


def is_from_here(request: Request, token: str) -> bool:
    """Tell whether a form with this token was shown in the browser that posts it.

    Browsers say where a post comes from, and one from another site is refused whatever it holds
    (Fetch Metadata, W3C; Origin, RFC 6454).
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    half = request.cookies.get(COOKIE, "")
    return bool(half) and hmac.compare_digest(_digest(front_of(request), half), token)


def give_half(request: Request, response: Response) -> None:
    """Give the browser its half, if a page was made for it and it has none yet."""
    half = getattr(request.state, "form_half", None)
    if half is None or request.cookies.get(COOKIE) == half:
        return
    secure = front_of(request).site.is_secure
    # Not "strict": a link in a mail would come without it, and its page would then replace it
    # under the forms that are open in other tabs. Posts from other sites come without it anyway.
    response.set_cookie(COOKIE, half, secure=secure, httponly=True, samesite="lax", path="/")


def _half(request: Request) -> str:
    if not hasattr(request.state, "form_half"):
        known = request.cookies.get(COOKIE)
        request.state.form_half = known or secrets.token_urlsafe(_BYTES)
    half: str = request.state.form_half
    return half


def _digest(front: Front, half: str) -> str:
    return hmac.digest(front.site.secret, b"form:" + half.encode(), "sha256").hex()

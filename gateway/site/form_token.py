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
    half = request.cookies.get(cookie_of(front_of(request)), "")
    return bool(half) and hmac.compare_digest(_digest(front_of(request), half), token)


def give_half(request: Request, response: Response) -> None:
    """Give the browser its half, if a page was made for it and it has none yet."""
    half = getattr(request.state, "form_half", None)
    front = front_of(request)
    name, secure = cookie_of(front), front.site.is_secure
    if half is None or request.cookies.get(name) == half:
        return
    # Not "strict": a link in a mail would come without it, and its page would then replace it
    # under the forms that are open in other tabs. Posts from other sites come without it anyway.
    response.set_cookie(name, half, secure=secure, httponly=True, samesite="lax", path="/")


def cookie_of(front: Front) -> str:
    """Name the cookie; its prefix keeps a neighbouring host from setting one (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if front.site.is_secure else COOKIE


def _half(request: Request) -> str:
    if not hasattr(request.state, "form_half"):
        known = request.cookies.get(cookie_of(front_of(request)))
        request.state.form_half = known or secrets.token_urlsafe(_BYTES)
    half: str = request.state.form_half
    return half


def _digest(front: Front, half: str) -> str:
    return hmac.digest(front.site.secret, b"form:" + half.encode(), "sha256").hex()

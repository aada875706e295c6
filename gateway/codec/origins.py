"""From which pages of other sites a browser may ask here: from those of the Temporal UI alone."""

from typing import ClassVar, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from domain.errors import ReviewError
from gateway.site.front import Site, front_of

HEADERS: Final = "authorization, authorization-extras, content-type, x-namespace"
"""What the Temporal UI sends along (UI 2.54)."""

REMEMBERED_SECONDS: Final = 600


class AskedFromElsewhere(ReviewError):
    """Payloads are opened for the pages of the Temporal UI alone."""

    code: ClassVar[str] = "asked_from_elsewhere"


def origin_of(site: Site) -> str | None:
    """Give the origin of the Temporal UI, as browsers send it; None where none is named."""
    if site.temporal_ui is None:
        return None
    parts = urlsplit(site.temporal_ui)
    return f"{parts.scheme}://{parts.netloc}".lower()


def check_origin(request: Request) -> bool:
    """Tell whether a page of the Temporal UI asks, and not a program that has no page.

    Raises:
        AskedFromElsewhere: a page of another site asks.
    """
    asked = request.headers.get("origin")
    known = origin_of(front_of(request).site)
    if asked is None:
        return False
    if asked == known:
        return True
    if known is None:
        raise AskedFromElsewhere(
            "No Temporal UI is named here, so no page may ask for payloads. Set "
            "PERENNIAL_TEMPORAL_UI_URL to its address and start the site again."
        )
    raise AskedFromElsewhere(
        f"Payloads are opened for the pages of the Temporal UI at {known} alone. Open the UI at "
        "that very address, or correct PERENNIAL_TEMPORAL_UI_URL."
    )


def let_in(request: Request, response: Response) -> Response:
    """Let the Temporal UI read an answer, refusals included; any other page gets it closed."""
    known = origin_of(front_of(request).site)
    response.headers["Vary"] = "Origin"
    if known is not None and request.headers.get("origin") == known:
        response.headers["Access-Control-Allow-Origin"] = known
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


def asked_first(request: Request) -> Response:
    """Answer the question a browser asks before it sends a page's request to another site.

    Raises:
        AskedFromElsewhere: a page of another site asks.
    """
    check_origin(request)
    told = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": HEADERS,
        "Access-Control-Max-Age": str(REMEMBERED_SECONDS),
    }
    return let_in(request, Response(status_code=204, headers=told))

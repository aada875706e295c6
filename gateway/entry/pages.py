"""Every page through which people come in, and the first address of the site."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.entry import landing, provider_pages, reporting, sign_in, tickets
from gateway.entry.paths import HOME
from gateway.entry.sessions import signed_in_session
from gateway.site.front import front_of
from gateway.site.pages import see_other

router = APIRouter(include_in_schema=False)
for _each in (landing, reporting, sign_in, provider_pages, tickets):
    router.include_router(_each.router)


@router.get("/")
async def begin(request: Request) -> Response:
    """Lead to one's work, or to where one signs in."""
    is_in = await signed_in_session(front_of(request), request) is not None
    return see_other(HOME if is_in else "/sign-in")

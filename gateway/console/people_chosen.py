"""From the people chosen on HR's list to the form that asks what is to be done for them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from gateway.console.changes_choices import choices_of
from gateway.console.changes_kinds import KINDS
from gateway.console.scope import scope_of
from gateway.site.front import front_of
from gateway.site.pages import page
from gateway.site.posted import Posted, posted
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.console_people import numbers_of_reviews

router = APIRouter()

OFFERED: Final = ("nudge", "extend")


@router.post("/hr/cycles/{cycle}/people/chosen")
async def choose(
    request: Request, cycle: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show the form of a change for the people who were ticked; nothing is done yet."""
    sent = await posted(request)
    kind = KINDS.get(sent.one("do")) if sent.one("do") in OFFERED else None
    if kind is None:
        raise NotFound
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, kind.deed)
    numbers = await numbers_of_reviews(
        front.archive.readers, scope.cycle.cycle, _ids(sent.all("review")), unit=scope.unit
    )
    filled = Posted([("whom", "people"), ("people", "\n".join(numbers))])
    return await page(
        request,
        "console/change_form.html.j2",
        scope=scope,
        kind=kind,
        sent=filled,
        problems=(),
        choices=await choices_of(front.archive, scope, kind),
    )


def _ids(words: list[str]) -> list[UUID]:
    """Read ids; what is none names nobody."""
    found = []
    for each in words:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found

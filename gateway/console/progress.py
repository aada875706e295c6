"""`/hr/cycles/{cycle}`: how far a cycle is, drawn, and kept up while one looks at it."""

from time import monotonic
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.visibility import Deed
from gateway.console.scope import Scope, scope_of
from gateway.cycle_overview import Asked, Overview, overview
from gateway.present import present_of
from gateway.site.front import Front, front_of
from gateway.site.guests import guests_of
from gateway.site.live import Produce, sse
from gateway.site.pages import drawn, page
from gateway.site.visitor import Visitor, signed_in
from storage.read_models.console_progress import GroupedBy
from storage.read_models.waiting import position_shown

router = APIRouter()

FRESH_SECONDS: Final = 2.0
"""So long a picture is shown although more has happened."""

STALE_SECONDS: Final = 30.0
"""After so long a picture is drawn anew although nothing has happened: what is late changes."""

FRAGMENT: Final = "console/progress_live.html.j2"

By = Annotated[GroupedBy, Query()]
SignedIn = Annotated[Visitor, Depends(signed_in)]


@router.get("/hr/cycles/{cycle}")
async def show(
    request: Request, cycle: UUID, visitor: SignedIn, by: By = GroupedBy.DEPARTMENT
) -> Response:
    """Show how far a cycle is."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    asked = _asked(scope, by)
    return await page(
        request,
        "console/progress.html.j2",
        scope=scope,
        groupings=tuple(GroupedBy),
        cycle=scope.cycle,
        asked=asked,
        seen=await _seen(front, scope, asked),
    )


@router.get("/hr/cycles/{cycle}/live")
async def follow(
    request: Request, cycle: UUID, visitor: SignedIn, by: By = GroupedBy.DEPARTMENT
) -> Response:
    """Send the picture again whenever it changes; who sees the same shares one that draws it."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    asked = _asked(scope, by)
    topic = f"cycle/{cycle}/{asked.unit}/{asked.by}/{asked.zone.key}/{asked.with_ratings}"
    watching = front.live.watch(topic, kept_up(front, _drawing(front, scope, asked)))
    return sse(watching, guests_of(request).seated(visitor.session))


def _asked(scope: Scope, by: GroupedBy) -> Asked:
    may_see = scope.may(Deed.SEE_RATINGS)
    return Asked(by=by, unit=scope.unit, zone=scope.visitor.zone, with_ratings=may_see)


async def _seen(front: Front, scope: Scope, asked: Asked) -> Overview:
    return await overview(front.archive, scope.cycle, present_of(scope.cycle), asked)


def _drawing(front: Front, scope: Scope, asked: Asked) -> Produce:
    async def draw() -> str:
        context = {"cycle": scope.cycle, "asked": asked, "zone": asked.zone}
        return drawn(FRAGMENT, {**context, "seen": await _seen(front, scope, asked)})

    return draw


def kept_up(front: Front, draw: Produce) -> Produce:
    """Draw anew only when something has happened, or after a while."""
    last, seen, shown = 0.0, -1, ""

    async def produce() -> str:
        nonlocal last, seen, shown
        age = monotonic() - last
        if shown and age < FRESH_SECONDS:
            return shown
        position = await position_shown(front.archive.readers)
        if not shown or position != seen or age > STALE_SECONDS:
            shown = await draw()
            last, seen = monotonic(), position
        return shown

    return produce

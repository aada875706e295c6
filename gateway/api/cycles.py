"""Cycles: which there are, how far each is, and its people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from domain.value import Value
from domain.visibility import Deed
from gateway.api.boards_told import SessionFollowed, session_told
from gateway.api.caller import Caller, ReadsCycles
from gateway.api.cycles_told import (
    CycleShown,
    PersonInCycle,
    Progress,
    cycle_told,
    person_told,
    progress_told,
)
from gateway.api.pages_of import Cursor, CursorUnreadable, PageOf, PageSize, cursor_of, place_in
from gateway.api.scopes import Scope as TokenScope
from gateway.api.shapes import Line
from gateway.console.home import lines_of
from gateway.console.people import Choice, people_found
from gateway.console.progress import kept_up
from gateway.console.scope import Scope, scope_of
from gateway.console.sessions import names_in, session_lines
from gateway.cycle_overview import Asked, overview
from gateway.present import present_of
from gateway.site.front import Front, front_of
from gateway.site.guests import guests_of
from gateway.site.live import EVENT_STREAM, Produce, sse
from storage.read_models.console_people import Trouble
from storage.read_models.console_progress import GroupedBy

router = APIRouter(tags=["Cycles"])

By = Annotated[GroupedBy, Query(description="What groups are told apart by.")]


class Among:
    """Which people of a cycle are asked for."""

    def __init__(
        self,
        trouble: Annotated[Trouble | None, Query(description="What is wrong there.")] = None,
        stage: Annotated[Line, Query(description="The id of a stage they are in.")] = "",
        department: Annotated[Line, Query(description="Their department.")] = "",
        manager: Annotated[UUID | None, Query(description="Whom they report to.")] = None,
    ) -> None:
        """Take what stands in the address."""
        self._asked = (trouble, stage, department, manager)

    def choice(self, after: UUID | None) -> Choice:
        """Say so as the page does; the list goes on after that review."""
        return Choice(*self._asked, after)


class Sought(Value):
    """Part of a name, or a whole employee number; in a body, so that no address holds a name."""

    words: Line = Field(min_length=1)


@router.get("/cycles")
async def list_cycles(request: Request, caller: ReadsCycles) -> tuple[CycleShown, ...]:
    """List the cycles in which the person has people to look after, the latest first."""
    return tuple(map(cycle_told, await lines_of(front_of(request), caller.visitor)))


@router.get("/cycles/{cycle}")
async def show_cycle(
    request: Request, cycle: UUID, caller: ReadsCycles, by: By = GroupedBy.DEPARTMENT
) -> Progress:
    """Say how far a cycle is, by stage and by group."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    return await _progress(front, scope, _asked(scope, caller, by))


@router.get(
    "/cycles/{cycle}/live",
    response_class=Response,
    responses={200: {"content": {EVENT_STREAM: {}}, "description": "`Progress`, event by event."}},
)
async def follow_cycle(
    request: Request, cycle: UUID, caller: ReadsCycles, by: By = GroupedBy.DEPARTMENT
) -> Response:
    """Send how far a cycle is, and again whenever it changes, as server-sent events."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    asked = _asked(scope, caller, by)
    topic = f"api/cycle/{cycle}/{asked.unit}/{asked.by}/{asked.zone.key}/{asked.with_ratings}"
    watching = front.live.watch(topic, kept_up(front, _telling(front, scope, asked)))
    at = guests_of(request).seated(caller.token)
    return sse(watching, at, "progress")


@router.get("/cycles/{cycle}/people")
async def list_people_in_cycle(
    request: Request,
    cycle: UUID,
    caller: ReadsCycles,
    among: Annotated[Among, Depends()],
    limit: PageSize = 50,
    cursor: Cursor = None,
) -> PageOf[PersonInCycle]:
    """List the people of a cycle by name: late, blocked or at risk, by stage and department."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    choice = among.choice(_review_in(cursor))
    found = await people_found(front, scope, choice, limit=limit)
    following = cursor_of(str(found.following)) if found.following else None
    return PageOf(items=tuple(map(person_told, found.lines)), next=following)


@router.post("/cycles/{cycle}/people/find")
async def find_people_in_cycle(
    request: Request, cycle: UUID, sought: Sought, caller: ReadsCycles
) -> tuple[PersonInCycle, ...]:
    """Find the first people of a cycle who have such a name."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    words = " ".join(sought.words.split())[:100]
    return tuple(map(person_told, (await people_found(front, scope, Choice(), words)).lines))


@router.get("/cycles/{cycle}/sessions")
async def list_sessions_in_cycle(
    request: Request, cycle: UUID, caller: ReadsCycles
) -> tuple[SessionFollowed, ...]:
    """List the calibration sessions of a cycle, and how far each is; no ratings."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    lines = await session_lines(front, scope)
    names = await names_in(front, lines)
    return tuple(session_told(each, names) for each in lines)


def _review_in(cursor: str | None) -> UUID | None:
    place = place_in(cursor)
    try:
        return UUID(place) if place is not None else None
    except ValueError:
        raise CursorUnreadable from None


def _asked(scope: Scope, caller: Caller, by: GroupedBy) -> Asked:
    may_see = scope.may(Deed.SEE_RATINGS) and TokenScope.RATINGS_READ.value in caller.scopes
    return Asked(by=by, unit=scope.unit, zone=scope.visitor.zone, with_ratings=may_see)


async def _progress(front: Front, scope: Scope, asked: Asked) -> Progress:
    at = present_of(scope.cycle)
    return progress_told(await overview(front.archive, scope.cycle, at, asked))


def _telling(front: Front, scope: Scope, asked: Asked) -> Produce:
    async def tell() -> str:
        return (await _progress(front, scope, asked)).model_dump_json()

    return tell

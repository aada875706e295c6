"""`/hr/cycles/{cycle}/people`: everybody in a cycle, by what is wrong, where and with whom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.definition.timetable import add_weekdays
from domain.ids import PersonId, ReviewId, StageId
from domain.visibility import Capacity, Deed
from gateway.console.kept_back import line_seen
from gateway.console.scope import Scope, scope_of
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.posted import posted
from gateway.site.visitor import Visitor, signed_in
from storage.begun_steps import begun_steps
from storage.read_models.console_people import (
    PAGE,
    Filter,
    PeoplePage,
    Trouble,
    departments_of_cycle,
    people_of_cycle,
)
from storage.read_models.people import names_of

router = APIRouter()

SOON: Final = 3
"""Working days (Monday to Friday) within which what is not begun is at risk."""

TROUBLES: Final = {
    None: "Everybody",
    Trouble.LATE: "Late",
    Trouble.BLOCKED: "Blocked",
    Trouble.AT_RISK: "At risk",
    Trouble.MORE_TIME: "Asked for more time",
}

SignedIn = Annotated[Visitor, Depends(signed_in)]


class Choice:
    """What of the list is asked for, as the address of the page says it; never a name."""

    def __init__(
        self,
        trouble: Annotated[Trouble | None, Query()] = None,
        stage: Annotated[str, Query(max_length=60)] = "",
        department: Annotated[str, Query(max_length=200)] = "",
        manager: Annotated[UUID | None, Query()] = None,
        after: Annotated[UUID | None, Query()] = None,
    ) -> None:
        """Take what stands in the address."""
        self.trouble, self.stage, self.department = trouble, stage, department
        self.manager, self.after = manager, after

    def address(self, path: str, **changes: object) -> str:
        """Give the address of the list with something chosen otherwise, from its first page on."""
        kept = {
            "trouble": self.trouble,
            "stage": self.stage,
            "department": self.department,
            "manager": self.manager,
        }
        chosen = {name: value for name, value in (kept | changes).items() if value}
        return f"{path}?{urlencode(chosen)}" if chosen else path


@router.get("/hr/cycles/{cycle}/people")
async def show(
    request: Request, cycle: UUID, visitor: SignedIn, choice: Annotated[Choice, Depends()]
) -> Response:
    """List the people of a cycle, fifty at a time."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    found = await people_found(front, scope, choice)
    return await _page(request, scope, choice, found)


@router.post("/hr/cycles/{cycle}/people/find")
async def find(request: Request, cycle: UUID, visitor: SignedIn) -> Response:
    """List who has such a name. It is posted, so that no name stands in an address."""
    sent = await posted(request)
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    words = " ".join(sent.one("words").split())[:100]
    choice = Choice()
    found = await people_found(front, scope, choice, words)
    return await _page(request, scope, choice, found, words=words)


async def people_found(
    front: Front, scope: Scope, choice: Choice, words: str = "", limit: int = PAGE
) -> PeoplePage:
    """Give the next people of a cycle of whom what is chosen is true, or who have such a name."""
    is_at_risk = choice.trouble is Trouble.AT_RISK
    asked = Filter(
        unit=scope.unit,
        but=None if Capacity.AUDITOR in scope.visitor.capacities else scope.visitor.id,
        trouble=choice.trouble,
        stage=StageId(choice.stage) if choice.stage else None,
        department=choice.department or None,
        manager=PersonId(choice.manager) if choice.manager else None,
        words=words or None,
        soon=_soon(scope) if is_at_risk else None,
        begun=await begun_steps(front.archive.hosts) if is_at_risk else (),
    )
    after = ReviewId(choice.after) if choice.after else None
    readers = front.archive.readers
    cycle, at = scope.cycle.cycle, scope.at
    found = await people_of_cycle(readers, cycle, at, asked, after=after, limit=limit)
    definition, reader = scope.cycle.definition, scope.visitor.id
    lines = tuple(line_seen(line, definition, reader) for line in found.lines)
    return replace(found, lines=lines)


def _soon(scope: Scope) -> datetime:
    """Give the end of the last day within which something counts as due soon."""
    zone = scope.visitor.zone
    day = add_weekdays(scope.at.astimezone(zone).date(), SOON)
    return datetime.combine(day, time.max, zone)


async def _page(
    request: Request, scope: Scope, choice: Choice, found: PeoplePage, words: str = ""
) -> Response:
    front = front_of(request)
    readers = front.archive.readers
    path = f"/hr/cycles/{scope.cycle.cycle}/people"
    manager = PersonId(choice.manager) if choice.manager else None
    named = await names_of(readers, [manager] if manager else [])
    following = choice.address(path, after=found.following) if found.following else ""
    return await page(
        request,
        "console/people.html.j2",
        scope=scope,
        cycle=scope.cycle,
        path_here=path,
        choice=choice,
        troubles=TROUBLES,
        words=words,
        found=found,
        stages=_titles(scope),
        departments=await departments_of_cycle(readers, scope.cycle.cycle, unit=scope.unit),
        manager_name=named.name_of(manager) if manager else "",
        following="" if words else following,
        may_nudge=scope.may(Deed.NUDGE),
        may_steer=scope.may(Deed.STEER_REVIEW),
        soon=SOON,
    )


def _titles(scope: Scope) -> Mapping[str, str]:
    """Give the titles of stages and steps by their ids."""
    definition = scope.cycle.definition
    stages = {f"{stage.id}": stage.title for stage in definition.stages}
    return stages | {f"step:{step.id}": step.title for step in definition.steps}

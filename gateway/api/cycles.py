"""Cycles: which there are, how far each is, and its people."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from domain.ids import CycleId, PersonId, ReviewId
from domain.value import Value
from domain.visibility import Deed
from gateway.api.caller import Caller, ReadsCycles
from gateway.api.pages_of import Cursor, CursorUnreadable, PageOf, PageSize, cursor_of, place_in
from gateway.api.scopes import Scope as TokenScope
from gateway.api.shapes import Line, Shape
from gateway.console.home import CycleLine, lines_of
from gateway.console.people import Choice, people_found
from gateway.console.progress import kept_up
from gateway.console.scope import Scope, scope_of
from gateway.cycle_figures import Standing
from gateway.cycle_overview import Asked, Overview, overview
from gateway.present import present_of
from gateway.site.front import Front, front_of
from gateway.site.live import EVENT_STREAM, Produce, sse
from storage.read_models.console_people import PersonLine
from storage.read_models.console_progress import GroupedBy

router = APIRouter(tags=["Cycles"])

By = Annotated[GroupedBy, Query(description="What groups are told apart by.")]


class Needs(Shape):
    """What in a cycle needs HR: how many of each."""

    overdue: int
    blocked: int
    more_time: int
    failed: int = Field(description="Messages that could not be delivered.")


class Reviews(Shape):
    """How many reviews a cycle has, and how they stand."""

    reviews: int
    completed: int
    cancelled: int
    paused: int


class CycleShown(Shape):
    """A cycle, as far as the person looks after it."""

    cycle: CycleId
    key: str
    title: str
    state: Literal["running", "closed"]
    percent: int = Field(description="How much of all stages of all reviews is over.")
    reviews: Reviews
    needs: Needs


class Counts(Shape):
    """How many steps are planned, open, blocked, overdue, done, ended without being done."""

    planned: int
    open: int
    blocked: int
    overdue: int
    done: int
    expired: int


class GroupShown(Shape):
    """How a stage, a group or all of it stands."""

    name: str
    steps: int
    percent: int
    counts: Counts


class Tally(Shape):
    """What a chart of the console shows, as the table beside it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Progress(Shape):
    """How far a cycle is.

    `ratings` is there for a token of the scope `ratings:read`; `withheld` says why it is not
    although it could be.
    """

    at: datetime
    reviews: Reviews
    needs: Needs
    whole: GroupShown
    stages: tuple[GroupShown, ...]
    groups: tuple[GroupShown, ...]
    more_groups: int
    course: Tally
    workload: Tally | None
    ratings: Tally | None
    withheld: str


class PersonInCycle(Shape):
    """A review of a cycle: whose, how far, and its most urgent step."""

    review: ReviewId
    reviewee: PersonId
    name: str
    department: str | None
    manager: PersonId | None
    manager_name: str | None
    stage: str | None
    state: Literal["open", "completed", "cancelled"]
    is_paused: bool
    step: str | None
    step_state: Literal["open", "blocked"] | None
    due: datetime | None
    assignee: PersonId | None
    with_whom: str | None
    open: int
    overdue: int
    blocked: int


class Sought(Value):
    """Part of a name, or a whole employee number; in a body, so that no address holds a name."""

    words: Line = Field(min_length=1)


@router.get("/cycles")
async def list_cycles(request: Request, caller: ReadsCycles) -> tuple[CycleShown, ...]:
    """List the cycles in which the person has people to look after, the latest first."""
    return tuple(map(_cycle, await lines_of(front_of(request), caller.visitor)))


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
    return sse(front.live.watch(topic, kept_up(front, _telling(front, scope, asked))), "progress")


@router.get("/cycles/{cycle}/people")
async def list_people_in_cycle(
    request: Request,
    cycle: UUID,
    caller: ReadsCycles,
    choice: Annotated[Choice, Depends()],
    limit: PageSize = 50,
    cursor: Cursor = None,
) -> PageOf[PersonInCycle]:
    """List the people of a cycle by name: late, blocked or at risk, by stage and department."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    choice.after = _review_in(cursor) or choice.after
    found = await people_found(front, scope, choice, limit=limit)
    following = cursor_of(str(found.following)) if found.following else None
    return PageOf(items=tuple(map(_person, found.lines)), next=following)


@router.post("/cycles/{cycle}/people/find")
async def find_people_in_cycle(
    request: Request, cycle: UUID, sought: Sought, caller: ReadsCycles
) -> tuple[PersonInCycle, ...]:
    """Find the first people of a cycle who have such a name."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.FOLLOW_CYCLE)
    words = " ".join(sought.words.split())[:100]
    return tuple(map(_person, (await people_found(front, scope, Choice(), words)).lines))


def _review_in(cursor: str | None) -> UUID | None:
    place = place_in(cursor)
    try:
        return UUID(place) if place is not None else None
    except ValueError:
        raise CursorUnreadable from None


def _cycle(line: CycleLine) -> CycleShown:
    cycle = line.scope.cycle
    return CycleShown(
        cycle=cycle.cycle,
        key=cycle.key,
        title=cycle.title,
        state=cycle.state,
        percent=line.percent,
        reviews=Reviews.model_validate(line.counts),
        needs=Needs.model_validate(line.needs),
    )


def _person(line: PersonLine) -> PersonInCycle:
    return PersonInCycle.model_validate(line)


def _asked(scope: Scope, caller: Caller, by: GroupedBy) -> Asked:
    may_see = scope.may(Deed.SEE_RATINGS) and TokenScope.RATINGS_READ.value in caller.scopes
    return Asked(by=by, unit=scope.unit, zone=scope.visitor.zone, with_ratings=may_see)


async def _progress(front: Front, scope: Scope, asked: Asked) -> Progress:
    at = present_of(scope.cycle)
    return _told(await overview(front.archive, scope.cycle, at, asked))


def _told(seen: Overview) -> Progress:
    return Progress(
        at=seen.at,
        reviews=Reviews.model_validate(seen.counts),
        needs=Needs.model_validate(seen.needs),
        whole=_group(seen.whole),
        stages=tuple(map(_group, seen.stages)),
        groups=tuple(map(_group, seen.groups)),
        more_groups=seen.more_groups,
        course=Tally.model_validate(seen.course.table),
        workload=Tally.model_validate(seen.loads.table) if seen.loads else None,
        ratings=Tally.model_validate(seen.ratings.table) if seen.ratings else None,
        withheld=seen.withheld,
    )


def _group(standing: Standing) -> GroupShown:
    return GroupShown.model_validate(standing)


def _telling(front: Front, scope: Scope, asked: Asked) -> Produce:
    async def tell() -> str:
        return (await _progress(front, scope, asked)).model_dump_json()

    return tell

"""What happened in a cycle, by whom, and who saw what when."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from domain.ids import PersonId, ReviewId
from domain.visibility import Deed
from gateway.api.caller import ReadsCycles
from gateway.api.pages_of import Cursor, PageOf, PageSize, cursor_of, number_in
from gateway.api.shapes import Day, Line, Shape
from gateway.console.audit import filter_of, right_of, views_seen
from gateway.console.scope import Scope, scope_of
from gateway.looked_at import About, What, note_seen
from gateway.site.front import Front, front_of
from storage.read_models.audit import LATEST, audit_of_cycle
from storage.read_models.people import names_of

router = APIRouter(tags=["Audit"], prefix="/cycles/{cycle}")


class Audited(Shape):
    """One thing that happened: when, in a sentence, and in whose review."""

    position: int
    at: datetime
    type: str
    sentence: str
    review: ReviewId | None
    reviewee: str


class Saw(Shape):
    """Somebody saw something: as what they might, and when."""

    viewer: PersonId
    name: str
    what: str
    right: str
    at: datetime
    review: ReviewId | None


class Sought:
    """What of a cycle is to be told."""

    def __init__(
        self,
        person: Annotated[Line, Query(description="Whose review.")] = "",
        actor: Annotated[Line, Query(description="Who did it.")] = "",
        kind: Annotated[
            Literal["", "hr", "done", "steps", "reminders", "calibration"],
            Query(description="What kind of thing happened."),
        ] = "",
        since: Day | None = None,
        until: Day | None = None,
    ) -> None:
        """Take what stands in the address."""
        named = {"person": person, "actor": actor, "kind": kind}
        days = {"since": since, "until": until}
        self.query = named | {name: day.isoformat() for name, day in days.items() if day}


@router.get("/audit")
async def list_audit(
    request: Request,
    cycle: UUID,
    caller: ReadsCycles,
    sought: Annotated[Sought, Depends()],
    limit: PageSize = 50,
    cursor: Cursor = None,
) -> PageOf[Audited]:
    """Tell what happened in a cycle, in sentences, the latest first. Looking is itself recorded."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.READ_AUDIT)
    before = number_in(cursor, LATEST)
    _, seen = await filter_of(front, scope, sought.query, before)
    entries = await audit_of_cycle(
        front.archive.readers, scope.cycle.cycle, scope.cycle.definition, seen, limit + 1
    )
    await _note(front, scope)
    following = cursor_of(str(entries[limit - 1].position)) if len(entries) > limit else None
    return PageOf(
        items=tuple(Audited.model_validate(each) for each in entries[:limit]), next=following
    )


@router.get("/views")
async def list_views(
    request: Request,
    cycle: UUID,
    caller: ReadsCycles,
    limit: PageSize = 50,
    cursor: Cursor = None,
) -> PageOf[Saw]:
    """Tell who saw what of a cycle, the latest first. Looking is itself recorded."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.READ_AUDIT)
    before = number_in(cursor, LATEST)
    found = await views_seen(front, scope, None, before)
    names = await names_of(front.archive.readers, {each.view.viewer for each in found})
    await _note(front, scope)
    items = tuple(
        Saw(
            viewer=each.view.viewer,
            name=names.name_of(each.view.viewer),
            what=each.view.what,
            right=each.view.right,
            at=each.view.at,
            review=each.view.review,
        )
        for each in found[:limit]
    )
    following = cursor_of(str(found[limit - 1].id)) if len(found) > limit else None
    return PageOf(items=items, next=following)


async def _note(front: Front, scope: Scope) -> None:
    right, cycle = right_of(scope), scope.cycle.cycle
    await note_seen(front.archive, scope.visitor.id, What.AUDIT, right, About(cycle=cycle))

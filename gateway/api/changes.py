"""Changes in flight: what each would do, and then done once."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from domain.visibility import Deed
from gateway.adding import foresee_joining
from gateway.api.caller import Caller, SteersCycles
from gateway.api.changes_sent import AsksChange, asked_of
from gateway.api.changes_told import (
    ChangeMade,
    ChangeResult,
    Effect,
    JoinerTold,
    KindTold,
    MovedTold,
    RefusalTold,
)
from gateway.api.once import ThisOnce, may_be_on_its_way
from gateway.api.questions import Choice
from gateway.api.shapes import taken
from gateway.console.changes import check_whole, done_as_asked, foreseen_of, is_offered
from gateway.console.changes_asked import Asked
from gateway.console.changes_choices import choices_of
from gateway.console.changes_kinds import KINDS, ChangeKind, Kind
from gateway.console.changes_prepared import joiners, prepare
from gateway.console.changes_result import result_of
from gateway.console.changes_shown import shown
from gateway.console.scope import Scope, scope_of
from gateway.site.front import Front, front_of
from storage.read_models.people import names_of

router = APIRouter(tags=["Changes in flight"], prefix="/cycles/{cycle}/changes")

KIND: Final = "/{kind}"
NOBODY_ASKED: Final = "00000000-0000-4000-8000-000000000000"
"""Names a change that is only looked at."""


@router.get("")
async def list_changes(request: Request, cycle: UUID, caller: SteersCycles) -> tuple[KindTold, ...]:
    """List what the person can change while the cycle runs, and what may be chosen for each."""
    front = front_of(request)
    scope = await scope_of(front, caller.visitor, cycle, Deed.STEER_REVIEW)
    offered = [kind for kind in KINDS.values() if is_offered(scope, kind)]
    return tuple([await _kind(front, scope, kind) for kind in offered])


class _At:
    """A kind of change of a cycle, for whoever may make it there."""

    def __init__(self, front: Front, caller: Caller, scope: Scope, kind: ChangeKind) -> None:
        self.front, self.caller, self.scope, self.kind = front, caller, scope, kind


async def _at(request: Request, cycle: UUID, kind: Kind, caller: SteersCycles) -> _At:
    front, wanted = front_of(request), KINDS[kind]
    scope = await scope_of(front, caller.visitor, cycle, wanted.deed)
    return _At(front, caller, scope, wanted)


AtChange = Annotated[_At, Depends(_at)]


@router.post(f"{KIND}/effect")
async def foresee_change(at: AtChange, sent: AsksChange) -> Effect:
    """Say what a change would do to each review, and who would be told; nothing is done."""
    asked = asked_of(sent, at.kind, at.scope, NOBODY_ASKED)
    if at.kind.kind == "add":
        return await _joining(at.front, at.scope, asked)
    prepared = await prepare(at.front, at.scope, asked)
    foreseen = await foreseen_of(at.front, at.scope, prepared)
    definition = at.scope.cycle.definition
    found = await shown(at.front.archive, definition, at.kind, prepared.concerned, foreseen)
    return Effect(
        headline=found.headline,
        concerned=found.concerned,
        possible=found.possible,
        moot=found.moot,
        is_exact=found.is_exact,
        messages=found.messages,
        moved=tuple(MovedTold.model_validate(each) for each in found.moved),
        refusals=tuple(RefusalTold.model_validate(each) for each in found.refusals),
    )


@router.post(KIND, responses=may_be_on_its_way(ChangeMade))
async def make_change(at: AtChange, sent: AsksChange, once: ThisOnce) -> ChangeMade:
    """Have a change done; `show_change` says what became of it in each review."""

    async def make(name: str) -> ChangeMade:
        asked = asked_of(sent, at.kind, at.scope, name)
        answer, review = await done_as_asked(at.front, at.scope, asked)
        done = await taken(at.front, answer)
        return ChangeMade(id=name, review=review, status=done.status, position=done.position)

    return await once.take(at.caller, ChangeMade, make)


@router.get(f"{KIND}/made/{{change}}")
async def show_change(
    at: AtChange,
    change: UUID,
    review: Annotated[UUID | None, Query(description="Where the change is for one.")] = None,
) -> ChangeResult:
    """Say what became of a change."""
    found = await result_of(at.front, at.scope, at.kind, str(change), str(review or ""))
    return ChangeResult(
        done=found.done,
        not_done=found.not_done,
        on_its_way=found.on_its_way,
        refused=tuple(RefusalTold.model_validate(each) for each in found.refused),
    )


async def _kind(front: Front, scope: Scope, kind: ChangeKind) -> KindTold:
    found = await choices_of(front.archive, scope, kind)
    return KindTold(
        kind=kind.kind,
        title=kind.title,
        explained=kind.explained,
        needs_reason=kind.needs_reason,
        stages=_choices(found.stages),
        steps=_choices(found.steps),
        departments=_choices(found.departments),
        locations=_choices(found.locations),
        managers=_choices(found.managers),
        roles=_choices(found.roles),
    )


def _choices(found: tuple[tuple[str, str], ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label) for value, label in found if value)


async def _joining(front: Front, scope: Scope, asked: Asked) -> Effect:
    check_whole(scope, asked.kind)
    people = await joiners(front, asked.selection)
    found = await foresee_joining(front.archive, scope.cycle, people, scope.at)
    names = await names_of(front.archive.readers, people)
    possible = sum(not each.why_not for each in found)
    return Effect(
        headline=f"{possible} of {len(found)} would get a review.",
        concerned=len(found),
        possible=possible,
        moot=0,
        is_exact=True,
        messages=(),
        moved=(),
        refusals=(),
        joiners=tuple(
            JoinerTold(
                person=each.person,
                name=names.name_of(each.person),
                why_not=each.why_not,
                blocked=tuple(each.blocked),
            )
            for each in found
        ),
    )

"""Changes in flight: what HR asks for, its effect before anything is done, what became of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.errors import ReviewError
from domain.ids import ReviewId
from domain.visibility import Deed
from gateway.adding import foresee_joining
from gateway.asking import Answer
from gateway.console.changes_asked import Asked, asked_in
from gateway.console.changes_choices import choices_of
from gateway.console.changes_kinds import KINDS, ChangeKind
from gateway.console.changes_prepared import (
    NotForAll,
    Prepared,
    add,
    carry_out,
    command_for,
    joiners,
    only,
    prepare,
)
from gateway.console.changes_result import result_of
from gateway.console.changes_shown import shown
from gateway.console.scope import Scope, scope_of
from gateway.effects import Foreseen, foresee
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.people import names_of

router = APIRouter()
Here = Annotated[Visitor, Depends(signed_in)]

AGAIN = "again"
"""Marks a form that comes back from the effect, to be mended before anything is looked at."""


@router.get("/hr/cycles/{cycle}/changes")
async def overview(request: Request, cycle: UUID, visitor: Here) -> Response:
    """List what can be changed while a cycle runs."""
    scope = await scope_of(front_of(request), visitor, cycle, Deed.STEER_REVIEW)
    kinds = [kind for kind in KINDS.values() if is_offered(scope, kind)]
    return await page(request, "console/changes.html.j2", scope=scope, kinds=kinds)


@router.get("/hr/cycles/{cycle}/changes/done/{asked}")
async def done(
    request: Request, cycle: UUID, asked: UUID, visitor: Here, kind: str = "", review: str = ""
) -> Response:
    """Say what became of a change."""
    front = front_of(request)
    scope = await scope_of(front, visitor, cycle, Deed.FOLLOW_CYCLE)
    found = await result_of(front, scope, _kind(kind), str(asked), review)
    return await page(
        request, "console/change_result.html.j2", scope=scope, result=found, kind=_kind(kind)
    )


@router.get("/hr/cycles/{cycle}/nudge")
async def nudge_form(request: Request, cycle: UUID, visitor: Here) -> Response:
    """Show what a nudge asks for."""
    return await form(request, cycle, "nudge", visitor)


@router.get("/hr/cycles/{cycle}/changes/{kind}")
async def form(request: Request, cycle: UUID, kind: str, visitor: Here) -> Response:
    """Show what a change asks for; the address may name a person, a step or a part."""
    front, wanted = front_of(request), _kind(kind)
    scope = await scope_of(front, visitor, cycle, wanted.deed)
    check_whole(scope, wanted)
    query = request.query_params
    filled = Posted([(name, query[name]) for name in _PREFILLED if name in query])
    if wanted.kind == "nudge" and not filled.values:
        filled = Posted([("late", "yes"), ("whom", "everybody")])
    return await _form(request, scope, wanted, filled)


_PREFILLED = ("people", "stage", "step", "role", "held_by", "whom", "department", "late")


@router.post("/hr/cycles/{cycle}/changes/{kind}/effect")
async def effect(request: Request, cycle: UUID, kind: str, visitor: Here) -> Response:
    """Show what a change would do; nothing is done."""
    front, wanted = front_of(request), _kind(kind)
    scope = await scope_of(front, visitor, cycle, wanted.deed)
    sent = await posted(request)
    asked = asked_in(sent, wanted, scope.cycle.definition)
    if sent.has(AGAIN):
        return await _form(request, scope, wanted, sent)
    if asked.problems:
        return await _form(request, scope, wanted, sent, asked.problems)
    try:
        if wanted.kind == "add":
            return await _joining(request, front, scope, asked, sent)
        return await _effect(request, front, scope, await prepare(front, scope, asked), sent)
    except ReviewError as refusal:
        return await _form(request, scope, wanted, sent, (("", str(refusal)),))


@router.post("/hr/cycles/{cycle}/changes/{kind}")
async def confirmed(request: Request, cycle: UUID, kind: str, visitor: Here) -> Response:
    """Have a change done that was confirmed; sent twice it is done once."""
    front, wanted = front_of(request), _kind(kind)
    scope = await scope_of(front, visitor, cycle, wanted.deed)
    sent = await posted(request)
    asked = asked_in(sent, wanted, scope.cycle.definition)
    if asked.problems:
        return await _form(request, scope, wanted, sent, asked.problems)
    answer, review = await done_as_asked(front, scope, asked)
    place = f"/hr/cycles/{cycle}/changes/done/{asked.request}?kind={wanted.kind}"
    if review is not None:
        place += f"&review={review}"
    await until_shown(front, answer)
    return see_other(place)


async def done_as_asked(front: Front, scope: Scope, asked: Asked) -> tuple[Answer, ReviewId | None]:
    """Have a change done; give its answer, and the review where it is for one alone.

    Raises:
        NotForAll: it is for the whole cycle, which is not theirs.
        NobodyConcerned, UnknownPeople, NobodyOfThatName, Refused: says why it cannot be done.
    """
    check_whole(scope, asked.kind)
    if asked.kind.kind == "add":
        return await add(front, scope, asked), None
    prepared = await prepare(front, scope, asked)
    if asked.kind.kind == "nudge":
        prepared = only(prepared, await foreseen_of(front, scope, prepared))
    answer = await carry_out(front, scope, prepared)
    return answer, prepared.named[0] if len(prepared.named) == 1 else None


async def _form(
    request: Request,
    scope: Scope,
    kind: ChangeKind,
    sent: Posted,
    problems: tuple[tuple[str, str], ...] = (),
) -> Response:
    front = front_of(request)
    return await page(
        request,
        "console/change_form.html.j2",
        status=422 if problems else 200,
        scope=scope,
        kind=kind,
        sent=sent,
        problems=problems,
        choices=await choices_of(front.archive, scope, kind),
    )


async def _effect(
    request: Request, front: Front, scope: Scope, prepared: Prepared, sent: Posted
) -> Response:
    foreseen = await foreseen_of(front, scope, prepared)
    kind = prepared.asked.kind
    found = await shown(front.archive, scope.cycle.definition, kind, prepared.concerned, foreseen)
    return await page(
        request,
        "console/change_effect.html.j2",
        scope=scope,
        kind=kind,
        effect=found,
        spared=len(prepared.spared),
        words=prepared.asked.words,
        kept=_kept(sent, prepared.asked.request),
    )


async def foreseen_of(front: Front, scope: Scope, prepared: Prepared) -> Foreseen:
    """Say what a change would do to each review."""
    by = scope.visitor.id
    return await foresee(
        front.archive,
        prepared.reviews,
        lambda state: command_for(prepared, by, state),
        scope.at,
    )


async def _joining(
    request: Request, front: Front, scope: Scope, asked: Asked, sent: Posted
) -> Response:
    check_whole(scope, asked.kind)
    people = await joiners(front, asked.selection)
    found = await foresee_joining(front.archive, scope.cycle, people, scope.at)
    return await page(
        request,
        "console/change_joining.html.j2",
        scope=scope,
        kind=asked.kind,
        joiners=found,
        names=await names_of(front.archive.readers, people),
        titles={step.id: step.title for step in scope.cycle.definition.steps},
        is_calibrated=scope.cycle.definition.calibration is not None,
        words=asked.words,
        kept=_kept(sent, asked.request),
    )


def _kept(sent: Posted, request: str) -> list[tuple[str, str]]:
    """Give what was typed, for the form that confirms it."""
    own = {"_csrf", "request", AGAIN}
    return [("request", request), *((n, v) for n, v in sent.values if n not in own)]


def _kind(name: str) -> ChangeKind:
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


def is_offered(scope: Scope, kind: ChangeKind) -> bool:
    """Tell whether the visitor can make such a change."""
    return scope.may(kind.deed) and (kind.deed is not Deed.STEER_CYCLE or scope.unit is None)


def check_whole(scope: Scope, kind: ChangeKind) -> None:
    """Refuse what is for the whole cycle to whoever looks after a part of it."""
    if kind.deed is Deed.STEER_CYCLE and scope.unit is not None:
        raise NotForAll

"""`/actions/ask`: asks somebody to do something by a day, for oneself or whom one looks after."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from activities.tasking import NewAction
from domain.actions import refusals as r
from domain.answers import NotAnAnswer, date_of
from domain.ids import PersonId, action_id
from domain.people import Person
from gateway.actions import Actions
from gateway.present import present_here
from gateway.site.asked import request_in
from gateway.site.front import front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import NotYours, Visitor, signed_in
from gateway.submitting import AnswersNotAccepted
from gateway.work.whom import Whom, whom
from storage.archive import Archive
from storage.read_models.people import person_of
from storage.read_models.team import team_of

router = APIRouter()

Here = Annotated[Visitor, Depends(signed_in)]

_MENDABLE = (
    AnswersNotAccepted,
    r.OwnerHasLeft,
    r.OwnerIsAway,
    r.OwnerUnknown,
    r.DueInThePast,
)


@dataclass(frozen=True)
class Asking:
    """What was typed so far, and what is wrong with it by the id of its field."""

    subject: Person
    typed: Posted
    owner: Whom
    problems: tuple[tuple[str, str], ...] = ()


@router.get("/actions/ask")
async def ask(request: Request, visitor: Here) -> Response:
    """Show the form; `for` names the person the action is for."""
    front = front_of(request)
    subject = await _subject(front.archive, visitor, request.query_params.get("for", ""))
    typed = "" if subject.id == visitor.id else subject.employee_number
    return await _form(request, visitor, Asking(subject, Posted(()), Whom(typed)))


@router.post("/actions/ask")
async def asked(request: Request, visitor: Here) -> Response:
    """Ask for the action; what cannot be taken comes back as it was typed."""
    sent, front = await posted(request), front_of(request)
    subject = await _subject(front.archive, visitor, sent.one("for"))
    owner = await whom(front, visitor, sent.one("owner"))
    on, problems = _read(sent, owner)
    if owner.person is None or on is None or problems:
        return await _form(request, visitor, Asking(subject, sent, owner, problems))
    new = NewAction(
        id=action_id(front.archive.organisation, request_in(sent)),
        subject=subject.id,
        owner=owner.person.id,
        on=on,
        what=sent.one("what").strip(),
        tasked_by=visitor.id,
    )
    try:
        answer = await Actions(front.archive, front.client).task(new)
    except _MENDABLE as refusal:
        wrong = (("what", str(refusal)),)
        return await _form(request, visitor, Asking(subject, sent, owner, wrong))
    await until_shown(front, answer)
    return see_other(f"/actions/{new.id}?said=asked")


def _read(sent: Posted, owner: Whom) -> tuple[date | None, tuple[tuple[str, str], ...]]:
    problems = []
    if not sent.one("what").strip():
        problems.append(("what", "Say what is to be done."))
    if owner.problem:
        problems.append(("owner", owner.problem))
    on = None
    try:
        on = date_of(sent.one("on"))
    except NotAnAnswer as problem:
        problems.append(("on", " ".join(problem.sentences)))
    return on, tuple(problems)


async def _form(request: Request, visitor: Visitor, asking: Asking) -> Response:
    front = front_of(request)
    team = await team_of(front.archive.readers, visitor.id)
    known = {visitor.id: "yourself"} | {line.person: line.name for line in team}
    known.setdefault(asking.subject.id, asking.subject.display_full_name)
    return await page(
        request,
        "work/ask.html.j2",
        status=422 if asking.problems else 200,
        asking=asking,
        subjects=list(known.items()),
        today=(await present_here(front.archive)).astimezone(visitor.zone).date(),
    )


async def _subject(archive: Archive, visitor: Visitor, named: str) -> Person:
    """Find whom an action is for: the visitor, or somebody they lead or care for in HR.

    Raises:
        NotYours: it is somebody else, or nobody.
    """
    if named in ("", str(visitor.id)):
        return visitor.person
    try:
        found = await person_of(archive.readers, PersonId(UUID(named)))
    except ValueError:
        raise NotYours from None
    if found is None or visitor.id not in (found.manager, found.hr_partner):
        raise NotYours
    return found

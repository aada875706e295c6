"""`/feedback/give`: written, checked with who will read it said before, and only then sent."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.answers import NotAnAnswer, date_of
from domain.errors import ReviewError
from domain.feedback import refusals as r
from domain.feedback.words import CALLED, FeedbackKind, VisibleTo
from domain.ids import PersonId
from gateway.feedback import Giving, before_sending, give_feedback
from gateway.present import present_here
from gateway.site.asked import request_in
from gateway.site.front import front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import Visitor, signed_in
from gateway.work.whom import Whom, whom
from storage.read_models.people import person_of

router = APIRouter()

Here = Annotated[Visitor, Depends(signed_in)]

KINDS: Final = (
    (FeedbackKind.PRAISE, "Praise", "Thanks for something that was done well"),
    (FeedbackKind.COACHING_NOTE, "A coaching note", "What could be done in another way, and how"),
    (FeedbackKind.OBSERVATION, "An observation", "What you saw, without a judgement"),
)
READERS: Final = (
    (VisibleTo.BOTH, "The person and their manager", ""),
    (VisibleTo.RECEIVER, "The person alone", ""),
    (VisibleTo.MANAGER, "Their manager alone", ""),
    (VisibleTo.EVERYONE, "Everyone in the organisation", "For praise only"),
)
_FIELDS: Final[dict[type[ReviewError], str]] = {
    r.FeedbackOnOneself: "to",
    r.NobodyThere: "to",
    r.HasLeft: "to",
    r.NotForEveryone: "visible_to-both",
    r.NobodyToReadIt: "visible_to-both",
    r.WordsMissing: "words",
    r.WordsNotFit: "words",
    r.SeenInTheFuture: "seen_on",
}
"""At which field a refusal is told."""

Problems = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Draft:
    """What was typed, who is meant by it, and what is wrong by the id of its field."""

    typed: Posted
    to: Whom
    problems: Problems = ()


@router.get("/feedback/give", dependencies=[Depends(signed_in)])
async def form(request: Request) -> Response:
    """Show the form; `to` names somebody by id."""
    named = _id_in(request.query_params.get("to", ""))
    person = await person_of(front_of(request).archive.readers, named) if named else None
    to = Whom(person.display_full_name, person) if person else Whom("")
    return await _form(request, Draft(Posted(()), to))


@router.post("/feedback/give")
async def give(request: Request, visitor: Here) -> Response:
    """Check what was written, send what was checked, or change it again: `do` says which."""
    sent, front = await posted(request), front_of(request)
    to = await whom(front, visitor, sent.one("to"))
    if to.person is not None and sent.one("do") == "change":
        return await _form(request, Draft(sent, Whom(to.person.display_full_name, to.person)))
    read = _read(sent, to)
    if to.person is None or read.problems:
        return await _form(request, Draft(sent, to, read.problems))
    giving = Giving(
        request=request_in(sent),
        giver=visitor.id,
        receiver=to.person.id,
        kind=read.kind,
        visible_to=read.visible_to,
        words=sent.one("words"),
        at=await present_here(front.archive),
        about=sent.one("about").strip() or None,
        seen_on=read.seen_on,
    )
    return await _carry_out(request, giving, Draft(sent, to))


async def _carry_out(request: Request, giving: Giving, draft: Draft) -> Response:
    """Send what was checked; else say who will read it, before anything is sent."""
    front = front_of(request)
    try:
        readers = await before_sending(front.archive, giving)
    except tuple(_FIELDS) as refusal:
        wrong = ((_FIELDS[type(refusal)], str(refusal)),)
        return await _form(request, replace(draft, problems=wrong))
    if draft.typed.one("do") != "send":
        return await _check(request, giving, draft, readers)
    is_seen = await until_shown(front, await give_feedback(front.archive, giving))
    return see_other(f"/feedback?tab=given&said={'sent' if is_seen else 'later'}")


async def _check(request: Request, giving: Giving, draft: Draft, readers: str) -> Response:
    return await page(
        request,
        "work/feedback_check.html.j2",
        giving=giving,
        to=draft.to.person,
        readers=readers,
        kind=CALLED[giving.kind],
    )


async def _form(request: Request, draft: Draft) -> Response:
    now = await present_here(front_of(request).archive)
    return await page(
        request,
        "work/give.html.j2",
        status=422 if draft.problems else 200,
        draft=draft,
        kinds=KINDS,
        readers=READERS,
        now=now,
    )


def _id_in(words: str) -> PersonId | None:
    """Take an id and nothing else: names do not belong into addresses."""
    try:
        return PersonId(UUID(words))
    except ValueError:
        return None


@dataclass(frozen=True)
class _Read:
    """What was chosen, as far as it can be read; the first of each where nothing was."""

    kind: FeedbackKind
    visible_to: VisibleTo
    seen_on: date | None
    problems: Problems


def _read(sent: Posted, to: Whom) -> _Read:
    problems = [("to", to.problem)] if to.problem else []
    kind, visible_to, seen_on = FeedbackKind.PRAISE, VisibleTo.BOTH, None
    try:
        kind = FeedbackKind(sent.one("kind"))
    except ValueError:
        problems.append(("kind-praise", "Say what it is: praise, a coaching note, an observation."))
    try:
        visible_to = VisibleTo(sent.one("visible_to"))
    except ValueError:
        problems.append(("visible_to-both", "Choose who reads it."))
    try:
        seen_on = date_of(sent.one("seen_on")) if sent.one("seen_on").strip() else None
    except NotAnAnswer as problem:
        problems.append(("seen_on", " ".join(problem.sentences)))
    return _Read(kind, visible_to, seen_on, tuple(problems))

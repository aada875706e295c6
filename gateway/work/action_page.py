"""`/actions/{action}`: what is to be done, how it came along, and what can be said of it."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.actions.refusals import NotYoursToRead, UnknownAction
from domain.ids import ActionId
from gateway.looked_at import About, What, note_seen
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.posted import Posted
from gateway.site.visitor import NotFound, Visitor, somebody
from gateway.work.whom import Whom
from storage.read_models.actions import ActionLine, ActionWords, action_line, words_of
from storage.read_models.people import Names, names_of
from storage.read_models.timeline import TimelineEntry, timeline

router = APIRouter()

SAID: Final = {
    "asked": "It is asked for, and reminded of until it has ended.",
    "done": "The action is done.",
    "dropped": "The action is dropped.",
    "moved": "The action is due on another day now.",
    "handed": "Somebody else has the action now.",
    "on-its-way": "Your word is safe and on its way; it will be seen here shortly.",
}


@dataclass(frozen=True)
class ShownAction:
    """An action for somebody who may read it; `acts` says whether they may end or move it."""

    line: ActionLine
    words: ActionWords
    names: Names
    year: tuple[TimelineEntry, ...]
    is_mine: bool
    acts: bool


@dataclass(frozen=True)
class RefusedWord:
    """Something said of an action that was not accepted: by which form, as typed, and why."""

    form: str
    typed: Posted
    sentence: str
    whom: Whom | None = None


@router.get("/actions/{action}")
async def show(
    request: Request, action: UUID, visitor: Annotated[Visitor, Depends(somebody)]
) -> Response:
    """Show an action to whoever it concerns."""
    said = SAID.get(request.query_params.get("said", ""), "")
    return await action_page(request, visitor, ActionId(action), said=said)


async def action_page(
    request: Request,
    visitor: Visitor,
    action: ActionId,
    *,
    said: str = "",
    refused: RefusedWord | None = None,
) -> Response:
    """Draw an action, with what was not accepted if there is something.

    Raises:
        NotFound: there is none, or it is no business of the visitor's.
    """
    front = front_of(request)
    shown = await shown_action(front, visitor, action)
    return await page(
        request,
        "work/action.html.j2",
        status=422 if refused else 200,
        shown=shown,
        line=shown.line,
        name=shown.names.name_of,
        now=front.now(),
        said=said,
        refused=refused,
    )


async def shown_action(front: Front, visitor: Visitor, action: ActionId) -> ShownAction:
    """Open an action for a visitor whose session reaches it.

    Raises:
        NotFound: there is none, or it is no business of the visitor's.
    """
    archive, reader = front.archive, visitor.id
    if not visitor.reaches_action(action):
        raise NotFound
    line = await action_line(archive.readers, action, front.now())
    if line is None:
        raise NotFound
    try:
        words = await words_of(archive.readers, archive.journal, action, reader)
    except (NotYoursToRead, UnknownAction):
        raise NotFound from None
    right = "owner" if line.owner == reader else "concerned by it"
    await note_seen(archive, reader, What.ACTION, right, About(line.subject))
    names = await names_of(archive.readers, {line.subject, line.owner, line.tasked_by})
    return ShownAction(
        line=line,
        words=words,
        names=names,
        year=tuple(await timeline(archive.readers, action)),
        is_mine=line.owner == reader,
        acts=line.state == "open"
        and (reader in (line.owner, line.tasked_by) or reader != line.subject),
    )

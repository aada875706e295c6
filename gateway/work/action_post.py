"""Takes what somebody says of an action: done, dropped, moved, handed over."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.actions import refusals as r
from domain.answers import NotAnAnswer, date_of
from domain.ids import ActionId
from gateway.actions import Actions, Said
from gateway.asking import Answer, Refused
from gateway.site.asked import request_in
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import Visitor, somebody
from gateway.submitting import AnswersNotAccepted
from gateway.work.action_page import RefusedWord, action_page, shown_action
from gateway.work.whom import Whom, whom

router = APIRouter(prefix="/actions/{action}")

Here = Annotated[Visitor, Depends(somebody)]
Ask = Callable[[Actions, Said], Awaitable[Answer]]

_MENDABLE = (AnswersNotAccepted, Refused, r.OwnerHasLeft, r.OwnerUnknown)


@router.post("/done")
async def done(request: Request, action: UUID, visitor: Here) -> Response:
    """Take that it is done, and how."""
    return await _Word(request, visitor, ActionId(action), await posted(request)).say(
        "done", lambda actions, said: actions.done(said)
    )


@router.post("/drop")
async def drop(request: Request, action: UUID, visitor: Here) -> Response:
    """Take that it is given up, and why."""
    return await _Word(request, visitor, ActionId(action), await posted(request)).say(
        "dropped", lambda actions, said: actions.drop(said)
    )


@router.post("/move")
async def move(request: Request, action: UUID, visitor: Here) -> Response:
    """Take that it is due on another day, and why."""
    word = _Word(request, visitor, ActionId(action), await posted(request))
    try:
        on = date_of(word.sent.one("on"))
    except NotAnAnswer as problem:
        return await word.refuse("moved", " ".join(problem.sentences))
    return await word.say("moved", lambda actions, said: actions.move(said, on))


@router.post("/hand-over")
async def hand_over(request: Request, action: UUID, visitor: Here) -> Response:
    """Give it to somebody else; where several fit, it is asked back who is meant."""
    word = _Word(request, visitor, ActionId(action), await posted(request))
    meant = await whom(word.front, visitor, word.sent.one("to"))
    person = meant.person
    if person is None:
        return await word.refuse("handed", meant.problem, meant)
    return await word.say("handed", lambda actions, said: actions.hand_over(said, person.id))


@dataclass(frozen=True)
class _Word:
    """What a visitor says of an action with one form."""

    request: Request
    visitor: Visitor
    action: ActionId
    sent: Posted

    @property
    def front(self) -> Front:
        return front_of(self.request)

    async def say(self, form: str, ask: Ask) -> Response:
        """Pass it on, and lead back to the action; what can be mended comes back as typed."""
        await shown_action(self.front, self.visitor, self.action)
        said = Said(request_in(self.sent), self.action, self.visitor.id, self.sent.one("words"))
        try:
            answer = await ask(Actions(self.front.archive, self.front.client), said)
        except _MENDABLE as refusal:
            return await self.refuse(form, str(refusal))
        is_seen = await until_shown(self.front, answer)
        return see_other(f"/actions/{self.action}?said={form if is_seen else 'on-its-way'}")

    async def refuse(self, form: str, sentence: str, meant: Whom | None = None) -> Response:
        refused = RefusedWord(form, self.sent, sentence, meant)
        return await action_page(self.request, self.visitor, self.action, refused=refused)

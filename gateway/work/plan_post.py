"""Takes what the two say of their plan: acknowledged, talked, decided, to be closed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.development import refusals as r
from domain.development.words import Decision, Progress
from domain.ids import PlanId
from gateway.development import OnPlan, PlanDesk
from gateway.site.asked import request_in
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.shown import until_shown
from gateway.site.visitor import Visitor, signed_in
from gateway.submitting import AnswersNotAccepted
from gateway.work.plan_page import RefusedTalk, ShownPlan, plan_page, shown_plan

router = APIRouter(prefix="/plans/{plan}")

Here = Annotated[Visitor, Depends(signed_in)]
Ask = Callable[[PlanDesk, OnPlan], Awaitable[int]]

MENDABLE: Final = (
    AnswersNotAccepted,
    r.CheckInAlreadyHeld,
    r.DecisionTooEarly,
    r.EndsWithDecision,
    r.NoCheckInDue,
    r.NotForDecision,
    r.NothingChanged,
    r.PlanIsClosed,
    r.PlanWaits,
    r.UnknownAim,
)
AIM: Final = "aim."
"""What the name of a field begins with that says how an aim stands."""


@router.post("/acknowledge")
async def acknowledge(request: Request, plan: UUID, visitor: Here) -> Response:
    """Acknowledge whatever waits for the visitor in the plan."""
    word = await _word(request, plan, visitor)
    return await word.say("acknowledged", lambda desk, asked: desk.acknowledge(asked))


@router.post("/check-in")
async def check_in(request: Request, plan: UUID, visitor: Here) -> Response:
    """Note that the two have talked, and how each aim stands."""
    word = await _word(request, plan, visitor)
    notes, aims = word.sent.one("notes"), _aims(word)
    return await word.say("noted", lambda desk, asked: desk.hold(asked, notes, aims))


@router.post("/decide")
async def decide(request: Request, plan: UUID, visitor: Here) -> Response:
    """Say how it goes on after the last talk; that is for the manager."""
    word = await _word(request, plan, visitor)
    try:
        decision = Decision(word.sent.one("decision"))
    except ValueError:
        return await word.refuse("decided", "Choose how it goes on.")
    reason = word.sent.one("reason")
    return await word.say("decided", lambda desk, asked: desk.decide(asked, decision, reason))


@router.post("/close")
async def close(request: Request, plan: UUID, visitor: Here) -> Response:
    """Ask to close the plan, or agree to that."""
    word = await _word(request, plan, visitor)
    return await word.say("closing", lambda desk, asked: desk.close(asked))


@dataclass(frozen=True)
class _Word:
    """What a visitor says of a plan with one form."""

    request: Request
    visitor: Visitor
    shown: ShownPlan
    sent: Posted

    @property
    def front(self) -> Front:
        return front_of(self.request)

    async def say(self, form: str, ask: Ask) -> Response:
        """Record it, and lead back to the plan; what can be mended comes back as typed."""
        plan = self.shown.line.plan
        asked = OnPlan(plan, self.visitor.id, self.shown.now, request_in(self.sent))
        try:
            position = await ask(PlanDesk(self.front.archive, self.front.client), asked)
        except MENDABLE as refusal:
            return await self.refuse(form, str(refusal))
        is_seen = await until_shown(self.front, position)
        return see_other(f"/plans/{plan}?said={form if is_seen else 'later'}")

    async def refuse(self, form: str, sentence: str) -> Response:
        refused = RefusedTalk(form, self.sent, sentence)
        return await plan_page(self.request, self.visitor, self.shown.line.plan, refused=refused)


async def _word(request: Request, plan: UUID, visitor: Visitor) -> _Word:
    sent = await posted(request)
    shown = await shown_plan(front_of(request), visitor.id, PlanId(plan))
    return _Word(request, visitor, shown, sent)


def _aims(word: _Word) -> dict[str, Progress]:
    """Give how each aim stands of which something was said."""
    known = {each.value: each for each in Progress}
    said = {aim.id: word.sent.one(f"{AIM}{aim.id}") for aim in word.shown.state.plan.aims}
    return {aim: known[stands] for aim, stands in said.items() if stands in known}

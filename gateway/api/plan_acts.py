"""What the two say of their plan: acknowledged, talked, decided, to be closed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from domain.development.words import Decision, Progress
from domain.ids import PlanId
from domain.value import Value
from gateway.api.caller import Caller, WritesWork
from gateway.api.once import Once, ThisOnce
from gateway.api.plans import on_plan
from gateway.api.shapes import Taken, Words, taken
from gateway.development import OnPlan, PlanDesk
from gateway.site.front import Front, front_of

router = APIRouter(tags=["Plans"], prefix="/plans/{plan}")


class Talked(Value):
    """What was said in a talk, and how each aim stands, by the id of the aim."""

    notes: Words
    aims: dict[str, Progress] = Field(default_factory=dict, max_length=10)


class Decides(Value):
    """How it goes on after the last talk, and why."""

    decision: Decision
    reason: Words


@dataclass(frozen=True)
class _AtPlan:
    front: Front
    caller: Caller
    once: Once
    plan: PlanId

    async def say(self, ask: Callable[[PlanDesk, OnPlan], Awaitable[int]]) -> Taken:
        async def act(request: str) -> Taken:
            asked = await on_plan(self.front, self.plan, self.caller.id, request)
            desk = PlanDesk(self.front.archive, self.front.client)
            return await taken(self.front, await ask(desk, asked))

        return await self.once.take(self.caller, Taken, act)


def _at(request: Request, plan: UUID, caller: WritesWork, once: ThisOnce) -> _AtPlan:
    return _AtPlan(front_of(request), caller, once, PlanId(plan))


AtPlan = Annotated[_AtPlan, Depends(_at)]


@router.post("/acknowledge")
async def acknowledge_plan(at: AtPlan) -> Taken:
    """Acknowledge whatever waits for the person: a new edition, a talk the other noted."""
    return await at.say(lambda desk, asked: desk.acknowledge(asked))


@router.post("/check-in")
async def note_talk(at: AtPlan, sent: Talked) -> Taken:
    """Note that the two have talked, in words, and how each aim stands."""
    return await at.say(lambda desk, asked: desk.hold(asked, sent.notes, dict(sent.aims)))


@router.post("/decide")
async def decide_on_plan(at: AtPlan, sent: Decides) -> Taken:
    """Say how it goes on after the last talk; that is for the manager."""
    return await at.say(lambda desk, asked: desk.decide(asked, sent.decision, sent.reason))


@router.post("/close")
async def close_plan(at: AtPlan) -> Taken:
    """Ask to close the plan, or agree to that."""
    return await at.say(lambda desk, asked: desk.close(asked))

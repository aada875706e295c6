"""`/plans/{plan}`: what the two agreed to grow in, how their talks went, and what waits."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from activities.plan_actions import action_of_plan
from domain.development.refusals import NoPlan, NotYoursToReadPlan
from domain.development.state import CheckIn, PlanState, Side
from domain.development.words import Decision, Progress
from domain.ids import ActionId, PersonId, PlanId
from gateway.looked_at import About, What, note_seen
from gateway.present import present_of
from gateway.profiles import profile_in_cycle
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.posted import Posted
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.archive import Archive
from storage.read_models.actions import ActionLine, actions_of_review
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.development import PlanLine, opened_plan, plan_line
from storage.read_models.people import Names, names_of

router = APIRouter()

SAID: Final = {
    "edited": "The plan is changed; it goes on when the other has acknowledged it.",
    "acknowledged": "Acknowledged.",
    "noted": "The talk is noted.",
    "decided": "Recorded.",
    "closing": "Recorded; the plan is closed when both have said so.",
    "later": "It is recorded, and will be seen here shortly.",
}
STANDS: Final = {
    Progress.NOT_BEGUN: "not begun",
    Progress.ON_THE_WAY: "on the way",
    Progress.REACHED: "reached",
}
DECIDED: Final = {
    Decision.REACHED: "The goals are reached; the plan is closed",
    Decision.GOES_ON: "It goes on in the usual rhythm",
    Decision.FURTHER_SUPPORT: "It goes on with further support, in the same rhythm",
}


@dataclass(frozen=True)
class ShownPlan:
    """A development plan for one of those who read it; `side` is None for HR."""

    line: PlanLine
    cycle: Cycle
    state: PlanState
    side: Side | None
    names: Names
    skills: dict[str, str]
    actions: dict[ActionId, ActionLine]
    now: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done in it any more."""
        return self.state.is_over

    @property
    def acknowledges(self) -> bool:
        """Whether something waits for the reader's word."""
        if self.side is None or self.is_over:
            return False
        talks = (each for each in self.state.check_ins if self.state.awaits_word(each))
        return self.side in self.state.missing or any(t.held_by is not self.side for t in talks)

    @property
    def to_note(self) -> CheckIn | None:
        """Give the talk that can be noted now."""
        if self.side is None or self.is_over or self.state.is_paused:
            return None
        current = self.state.current(self.now.date())
        return current if current is not None and current.held_by is None else None

    @property
    def decides(self) -> bool:
        """Whether the reader has to say how it goes on."""
        waits = self.state.awaits_decision and not self.state.is_paused
        return self.side is Side.MANAGER and waits

    @property
    def closes(self) -> bool:
        """Whether the reader may ask to close it, or agree to that."""
        is_asked = self.side is None or self.side in self.state.closing
        return not (is_asked or self.is_over or self.state.agreed.decides)

    @property
    def is_asked_to_close(self) -> bool:
        """Whether the other has asked to close it."""
        return self.side is not None and bool(self.state.closing - {self.side})

    def action(self, name: str) -> ActionLine | None:
        """Give the action a line of the plan has become, once both stand behind it."""
        return self.actions.get(action_of_plan(self.line.plan, name))


@dataclass(frozen=True)
class RefusedTalk:
    """What was said of a plan and not accepted: by which form, as typed, and why."""

    form: str
    typed: Posted
    sentence: str


@router.get("/plans/{plan}")
async def show(
    request: Request, plan: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show a plan to the two, and to the HR partner."""
    said = SAID.get(request.query_params.get("said", ""), "")
    return await plan_page(request, visitor, PlanId(plan), said=said)


async def plan_page(
    request: Request,
    visitor: Visitor,
    plan: PlanId,
    *,
    said: str = "",
    refused: RefusedTalk | None = None,
) -> Response:
    """Draw a plan, with what was not accepted if there is something.

    Raises:
        NotFound: there is none, or it is no business of the visitor's.
        WordsWereErased: nobody can read it any more.
    """
    front = front_of(request)
    shown = await shown_plan(front, visitor.id, plan)
    await note_plan_seen(front.archive, visitor.id, shown)
    return await page(
        request,
        "work/plan.html.j2",
        status=422 if refused else 200,
        shown=shown,
        name=shown.names.name_of,
        said=said,
        refused=refused,
        stands=STANDS,
        decisions=DECIDED,
    )


async def shown_plan(front: Front, reader: PersonId, plan: PlanId) -> ShownPlan:
    """Open a plan for somebody.

    Raises:
        NotFound: there is none, or it is no business of theirs.
        WordsWereErased: nobody can read it any more.
    """
    archive = front.archive
    line = await plan_line(archive.readers, plan)
    cycle = await cycle_of(archive.readers, line.cycle) if line else None
    if line is None or cycle is None or cycle.organisation != archive.organisation:
        raise NotFound
    try:
        state = await opened_plan(archive.journal, line, reader)
    except (NotYoursToReadPlan, NoPlan):
        raise NotFound from None
    people = {line.reviewee, *(action.owner for action in state.plan.actions)}
    names, profile, actions = await asyncio.gather(
        names_of(archive.readers, people | ({line.manager} if line.manager else set())),
        profile_in_cycle(archive, line.cycle, line.reviewee),
        actions_of_review(archive.readers, line.review, front.now()),
    )
    return ShownPlan(
        line=line,
        cycle=cycle,
        state=state,
        side=state.side(reader) if reader in (line.reviewee, line.manager) else None,
        names=names,
        skills={skill.id: skill.title for skill in profile.skills} if profile else {},
        actions={action.action: action for action in actions},
        now=present_of(cycle),
    )


async def note_plan_seen(archive: Archive, reader: PersonId, shown: ShownPlan) -> None:
    """Note that a plan lay before somebody."""
    line = shown.line
    right = shown.side.value if shown.side else "HR partner"
    about = About(line.reviewee, line.cycle, line.review)
    await note_seen(archive, reader, What.PLAN, right, about)

"""`/hr`: the cycles, how far each is, what in them needs HR, and what is being prepared."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.ids import CycleId
from domain.visibility import Deed
from gateway.charts.paper import share
from gateway.console.scope import Scope, reaches, unit_of
from gateway.launch_plan import LaunchPlan
from gateway.present import present_of
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.launch_drafts import LaunchDraft, LaunchDrafts
from storage.read_models.console_needs import Needs, ReviewCounts, reviews_by_state, what_needs_hr
from storage.read_models.cycles import all_cycles
from storage.read_models.people import names_of
from storage.read_models.scheduled_launches import waiting_launches

router = APIRouter()

AT_ONCE: Final = 2
"""Cycles that are counted at the same time: other pages want connections as well."""


@dataclass(frozen=True)
class CycleLine:
    """A cycle on HR's first page."""

    scope: Scope
    counts: ReviewCounts
    needs: Needs

    @property
    def percent(self) -> int:
        """How much of all stages of all reviews is over."""
        stages = len(self.scope.cycle.definition.stages)
        return share(
            self.counts.stages_done, stages * (self.counts.reviews - self.counts.cancelled)
        )


@dataclass(frozen=True)
class DraftLine:
    """A launch that is being prepared."""

    draft: LaunchDraft
    plan: LaunchPlan


@router.get("/hr")
async def show(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Show the cycles the visitor looks after."""
    if not visitor.is_hr:
        raise NotFound
    front = front_of(request)
    readers = front.archive.readers
    may_launch = visitor.may(Deed.LAUNCH_CYCLE)
    lines = await lines_of(front, visitor)
    sees_all = visitor.may(Deed.FOLLOW_CYCLE)
    organisation = front.archive.organisation
    waiting = await waiting_launches(readers, organisation) if sees_all else []
    gone = {line.scope.cycle.cycle for line in lines}
    drafts = await _drafts(front, gone, {each.cycle for each in waiting}) if may_launch else []
    return await page(
        request,
        "console/home.html.j2",
        lines=lines,
        waiting=waiting,
        drafts=drafts,
        names=await names_of(readers, {line.draft.begun_by for line in drafts}),
        may_launch=may_launch,
        now=front.now(),
    )


async def lines_of(front: Front, visitor: Visitor) -> list[CycleLine]:
    """Give each cycle in which the visitor has people to look after, the latest first."""
    found = await all_cycles(front.archive.readers, front.archive.organisation)
    scopes = []
    for cycle in found:
        here = visitor.in_cycle(cycle.cycle)
        if reaches(here, Deed.FOLLOW_CYCLE):
            unit = unit_of(here, Deed.FOLLOW_CYCLE)
            scopes.append(Scope(cycle, here, unit, present_of(cycle)))
    gate = asyncio.Semaphore(AT_ONCE)
    lines = await asyncio.gather(*(_line(front, scope, gate) for scope in scopes))
    return [line for line in lines if line.counts.reviews or line.scope.unit is None]


async def _line(front: Front, scope: Scope, gate: asyncio.Semaphore) -> CycleLine:
    readers, cycle = front.archive.readers, scope.cycle.cycle
    async with gate:
        counts, needs = await asyncio.gather(
            reviews_by_state(readers, cycle, unit=scope.unit),
            what_needs_hr(readers, cycle, scope.at, unit=scope.unit),
        )
    return CycleLine(scope, counts, needs)


async def _drafts(
    front: Front, launched: Collection[CycleId], waiting: Collection[CycleId]
) -> list[DraftLine]:
    """List what is being prepared; what became a cycle is forgotten."""
    drafts = LaunchDrafts.of(front.archive)
    lines = []
    for draft in await drafts.listed():
        line = DraftLine(draft, LaunchPlan.model_validate(draft.content))
        if line.plan.sent in launched:
            await drafts.drop(draft.draft)
        elif line.plan.sent not in waiting:
            lines.append(line)
    return lines

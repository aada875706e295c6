"""Launches: rehearsed, begun now or at a moment to come, called off."""

import asyncio
from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from activities.intake.cycle_template import template_names, template_summary, template_text
from domain.ids import CycleId, PersonId, cycle_id
from domain.visibility import Deed
from gateway.api.caller import LaunchesCycles
from gateway.api.launches_sent import Begins, Launches, plan_of
from gateway.api.launches_told import Rehearsed, rehearsed
from gateway.api.once import ThisOnce, may_be_on_its_way
from gateway.api.shapes import ON_ITS_WAY, Made, Shape, Taken, taken
from gateway.launch_preview import preview_of, request_of
from gateway.launching import launch
from gateway.scheduling import Scheduling
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotFound
from storage.read_models.cycles import cycle_of
from storage.read_models.scheduled_launches import WaitingLaunch, waiting_launches

router = APIRouter(tags=["Launches"])

LOOKS: Final = 25
LOOKS_EVERY: Final = 0.2


class Template(Shape):
    """A process to start from."""

    name: str
    summary: str
    source: str = Field(description="The definition as YAML.")


class Waiting(Shape):
    """A launch that will begin by itself."""

    cycle: CycleId
    key: str
    title: str
    people: int
    begins_at: datetime
    scheduled_by: PersonId | None


@router.get("/templates")
async def list_templates(caller: LaunchesCycles) -> tuple[Template, ...]:
    """List the processes that are shipped, to start a definition from."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    return tuple(
        Template(name=name, summary=template_summary(name), source=template_text(name))
        for name in template_names()
    )


@router.post("/launches/rehearsal")
async def rehearse_launch(request: Request, sent: Launches, caller: LaunchesCycles) -> Rehearsed:
    """Say what a launch would do: who gets a review, who none, what is blocked, what goes out.

    Nothing is done. A definition with faults is told line by line in `errors`.
    """
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    plan = await plan_of(front, caller, sent)
    return rehearsed(await preview_of(front.archive, plan, front.now()))


@router.get("/launches")
async def list_launches(request: Request, caller: LaunchesCycles) -> tuple[Waiting, ...]:
    """List the launches that are scheduled, the next one first."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    archive = front_of(request).archive
    found = await waiting_launches(archive.readers, archive.organisation)
    return tuple(Waiting.model_validate(each) for each in found)


@router.post("/launches", responses=may_be_on_its_way(Made))
async def launch_cycle(
    request: Request, sent: Begins, caller: LaunchesCycles, once: ThisOnce
) -> Made:
    """Launch a cycle, now or at a moment to come; `id` is the cycle.

    Its reviews open one after the other, in the background. The same cycle launched again starts
    nobody twice.
    """
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)

    async def begin(name: str) -> Made:
        asked = request_of(await plan_of(front, caller, sent), await front.archive.people())
        if sent.begins_at is None:
            cycle, _ = await launch(front.archive, front.client, asked)
            is_seen = await _is_seen(front, cycle)
            return Made(id=str(cycle), status="recorded" if is_seen else ON_ITS_WAY)
        scheduling = Scheduling(front.archive, front.client)
        position = await scheduling.schedule(asked, sent.begins_at, name, front.now(), caller.id)
        done = await taken(front, position)
        cycle = cycle_id(front.archive.organisation, asked.definition.key)
        return Made(id=str(cycle), position=done.position)

    return await once.take(caller, Made, begin)


@router.post("/launches/{cycle}/call-off")
async def call_launch_off(
    request: Request, cycle: UUID, caller: LaunchesCycles, once: ThisOnce
) -> Taken:
    """Call a scheduled launch off before it begins."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)

    async def call_off(_: str) -> Taken:
        waiting = await _waiting(front, CycleId(cycle))
        scheduling = Scheduling(front.archive, front.client)
        position = await scheduling.call_off(waiting.cycle, waiting.request, front.now(), caller.id)
        return await taken(front, position)

    return await once.take(caller, Taken, call_off)


async def _is_seen(front: Front, cycle: CycleId) -> bool:
    """Wait a while until the launch is recorded."""
    for _ in range(LOOKS):
        if await cycle_of(front.archive.readers, cycle) is not None:
            return True
        await asyncio.sleep(LOOKS_EVERY)
    return False


async def _waiting(front: Front, cycle: CycleId) -> WaitingLaunch:
    archive = front.archive
    found = await waiting_launches(archive.readers, archive.organisation)
    waiting = next((each for each in found if each.cycle == cycle), None)
    if waiting is None:
        raise NotFound
    return waiting

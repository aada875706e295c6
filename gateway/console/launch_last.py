"""Fourth screen of a launch: what it will do, and then the launch: now, later, or not at all."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.cycle.cycle import OtherDefinition
from domain.ids import CycleId, cycle_id
from domain.visibility import Deed
from gateway.console.launch_room import KeyTaken, Room, room_at, screen
from gateway.console.previews import previews_of
from gateway.launch_plan import definition_of
from gateway.launch_preview import Preview, preview_of, request_of
from gateway.launching import NobodyToLaunchFor, UnknownOwner, launch
from gateway.scheduling import InThePast, Scheduling
from gateway.site.front import front_of
from gateway.site.pages import see_other
from gateway.site.posted import posted
from gateway.site.shown import until_shown
from gateway.site.visitor import Visitor, signed_in
from storage.read_models.cycles import cycle_of

router = APIRouter()

LOOKS: Final = 25
LOOKS_EVERY: Final = 0.2


@router.get("/hr/launch/{draft}/preview")
async def show(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Show what the launch will do; while that is worked out, say so."""
    if definition_of(room.plan) is None:
        return see_other(f"{room.path}/process")
    if room.plan.begun_at and room.plan.sent and await _is_there(room, room.plan.sent):
        return see_other(f"/hr/cycles/{room.plan.sent}")
    try:
        found = await _preview(request, room)
    except (NobodyToLaunchFor, UnknownOwner):
        return see_other(f"{room.path}/people")
    return await screen(request, room, "preview", preview=found, zone_name=room.visitor.zone.key)


@router.get("/hr/launch/{draft}/dry-run.json")
async def save(room: Annotated[Room, Depends(room_at)]) -> Response:
    """Give what the launch would do as a file."""
    found = await preview_of(
        room.front.archive, room.plan, room.front.now(), room.front.site.base_url
    )
    name = f"{found.key}-dry-run.json"
    return Response(
        _as_json(found),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/hr/launch/{draft}/launch")
async def launch_now(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Launch, and lead on to the cycle as soon as it can be seen."""
    sent = await posted(request)
    archive = room.front.archive
    asked = request_of(room.plan, await archive.people())
    cycle = cycle_id(archive.organisation, asked.definition.key)
    try:
        if room.plan.sent != cycle:
            room.check_seen(sent)
            await check_free(room, cycle)
        await launch(archive, room.front.client, asked)
    except (KeyTaken, OtherDefinition) as refusal:
        return await _refused(request, room, ("", f"{refusal}"))
    begun = {"sent": cycle, "begun_at": room.front.now()}
    await room.keep_sent(room.plan.model_copy(update=begun), sent)
    for _ in range(LOOKS):
        if await _is_there(room, cycle):
            return see_other(f"/hr/cycles/{cycle}")
        await asyncio.sleep(LOOKS_EVERY)
    return see_other("/hr")


async def check_free(room: Room, cycle: CycleId) -> None:
    """See that no cycle of that key has been launched.

    Raises:
        KeyTaken: one has.
    """
    if await _is_there(room, cycle):
        raise KeyTaken


async def _is_there(room: Room, cycle: CycleId) -> bool:
    return await cycle_of(room.front.archive.readers, cycle) is not None


@router.post("/hr/launch/{draft}/schedule")
async def schedule(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Let the launch begin by itself at a moment to come."""
    sent = await posted(request)
    archive = room.front.archive
    request_id = f"{room.draft.draft}/{sent.one('version')}"
    try:
        moment = _moment(sent.one("moment"), room.visitor.zone)
        asked = request_of(room.plan, await archive.people())
        cycle = cycle_id(archive.organisation, asked.definition.key)
        if room.plan.sent != cycle:
            room.check_seen(sent)
            await check_free(room, cycle)
        scheduling = Scheduling(archive, room.front.client)
        now = room.front.now()
        position = await scheduling.schedule(asked, moment, request_id, now, room.visitor.id)
    except InThePast as refusal:
        return await _refused(request, room, ("moment", f"{refusal}"), sent.one("moment"))
    except KeyTaken as refusal:
        return await _refused(request, room, ("", f"{refusal}"))
    await room.keep_sent(room.plan.model_copy(update={"sent": cycle, "begun_at": None}), sent)
    await until_shown(room.front, position)
    return see_other("/hr")


@router.post("/hr/launch/{draft}/drop")
async def drop(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Give the launch up; nothing of it is kept."""
    await posted(request)
    await room.drafts.drop(room.draft.draft)
    return see_other("/hr")


@router.post("/hr/scheduled/{cycle}/call-off")
async def call_off(
    request: Request, cycle: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Call a scheduled launch off; what was prepared can be changed again."""
    sent = await posted(request)
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    scheduling = Scheduling(front.archive, front.client)
    request_id, at = sent.one("request"), front.now()
    position = await scheduling.call_off(CycleId(cycle), request_id, at, visitor.id)
    await until_shown(front, position)
    return see_other("/hr")


async def _refused(
    request: Request, room: Room, wrong: tuple[str, str], moment: str = ""
) -> Response:
    found, zone = await _preview(request, room), room.visitor.zone.key
    told = {"preview": found, "zone_name": zone, "moment": moment}
    return await screen(request, room, "preview", wrong=[wrong], **told)


async def _preview(request: Request, room: Room) -> Preview | None:
    archive, plan = room.front.archive, room.plan
    return await previews_of(request).of(
        room.draft.draft,
        room.draft.version,
        lambda: preview_of(archive, plan, room.front.now(), room.front.site.base_url),
    )


def _moment(words: str, zone: ZoneInfo) -> datetime:
    """Read a moment as browsers send it, in the zone of whoever typed it.

    Raises:
        InThePast: it is none.
    """
    try:
        return datetime.fromisoformat(words.strip()).replace(tzinfo=zone)
    except ValueError:
        raise InThePast("Give a day and an hour to come.") from None


def _as_json(preview: Preview) -> str:
    told = asdict(preview)
    told["messages"] = [
        {
            "to": each.recipient.employee_number,
            "from": each.at.isoformat(),
            "subject": each.words.subject,
            "text": each.words.text,
        }
        for each in preview.messages
    ]
    return json.dumps(told, indent=2, ensure_ascii=False, default=str)
